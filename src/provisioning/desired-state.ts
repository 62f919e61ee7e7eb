import type { Assignment } from '../roles/assignment.ts';
import { compareFlexRoles } from '../roles/flex-role.ts';
import type { DesiredState, Fence, SubjectState } from './subject-ledger.ts';

/** What a new assignment asks for. `digest`: of what Twilio must hold for it. */
export interface NewAssignment {
  readonly assignment: Assignment;
  readonly fence: Fence;
  readonly digest: string;
}

export const lowersFlexRole = (before: DesiredState | undefined, { assignment }: Pick<DesiredState, 'assignment'>) =>
  before !== undefined && compareFlexRoles(assignment.flexRole, before.assignment.flexRole) < 0;

export const raisesFlexRole = (before: DesiredState | undefined, { assignment }: Pick<DesiredState, 'assignment'>) =>
  before !== undefined && compareFlexRoles(assignment.flexRole, before.assignment.flexRole) > 0;

/**
 * The desired state to claim. It carries the moments of the last demotion and promotion on, so that sessions from before it can be told
 * from later ones. `known` was read before the claim, so of two claims at the same moment one may note a demotion that
 * the other undid: sessions then end too early, never too late.
 */
export function desiredState(wanted: NewAssignment, known: SubjectState | undefined, now: number): DesiredState {
  const before = known?.desired;
  const demotedAt = lowersFlexRole(before, wanted) ? now : before?.demotedAt;
  const promotedAt = raisesFlexRole(before, wanted) ? now : before?.promotedAt;
  return { ...wanted, ...(demotedAt !== undefined && { demotedAt }), ...(promotedAt !== undefined && { promotedAt }) };
}
