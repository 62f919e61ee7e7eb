import type { Because, RoleExplanation } from './assignment.ts';
import { reasonsText } from './because-text.ts';
import type { FlexRole } from './flex-role.ts';
import { INSIGHTS_ROLES, mayUseInsights } from './insights-role.ts';
import type { InsightsRole } from './insights-role.ts';
import type { RolePolicy } from './policy.ts';

export interface InsightsDecision {
  /** In the order of the catalogue. */
  readonly roles: readonly InsightsRole[];
  readonly explanations: readonly RoleExplanation[];
}

type Candidates = ReadonlyMap<InsightsRole, readonly Because[]>;

/** All candidates together for a supervisor or admin, none for an agent, the default where there is no candidate. */
export function decideInsightsRoles(
  flexRole: FlexRole | undefined,
  candidates: Candidates,
  policy: RolePolicy,
): InsightsDecision {
  const explainEach = (explain: Explain): readonly RoleExplanation[] =>
    inCatalogueOrder(candidates).map((role) => explain(role, candidates.get(role) ?? []));
  if (flexRole === undefined) return { roles: [], explanations: explainEach(withoutFlexRole) };
  if (!mayUseInsights(flexRole)) return { roles: [], explanations: explainEach(toAgent) };
  if (candidates.size === 0) return byDefault(flexRole, policy);
  return { roles: inCatalogueOrder(candidates), explanations: explainEach(granted) };
}

/** Flex reads a supervisor or admin without any wfo.* value as wfo.full_access: such a one is never written. */
export const insightsMissing = (flexRole: FlexRole, roles: readonly InsightsRole[]): boolean =>
  mayUseInsights(flexRole) && roles.length === 0;

const inCatalogueOrder = (candidates: Candidates): readonly InsightsRole[] =>
  INSIGHTS_ROLES.filter((role) => candidates.has(role));

/** Written out, so that nothing is granted by omission (design 3.6). */
function byDefault(flexRole: FlexRole, { insightsDefault }: RolePolicy): InsightsDecision {
  if (insightsDefault === 'deny') return { roles: [], explanations: [] };
  const because = [{ kind: 'insights-default' }] as const;
  const text = `${insightsDefault} is granted: no known wfo.* role came for this ${flexRole}, and this one is the connection's default.`;
  const explanation = { role: insightsDefault, kind: 'insights', outcome: 'granted', because, text } as const;
  return { roles: [insightsDefault], explanations: [explanation] };
}

type Explain = (role: InsightsRole, because: readonly Because[]) => RoleExplanation;

const granted: Explain = (role, because) => ({
  role,
  kind: 'insights',
  outcome: 'granted',
  because,
  text: `${role} is granted: ${reasonsText(because)}.`,
});

const toAgent: Explain = (role, because) => ({
  role,
  kind: 'insights',
  outcome: 'refused',
  reason: 'agent-never-gets-insights',
  against: 'agent',
  because,
  text: `${role} is refused: ${reasonsText(because)}, but Insights is closed to agents.`,
});

const withoutFlexRole: Explain = (role, because) => ({
  role,
  kind: 'insights',
  outcome: 'refused',
  reason: 'no-flex-role',
  because,
  text: `${role} is refused: ${reasonsText(because)}, but no Flex role is granted.`,
});
