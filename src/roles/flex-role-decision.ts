import type { Because, RoleExplanation } from './assignment.ts';
import { reasonsText } from './because-text.ts';
import { compareFlexRoles, FLEX_ROLES } from './flex-role.ts';
import type { FlexRole } from './flex-role.ts';
import type { RolePolicy } from './policy.ts';

export interface FlexRoleDecision {
  /** undefined: nothing gives one. */
  readonly role: FlexRole | undefined;
  readonly explanations: readonly RoleExplanation[];
}

type Candidates = ReadonlyMap<FlexRole, readonly Because[]>;

const highestFirst = (candidates: Candidates): readonly (readonly [FlexRole, readonly Because[]])[] =>
  [...candidates].toSorted(([a], [b]) => compareFlexRoles(b, a));

/**
 * The highest candidate at or below the ceiling. A candidate above the ceiling counts for nothing: the ceiling is not
 * granted in its place, as nobody asked for it. Where no candidate is left the default counts, under the same ceiling.
 */
export function decideFlexRole(candidates: Candidates, policy: RolePolicy): FlexRoleDecision {
  const considered = withDefault(candidates, policy);
  const role = FLEX_ROLES.findLast((flexRole) => considered.has(flexRole) && isReachable(flexRole, policy));
  const explanations = highestFirst(considered).map(([candidate, because]) =>
    explain(candidate, because, { winner: role, policy }),
  );
  return { role, explanations };
}

const isReachable = (role: FlexRole, policy: RolePolicy): boolean => compareFlexRoles(role, policy.ceiling) <= 0;

function withDefault(candidates: Candidates, policy: RolePolicy): Candidates {
  const anyReachable = [...candidates.keys()].some((role) => isReachable(role, policy));
  if (anyReachable || policy.default === 'deny') return candidates;
  const because = [...(candidates.get(policy.default) ?? []), { kind: 'default' } as const];
  return new Map([...candidates, [policy.default, because]]);
}

function explain(
  role: FlexRole,
  because: readonly Because[],
  { winner, policy }: { readonly winner: FlexRole | undefined; readonly policy: RolePolicy },
): RoleExplanation {
  const asked = { role, kind: 'flex', because } as const;
  const why = reasonsText(because);
  if (role === winner) return { ...asked, outcome: 'granted', text: `${role} is granted: ${why}.` };
  if (!isReachable(role, policy)) {
    const text = `${role} is refused: ${why}, but ${policy.ceiling} is the highest role that this connection may give.`;
    return { ...asked, outcome: 'refused', reason: 'above-ceiling', against: policy.ceiling, text };
  }
  const text = `${role} does not count: ${why}, but the higher role wins.`;
  return { ...asked, outcome: 'lost', reason: 'higher-role-won', ...(winner && { against: winner }), text };
}
