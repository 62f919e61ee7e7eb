import { Refusal } from '../kernel/refusal.ts';
import type { RoleExplanation } from './assignment.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { candidatesOf, roleValues } from './candidates.ts';
import type { Candidates } from './candidates.ts';
import { decideFlexRole } from './flex-role-decision.ts';
import type { FlexRole } from './flex-role.ts';
import { decideInsightsRoles, insightsMissing } from './insights-decision.ts';
import type { InsightsRole } from './insights-role.ts';
import type { MatchingRule } from './matching-rules.ts';
import type { RolePolicy } from './policy.ts';
import { attributeMissing } from './required-attribute.ts';
import { explainConsoleOnly, explainUnknown } from './unusable-roles.ts';

export interface RoleDecision {
  /** There in both cases: refused logins are explained too. */
  readonly explanations: readonly RoleExplanation[];
  readonly outcome:
    | { readonly flexRole: FlexRole; readonly insightsRoles: readonly InsightsRole[]; readonly readOnlyAdmin?: true }
    | { readonly refusal: Refusal };
}

/** The Flex role and the Insights roles of a person, or why there are none. */
export function decideRoles(
  attributes: AttributeReader,
  rules: readonly MatchingRule[],
  policy: RolePolicy,
): RoleDecision {
  const candidates = candidatesOf(roleValues(attributes, policy), rules, policy);
  const flex = decideFlexRole(candidates.flex, policy);
  const insights = decideInsightsRoles(flex.role, candidates.insights, policy);
  const explanations = [
    ...flex.explanations,
    ...explainConsoleOnly(candidates.consoleOnly),
    ...insights.explanations,
    ...explainUnknown(candidates.unknown, policy),
  ];
  const unknown = refuseUnknown(candidates, policy);
  if (unknown !== undefined) return { explanations, outcome: { refusal: unknown } };
  if (flex.role === undefined) {
    const refusal = refuseWithoutFlexRole(attributes, candidates, { policy, explanations });
    return { explanations, outcome: { refusal } };
  }
  if (insightsMissing(flex.role, insights.roles)) {
    const refusal = new Refusal('INSIGHTS_ROLE_REQUIRED', { flexRole: flex.role });
    return { explanations, outcome: { refusal } };
  }
  return { explanations, outcome: { flexRole: flex.role, insightsRoles: insights.roles } };
}

function refuseUnknown({ unknown }: Candidates, policy: RolePolicy): Refusal | undefined {
  return policy.unknown === 'deny' && unknown.size > 0
    ? new Refusal('ROLE_UNKNOWN', { unknown: [...unknown.keys()].toSorted() })
    : undefined;
}

/**
 * Rules may take roles from other attributes, so `roles` is required only where nothing else spoke for any Flex role. A
 * person whose candidates were all refused is told which and why, not that `roles` is missing.
 */
function refuseWithoutFlexRole(
  attributes: AttributeReader,
  candidates: Candidates,
  { policy, explanations }: { readonly policy: RolePolicy; readonly explanations: readonly RoleExplanation[] },
): Refusal {
  const received = roleValues(attributes, policy).map(({ value }) => value);
  if (received.length === 0 && candidates.flex.size === 0 && policy.default === 'deny') {
    return attributeMissing('roles', policy.attributes.roles, attributes, policy.connection);
  }
  const refused = explanations.filter(({ kind, outcome }) => kind === 'flex' && outcome === 'refused');
  return new Refusal('ROLE_NOT_GRANTED', {
    received: [...new Set(received)].toSorted(),
    ...(refused.length > 0 && { because: refused.map(({ text }) => text) }),
  });
}
