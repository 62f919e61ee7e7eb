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

function rolesField({ roles: wanted }: WantedGroup, now: GroupAssignment | undefined): readonly FieldChange[] {
  const roles = now === undefined ? [] : rolesOf(now);
  if (now !== undefined && sameSet(roles, wanted)) return [];
  return [{ field: 'roles', from: roles.join(', ') || undefined, to: wanted.join(', ') || 'none' }];
}

function priorityField({ priority }: WantedGroup, now: GroupAssignment | undefined): readonly FieldChange[] {
  if (priority === undefined || now?.priority === priority) return [];
  return [{ field: 'priority', from: now?.priority?.toString(), to: String(priority) }];
}

/** Why the group cannot be planned. */
function obstacle(
  { name, roles, create }: WantedGroup,
  groups: readonly Group[],
  allowed: readonly string[] | undefined,
): string | undefined {
  if (groups.length > 1) {
    return `${groups.length} groups have the name “${name}”: rename one of them under Directory > Groups`;
  }
  const unknown = roles.filter((role) => allowed?.includes(role) === false);
  if (unknown.length > 0) return `the group “${name}” is to have ${unknown.join(', ')}, which is no value of roles`;
  return groups.length === 0 && !create
    ? `there is no group “${name}”: create it under Directory > Groups, or write create: true`
    : undefined;
}

function planGroup(
  wanted: WantedGroup,
  observed: ObservedGroups,
  allowed: readonly string[] | undefined,
): { readonly changes: readonly SetupChange[]; readonly notes: readonly SetupNote[] } {
  const { name } = wanted;
  const groups = observed.named.get(name) ?? [];
  const text = obstacle(wanted, groups, allowed);
  if (text !== undefined) return { changes: [], notes: [{ severity: 'blocked', text }] };
  const now = observed.assignments.find(({ id }) => id === groups[0]?.id);
  const fields = [...rolesField(wanted, now), ...priorityField(wanted, now)];
  const isAssigned = now !== undefined && fields.length === 0;
  const changes: readonly SetupChange[] = [
    ...(groups.length === 0 ? [{ kind: 'create-group', name } as const] : []),
    ...(isAssigned ? [] : [{ kind: 'assign-group', name, fields } as const]),
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
