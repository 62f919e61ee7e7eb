import type { FieldChange, SetupChange, SetupNote } from './setup-plan.ts';
import type { WantedGroup } from './wanted-setup.ts';
import type { Group, GroupAssignment } from './wire.ts';

export interface ObservedGroups {
  /** Groups of each wanted name. */
  readonly named: ReadonlyMap<string, readonly Group[]>;
  readonly assignments: readonly GroupAssignment[];
}

export const rolesOf = ({ profile }: Pick<GroupAssignment, 'profile'>): readonly string[] => {
  const roles = profile?.['roles'];
  return Array.isArray(roles) ? roles.map(String) : [];
};

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value) => b.includes(value));

function assignmentFields(wanted: WantedGroup, now: GroupAssignment | undefined): readonly FieldChange[] {
  const roles = now === undefined ? [] : rolesOf(now);
  const shownRoles = roles.length === 0 ? undefined : roles.join(', ');
  const priority = typeof now?.priority === 'number' ? String(now.priority) : undefined;
  return [
    ...(now !== undefined && sameSet(roles, wanted.roles)
      ? []
      : [{ field: 'roles', from: shownRoles, to: wanted.roles.join(', ') || 'none' }]),
    ...(wanted.priority === undefined || now?.priority === wanted.priority
      ? []
      : [{ field: 'priority', from: priority, to: String(wanted.priority) }]),
  ];
}

const blocked = (text: string): { changes: readonly SetupChange[]; notes: readonly SetupNote[] } => ({
  changes: [],
  notes: [{ severity: 'blocked', text }],
});

function planGroup(wanted: WantedGroup, observed: ObservedGroups, allowed: readonly string[] | undefined) {
  const { name } = wanted;
  const [group, ...others] = observed.named.get(name) ?? [];
  if (others.length > 0) {
    return blocked(`${others.length + 1} groups have the name “${name}”: rename one of them under Directory > Groups`);
  }
  const unknown = wanted.roles.filter((role) => allowed !== undefined && !allowed.includes(role));
  if (unknown.length > 0)
    return blocked(`the group “${name}” is to have ${unknown.join(', ')}, which is no value of roles`);
  if (group === undefined && !wanted.create) {
    return blocked(`there is no group “${name}”: create it under Directory > Groups, or write create: true`);
  }
  const now = observed.assignments.find(({ id }) => id === group?.id);
  const fields = assignmentFields(wanted, now);
  const changes: readonly SetupChange[] = [
    ...(group === undefined ? [{ kind: 'create-group', name } as const] : []),
    ...(fields.length === 0 && now !== undefined ? [] : [{ kind: 'assign-group', name, fields } as const]),
  ];
  return { changes, notes: [] };
}

/** Groups that are not named stay as they are. `allowed`: the values of the pick list; undefined: any. */
export function planGroups(
  wanted: readonly WantedGroup[],
  observed: ObservedGroups,
  allowed: readonly string[] | undefined,
): { readonly changes: readonly SetupChange[]; readonly notes: readonly SetupNote[] } {
  const plans = wanted.map((group) => planGroup(group, observed, allowed));
  return { changes: plans.flatMap(({ changes }) => changes), notes: plans.flatMap(({ notes }) => notes) };
}

/** The assignment with our roles in it; other attributes of its profile stay. */
export const changedAssignment = (wanted: WantedGroup, now: GroupAssignment | undefined): object => {
  const priority = wanted.priority ?? now?.priority ?? undefined;
  return { ...(priority !== undefined && { priority }), profile: { ...now?.profile, roles: wanted.roles } };
};
