import { compareFlexRoles, FLEX_ROLES } from '../roles/flex-role.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import type { Claim, Demotions, DesiredState, Fence, SubjectState } from './subject-ledger.ts';

export const lowersFlexRole = (before: DesiredState | undefined, { assignment }: Pick<DesiredState, 'assignment'>) =>
  before !== undefined && compareFlexRoles(assignment.flexRole, before.assignment.flexRole) < 0;

export const raisesFlexRole = (before: DesiredState | undefined, { assignment }: Pick<DesiredState, 'assignment'>) =>
  before !== undefined && compareFlexRoles(assignment.flexRole, before.assignment.flexRole) > 0;

type Moves = Pick<SubjectState, 'demoted' | 'promotions'>;

/** Those that an accepted claim leaves behind. `before`: the state that it replaces. */
export function movesAfter(
  before: (Moves & Pick<SubjectState, 'desired'>) | undefined,
  { desired, now }: Pick<Claim, 'desired' | 'now'>,
): Moves {
  const demoted = demotionsAfter(before, { desired, now });
  const promotions = (before?.promotions ?? 0) + (raisesFlexRole(before?.desired, desired) ? 1 : 0);
  return { ...(demoted !== undefined && { demoted }), ...(promotions > 0 && { promotions }) };
}

function demotionsAfter(
  before: Pick<SubjectState, 'desired' | 'demoted'> | undefined,
  { desired, now }: Pick<Claim, 'desired' | 'now'>,
): Demotions | undefined {
  if (!lowersFlexRole(before?.desired, desired)) return before?.demoted;
  const { times = 0, at = 0 } = before?.demoted ?? {};
  return { times: times + 1, at: Math.max(at, now) };
}

/** From which an assignment of this role is a demotion. */
export const rolesAbove = (role: FlexRole): readonly FlexRole[] =>
  FLEX_ROLES.filter((other) => compareFlexRoles(other, role) > 0);

/** From which it is a promotion. */
export const rolesBelow = (role: FlexRole): readonly FlexRole[] =>
  FLEX_ROLES.filter((other) => compareFlexRoles(other, role) < 0);

/**
 * Positive where `a` is newer. Ids are compared byte by byte in UTF-8, as the store's script does it: Lua's own `<`
 * follows the locale of the server.
 */
export const compareFences = (a: Fence, b: Fence): number =>
  a.issuedAt - b.issuedAt || Buffer.compare(Buffer.from(a.assertionId), Buffer.from(b.assertionId));
