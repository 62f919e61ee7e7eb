import type { OrgGroup, Person } from './person.ts';

/** The value of `appuser.roles` and where it comes from. */
export interface AssignedRoles {
  readonly scope: 'USER' | 'GROUP';
  /** null where nothing gives a value, which is not the same as an empty list. */
  readonly values: readonly string[] | null;
  /** Groups that gave roles, the strongest first. */
  readonly from: readonly string[];
}

/**
 * How Okta settles `appuser.roles` of an attribute with `union: ENABLE`: an individual assignment wins
 * outright; otherwise the roles of all of the person's groups together, by priority, each once.
 */
export function assignedRoles(person: Pick<Person, 'roles' | 'groups'>, groups: readonly OrgGroup[]): AssignedRoles {
  if (person.roles !== null) return { scope: 'USER', values: person.roles, from: [] };
  const giving = groups
    .filter((group) => group.roles !== null && person.groups.includes(group.name))
    .toSorted((a, b) => a.priority - b.priority);
  const values = giving.length === 0 ? null : [...new Set(giving.flatMap((group) => group.roles ?? []))];
  return { scope: 'GROUP', values, from: giving.map((group) => group.name) };
}
