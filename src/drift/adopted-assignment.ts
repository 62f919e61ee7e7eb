import { highestFlexRole, rolesOn } from '../provisioning/name-change.ts';
import type { DesiredState } from '../provisioning/subject-ledger.ts';
import type { WorkerAttributes } from '../provisioning/worker-directory.ts';
import type { Assignment } from '../roles/assignment.ts';
import { READ_ONLY_ADMIN_ROLES } from '../roles/console-roles.ts';
import type { WorkerAttributeValue } from '../roles/policy.ts';

const isValue = (value: unknown): value is WorkerAttributeValue =>
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((item) => ['string', 'number', 'boolean'].includes(typeof item)));

/** Of the names that we own, what Twilio holds for each; what it no longer holds stays as it was decided. */
function heldValues(held: WorkerAttributes, ours: Assignment['workerAttributes']): Assignment['workerAttributes'] {
  const values = Object.entries(ours).map(([name, decided]): readonly [string, WorkerAttributeValue] => {
    const found: unknown = Object.hasOwn(held, name) ? Reflect.get(held, name) : undefined;
    return [name, isValue(found) && found !== '' ? found : decided];
  });
  return Object.fromEntries(values);
}

const textAt = (values: Assignment['workerAttributes'], name: string, otherwise: string): string => {
  const value: unknown = Object.hasOwn(values, name) ? Reflect.get(values, name) : undefined;
  return typeof value === 'string' && value !== '' ? value : otherwise;
};

/**
 * The assignment with the edits that were made on the worker. Only for findings that are all adoptable: the caller has
 * made sure that nothing is raised. Names that others own stay out, as always.
 */
export function adoptedAssignment(assignment: Assignment, held: WorkerAttributes): Assignment {
  const found = rolesOn(held);
  const flexRole = highestFlexRole(found) ?? assignment.flexRole;
  const insightsRoles = flexRole === 'agent' ? [] : assignment.insightsRoles.filter((role) => found.includes(role));
  const { readOnlyAdmin: before, ...rest } = assignment;
  const readOnlyAdmin = before === true && READ_ONLY_ADMIN_ROLES.every((role) => found.includes(role));
  const roles = readOnlyAdmin ? READ_ONLY_ADMIN_ROLES : [flexRole, ...insightsRoles];
  const workerAttributes = { ...heldValues(held, assignment.workerAttributes), roles };
  return {
    ...rest,
    ...(readOnlyAdmin && { readOnlyAdmin }),
    flexRole,
    insightsRoles,
    roles,
    workerAttributes,
    email: textAt(workerAttributes, 'email', assignment.email),
    fullName: textAt(workerAttributes, 'full_name', assignment.fullName),
  };
}

/**
 * Newer than the decision that was read and older than every assertion issued after it: the same instant, and an id
 * above it. Ids of assertions are NCNames (XML Namespaces 3) and sort below `~`.
 */
export function adoptionFence({ fence }: DesiredState): DesiredState['fence'] {
  const { issuedAt, assertionId } = fence;
  return { issuedAt, assertionId: assertionId.startsWith('~') ? `${assertionId}~` : `~${assertionId}` };
}
