import { adoptedAssignment, adoptionFence } from '../../src/drift/adopted-assignment.ts';
import { compareSubject } from '../../src/drift/compare-subject.ts';
import type { Observed } from '../../src/drift/compare-subject.ts';
import { standingOf } from '../../src/store/claim-standing.ts';
import { aConfirmed, ada, aDesired, anAssignment, aState, serviceRoleSid } from '../support/subject-states.ts';
import type { RoleList } from '../support/subject-states.ts';
import { READ_ONLY_ADMIN_ROLES } from '../../src/roles/console-roles.ts';

const roles = {
  nameOf: (sid: string) => sid.replace('RL', ''),
  flexRoleOf: (sid: string) => (['agent', 'supervisor', 'admin'] as const).find((role) => sid === `RL${role}`),
};

interface Held {
  readonly roles?: readonly unknown[];
  readonly attributes?: Record<string, unknown>;
  readonly workerSid?: string;
  readonly userSid?: string;
  readonly roleSid?: string;
  readonly friendlyName?: string;
}

/** What Twilio holds for somebody with these roles, but for what is said. */
const held = (given: RoleList, parts: Held = {}): Observed => ({
  worker: {
    sid: parts.workerSid ?? 'WKada',
    username: ada.username,
    attributes: {
      email: 'ada@example.com',
      full_name: 'Ada Lovelace',
      roles: parts.roles ?? given,
      skills: ['theirs'],
      ...parts.attributes,
    },
  },
  user: {
    sid: parts.userSid ?? 'USada',
    identity: ada.identity,
    friendlyName: parts.friendlyName ?? 'Ada Lovelace',
    roleSid: parts.roleSid ?? serviceRoleSid(given[0]),
  },
});
const kinds = (state: Parameters<typeof compareSubject>[0], observed: Observed) =>
  compareSubject(state, observed, roles).map(({ kind }) => kind);

const TEAM: RoleList = ['supervisor', 'wfo.team_leader'];

test('nothing where Twilio holds what was decided; what others own does not count', () => {
  expect(compareSubject(aState(TEAM), held(TEAM), roles)).toEqual([]);
});

test.each<{
  title: string;
  has: RoleList;
  found: readonly unknown[];
  kind: string;
  severity: string;
  adoptable: boolean;
}>([
  {
    title: 'a higher Flex role',
    has: ['agent'],
    found: ['admin'],
    kind: 'roles-raised',
    severity: 'security',
    adoptable: false,
  },
  {
    title: 'another Insights role',
    has: TEAM,
    found: ['supervisor', 'wfo.full_access'],
    kind: 'roles-raised',
    severity: 'security',
    adoptable: false,
  },
  {
    title: 'no Insights role, which Flex takes for all',
    has: TEAM,
    found: ['supervisor'],
    kind: 'roles-raised',
    severity: 'security',
    adoptable: false,
  },
  {
    title: 'Insights for an agent',
    has: ['agent'],
    found: ['agent', 'wfo.data_analyst'],
    kind: 'roles-raised',
    severity: 'security',
    adoptable: false,
  },
  {
    title: 'a role that no IdP gives',
    has: ['agent'],
    found: ['agent', 'flex.readonlyadmin'],
    kind: 'roles-raised',
    severity: 'security',
    adoptable: false,
  },
  {
    title: 'a second, higher Flex role',
    has: ['agent'],
    found: ['agent', 'supervisor', 'wfo.team_leader'],
    kind: 'roles-raised',
    severity: 'security',
    adoptable: false,
  },
  {
    title: 'a lower Flex role',
    has: TEAM,
    found: ['agent'],
    kind: 'roles-differ',
    severity: 'warning',
    adoptable: true,
  },
  { title: 'no role at all', has: ['agent'], found: [], kind: 'roles-differ', severity: 'warning', adoptable: false },
])('$title on the worker: $kind', ({ has, found, kind, severity, adoptable }) => {
  const findings = compareSubject(aState(has), held(has, { roles: found }), roles);
  expect(findings).toMatchObject([{ kind, severity, adoptable, repairable: true }]);
});

test('the order of roles says nothing', () => {
  expect(kinds(aState(TEAM), held(TEAM, { roles: ['wfo.team_leader', 'supervisor'] }))).toEqual([]);
});

test.each([
  { parts: { attributes: { email: 'x@y.example' } }, kind: 'email-differs' },
  { parts: { attributes: { full_name: 'Other' } }, kind: 'full-name-differs' },
  { parts: { workerSid: 'WKother' }, kind: 'worker-replaced' },
  { parts: { userSid: 'USother' }, kind: 'user-replaced' },
  { parts: { friendlyName: 'Other' }, kind: 'friendly-name-differs' },
  { parts: { roleSid: 'RLadmin' }, kind: 'service-role-raised' },
  { parts: { roleSid: 'RLother' }, kind: 'service-role-differs' },
])('$kind', ({ parts, kind }) => {
  expect(kinds(aState(['agent']), held(['agent'], parts))).toEqual([kind]);
});

test('attributes that rules set are compared too, as JSON', () => {
  const desired = aDesired(['agent']);
  const assignment = {
    ...desired.assignment,
    workerAttributes: { ...desired.assignment.workerAttributes, department: ['a', 'b'], __proto__x: 1 },
  };
  const state = { ...aState(['agent']), desired: { ...desired, assignment } };
  const same = held(['agent'], { attributes: { department: ['a', 'b'], __proto__x: 1 } });
  expect(compareSubject(state, same, roles)).toEqual([]);
  expect(compareSubject(state, held(['agent'], { attributes: { __proto__x: 1 } }), roles)).toMatchObject([
    { kind: 'attribute-differs', attribute: 'department', found: 'nothing' },
  ]);
});

test('what is missing is told of each resource', () => {
  expect(kinds(aState(['agent']), { worker: undefined, user: undefined })).toEqual(['worker-missing', 'user-missing']);
});

describe('a decision that has not reached Twilio yet', () => {
  const state = aState(['supervisor', 'wfo.team_leader'], ['agent']);

  test('is a notice while Twilio holds what was confirmed', () => {
    expect(compareSubject(state, held(['agent']), roles)).toMatchObject([
      { kind: 'pending', severity: 'notice', adoptable: false },
    ]);
  });

  test('does not hide that somebody holds more than both', () => {
    const observed = held(['agent'], { roles: ['admin'], roleSid: 'RLadmin' });
    expect(kinds(state, observed)).toEqual(['roles-raised', 'service-role-raised']);
  });
});

test('a blocked person whose worker stands is told and nothing is repaired; others who are gone are not', () => {
  const blocked = { ...aState(['agent']), blocked: { at: 0, by: 'x', reason: 'y' } };
  expect(compareSubject(blocked, held(['admin']), roles)).toMatchObject([
    { kind: 'blocked-but-present', repairable: false },
  ]);
  expect(compareSubject(blocked, { worker: undefined, user: undefined }, roles)).toEqual([]);
});

test.each([
  { title: 'never decided upon', state: { subject: ada, confirmed: aConfirmed(['agent']) } },
  { title: 'deprovisioned', state: { subject: ada, desired: aDesired(['agent']) } },
])('somebody $title has nothing to compare', ({ state }) => {
  expect(compareSubject(state, held(['admin']), roles)).toEqual([]);
});

describe('adoption', () => {
  test('takes a lower role, fewer Insights roles and other names over, and no key that others own', () => {
    const attributes = { email: 'new@example.com', full_name: 'Ada King', roles: ['agent'], skills: ['theirs'] };
    expect(adoptedAssignment(anAssignment(TEAM), attributes)).toMatchObject({
      flexRole: 'agent',
      insightsRoles: [],
      roles: ['agent'],
      email: 'new@example.com',
      fullName: 'Ada King',
      workerAttributes: { email: 'new@example.com', full_name: 'Ada King', roles: ['agent'] },
    });
    expect(adoptedAssignment(anAssignment(TEAM), attributes).workerAttributes).not.toHaveProperty('skills');
  });

  test.each([{ full_name: '' }, { full_name: null }, { full_name: { a: 1 } }, {}])(
    '%j is no name to take over',
    (more) => {
      const adopted = adoptedAssignment(anAssignment(['agent']), {
        roles: ['agent'],
        email: 'ada@example.com',
        ...more,
      });
      expect(adopted).toMatchObject({ fullName: 'Ada Lovelace', workerAttributes: { full_name: 'Ada Lovelace' } });
    },
  );

  test.each([
    { title: 'stays one', held: READ_ONLY_ADMIN_ROLES, readOnlyAdmin: true, expected: READ_ONLY_ADMIN_ROLES },
    { title: 'made an agent in Twilio is one no more', held: ['agent'], readOnlyAdmin: undefined, expected: ['agent'] },
  ])('a read-only admin whose name was edited $title', ({ held: found, readOnlyAdmin, expected }) => {
    const decided = {
      ...anAssignment(['agent']),
      roles: READ_ONLY_ADMIN_ROLES,
      readOnlyAdmin: true,
      door: 'console',
    } as const;
    const adopted = adoptedAssignment(decided, { roles: [...found], full_name: 'Ada King' });
    expect(adopted).toMatchObject({
      flexRole: 'agent',
      roles: expected,
      fullName: 'Ada King',
      door: 'console',
      workerAttributes: { roles: expected },
    });
    expect(adopted.readOnlyAdmin).toBe(readOnlyAdmin);
  });

  test('is newer than what was read, again and again, and older than the next assertion', () => {
    const read = aDesired(['agent']);
    const once = { ...read, digest: 'adopted', fence: adoptionFence(read) };
    const twice = { ...read, digest: 'adopted twice', fence: adoptionFence(once) };
    const next = { ...read, digest: 'next', fence: { issuedAt: read.fence.issuedAt + 1, assertionId: '_0' } };
    expect([standingOf(read, once), standingOf(once, twice), standingOf(twice, next)]).toEqual([
      'newer',
      'newer',
      'newer',
    ]);
    expect([standingOf(next, twice), standingOf(twice, once)]).toEqual(['stale', 'stale']);
  });
});
