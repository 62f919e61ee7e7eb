import { compareFlexRoles, FLEX_ROLES, isFlexRole } from '../roles/flex-role.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import type { Change } from './outcome.ts';
import type { WorkerAttributes } from './worker-directory.ts';

/** The `roles` attribute of a worker, read without trust in its form. */
export function rolesOn(attributes: WorkerAttributes): readonly string[] {
  const roles = attributes['roles'];
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
}

export const highestFlexRole = (roles: readonly string[]): FlexRole | undefined =>
  FLEX_ROLES.findLast((role) => roles.filter(isFlexRole).includes(role));

/** The word for what happened to a role holder: a move up or down outweighs any other change. */
export function nameChange(before: FlexRole | undefined, after: FlexRole, wrote: boolean): Change {
  const move = before === undefined ? 0 : compareFlexRoles(after, before);
  if (wrote && move > 0) return 'promoted';
  if (wrote && move < 0) return 'demoted';
  return wrote ? 'updated' : 'unchanged';
}
