import { counted } from '../../kernel/counted.ts';
import { printable, quoted } from '../../kernel/printable.ts';
import { rolesOf } from '../group-plan.ts';
import { fail, ok, warn } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { AssignedGroup, ObservedApp, ObservedUser } from './observe-app.ts';
import { screensOf } from './screens.ts';

const nameOf = ({ user }: ObservedUser): string => printable(user.credentials?.userName ?? user.id);

/** An individual assignment hides what the groups would give (okta.md 2.5). */
function hiddenRoles(observed: ObservedUser, groups: readonly AssignedGroup[], where: string): readonly CheckResult[] {
  if (observed.user.scope !== 'USER') return [];
  const own = rolesOf(observed.user);
  const giving = groups.filter(
    ({ id, roles }) => observed.groups.some((group) => group.id === id) && roles.some((role) => !own.includes(role)),
  );
  if (giving.length === 0) return [];
  const hidden = giving.map(
    ({ name, roles }) => `${printable(name)} (${roles.filter((role) => !own.includes(role)).join(', ')})`,
  );
  const roles = own.length === 0 ? 'no roles' : own.join(', ');
  return [
    // Without roles of their own somebody forgot them; with some it may be meant.
    (own.length === 0 ? fail : warn)('okta.user-hides-groups', {
      message: `${nameOf(observed)} is assigned individually, with ${roles}: what the groups give does not count, ${hidden.join(', ')}. Convert the assignment to a group’s, or set all roles there.`,
      field: `${nameOf(observed)} > roles`,
      found: roles,
      expected: [...new Set([...own, ...giving.flatMap((group) => group.roles)])].join(', '),
      where,
    }),
  ];
}

function withoutRoles({ users }: ObservedApp, where: string): readonly CheckResult[] {
  const people = users.filter(({ user }) => rolesOf(user).length === 0).map(nameOf);
  if (people.length === 0) return [];
  return [
    warn('okta.people-without-roles', {
      message: `Assigned, but without any role: ${quoted(people.slice(0, 10))}${people.length > 10 ? ` and ${people.length - 10} more` : ''}. Roles come from rules of the gateway then, or nobody gets in.`,
      field: 'roles',
      found: 'none',
      where,
    }),
  ];
}

function groupResults(groups: readonly AssignedGroup[], where: string): readonly CheckResult[] {
  const bare = groups.filter(({ roles }) => roles.length === 0);
  const giving = groups.filter(({ roles }) => roles.length > 0);
  return [
    ...giving.map(({ name, roles }) => ok('okta.group', `Members of ${printable(name)} get ${roles.join(', ')}.`)),
    ...bare.map(({ name }) =>
      warn('okta.group', {
        message: `The group ${printable(name)} is assigned without roles: its members can open the app and get no role by it.`,
        field: `${printable(name)} > roles`,
        found: 'none',
        where,
      }),
    ),
  ];
}

/** Whether anybody can open the app, and where their roles come from. */
export function checkAssignments(observed: ObservedApp): readonly CheckResult[] {
  const { app, groups, users, unread } = observed;
  const screens = screensOf(app.label);
  const unknown = unread.some(({ what }) => what.startsWith('assigned'));
  if (groups.length === 0 && users.length === 0) {
    if (unknown) return [];
    const message =
      'The app is assigned to nobody: no person and no group can open it, and the gateway hears nothing of who tries.';
    return [
      fail('okta.assigned', {
        message,
        field: 'Assignments',
        found: 'none',
        expected: 'a group or a person',
        where: `${screens.app} > Assignments > Assign`,
      }),
    ];
  }
  return [
    ok(
      'okta.assigned',
      `The app is assigned to ${counted(groups.length, 'group')}; ${counted(users.length, 'person was', 'people were')} looked at.`,
    ),
    ...groupResults(groups, screens.groups),
    ...users.flatMap((user) => hiddenRoles(user, groups, screens.people)),
    ...withoutRoles(observed, screens.people),
  ];
}
