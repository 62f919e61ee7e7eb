import type { AppRecord, GroupAssignmentRecord } from './app-record.ts';
import { EVERYONE } from './org-people.ts';

export interface AppUserValues {
  readonly scope: 'USER' | 'GROUP';
  readonly profile: Readonly<Record<string, unknown>>;
}

/** Groups of the person that are assigned to the app, the strongest (lowest number) first. Everyone is in Everyone. */
export const assignedGroups = (app: AppRecord, groupNames: readonly string[]): readonly GroupAssignmentRecord[] =>
  [...app.groups.values()]
    .filter(({ groupName }) => groupName === EVERYONE || groupNames.includes(groupName))
    .toSorted((a, b) => a.priority - b.priority);

const isGiven = (value: unknown): boolean => value !== null && value !== undefined;

/** One attribute of a person who comes by groups: combined, or of the strongest group that has one (okta.md 2.5). */
function groupValue(app: AppRecord, name: string, groups: readonly GroupAssignmentRecord[]): unknown {
  const given = groups
    .map(({ profile }): unknown => (Object.hasOwn(profile, name) ? profile[name] : null))
    .filter(isGiven);
  const property = app.schema.get(name);
  const combines = property?.['union'] === 'ENABLE' && property['type'] === 'array' && property['scope'] === 'NONE';
  if (!combines) return given[0] ?? null;
  return given.length === 0 ? null : [...new Set(given.flat())];
}

/** The app profile of a person; undefined: not assigned. An individual assignment hides what groups would give. */
export function appUserValues(
  app: AppRecord,
  person: { readonly id: string; readonly groups: readonly string[] },
): AppUserValues | undefined {
  const individual = app.users.get(person.id);
  if (individual !== undefined) return { scope: 'USER', profile: individual.profile };
  const groups = assignedGroups(app, person.groups);
  if (groups.length === 0) return undefined;
  const names = [...app.schema.keys()];
  return { scope: 'GROUP', profile: Object.fromEntries(names.map((name) => [name, groupValue(app, name, groups)])) };
}
