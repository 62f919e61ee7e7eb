import * as fc from 'fast-check';
import { CONVERSATIONS_VOCABULARY } from '../../src/role-management/default-roles.ts';
import type { ObservedRoles } from '../../src/role-management/observed-roles.ts';
import { planDigestInput, planRoles } from '../../src/role-management/plan-roles.ts';
import { changeText } from '../../src/role-management/role-change.ts';
import type { RolesPlan } from '../../src/role-management/role-change.ts';
import type { ServiceRoleResource } from '../../src/role-management/role-registry.ts';
import type { WantedRoles } from '../../src/role-management/wanted-roles.ts';
import { CONVERSATION_ROLES, SERVICE_ROLES } from '../../src/roles/catalogue/conversations.ts';
import { flexRoles, wanting } from '../support/wanted-roles.ts';

const NOTHING_WANTED = wanting({});

const observed = (extra: readonly ServiceRoleResource[] = [], more: Partial<ObservedRoles> = {}): ObservedRoles => ({
  roles: [...flexRoles(), ...extra],
  defaultSids: new Set(),
  holders: new Map(),
  ...more,
});

const lead = (permissions: readonly string[] = ['joinConversation']): ServiceRoleResource => ({
  sid: 'RLlead',
  type: 'service',
  name: 'lead',
  permissions,
});

const texts = ({ changes }: RolesPlan): readonly string[] => changes.map(changeText);
const notes = ({ notes: all }: RolesPlan): readonly string[] =>
  all.map(({ severity, type, name, message }) => `${severity} ${type} ${name} ${message}`);

describe('roles that Flex needs', () => {
  test('are left as they are where they stand as documented', () => {
    expect(planRoles(CONVERSATIONS_VOCABULARY, NOTHING_WANTED, observed())).toEqual({ changes: [], notes: [] });
  });

  test('are created with the documented permissions where they are missing', () => {
    const plan = planRoles(CONVERSATIONS_VOCABULARY, NOTHING_WANTED, { ...observed(), roles: [] });
    const created = new Map(
      plan.changes.map((change) => [change.kind === 'create' ? `${change.type} ${change.name}` : '', change]),
    );
    expect([...created.keys()]).toEqual([
      'service admin',
      'service supervisor',
      'conversation guest',
      'conversation agent',
      'conversation admin',
      'conversation supervisor',
    ]);
    expect(created.get('service supervisor')).toMatchObject({ permissions: SERVICE_ROLES.supervisor.toSorted() });
    expect(created.get('conversation guest')).toMatchObject({ permissions: CONVERSATION_ROLES.guest.toSorted() });
  });

  test('are no longer as documented: told, and left alone', () => {
    const roles = flexRoles().map((role) =>
      role.type === 'service' && role.name === 'supervisor'
        ? { ...role, permissions: ['joinConversation', 'addParticipant', 'removeParticipant', 'deleteConversation'] }
        : role,
    );
    const plan = planRoles(CONVERSATIONS_VOCABULARY, NOTHING_WANTED, { ...observed(), roles });
    expect(plan.changes).toEqual([]);
    expect(notes(plan)).toEqual([
      'warning service supervisor is a default role and not as documented (+editOwnUserInfo, -deleteConversation); it is left alone without touchDefaults: true',
    ]);
    expect(
      texts(planRoles(CONVERSATIONS_VOCABULARY, wanting({ touchDefaults: true }), { ...observed(), roles })),
    ).toEqual(['change service role “supervisor” (RL-service-supervisor): +editOwnUserInfo, -deleteConversation']);
  });

  test('are changed by the file only with touchDefaults', () => {
    const service = { supervisor: { extend: ['editAnyUserInfo'] } };
    const cautious = planRoles(CONVERSATIONS_VOCABULARY, wanting({ service }), observed());
    expect(cautious.changes).toEqual([]);
    expect(notes(cautious)).toEqual([expect.stringContaining('not as the file wants it (+editAnyUserInfo)')]);
    const bold = planRoles(CONVERSATIONS_VOCABULARY, wanting({ service, touchDefaults: true }), observed());
    expect(texts(bold)).toEqual(['change service role “supervisor” (RL-service-supervisor): +editAnyUserInfo']);
  });

  test('are created with the extension where they are missing', () => {
    const plan = planRoles(
      CONVERSATIONS_VOCABULARY,
      wanting({ service: { supervisor: { extend: ['editAnyUserInfo'] } } }),
      {
        ...observed(),
        roles: flexRoles().filter(({ type, name }) => !(type === 'service' && name === 'supervisor')),
      },
    );
    expect(plan.changes).toEqual([
      {
        kind: 'create',
        type: 'service',
        name: 'supervisor',
        permissions: [...SERVICE_ROLES.supervisor, 'editAnyUserInfo'].toSorted(),
      },
    ]);
  });

  test('the stock roles of every Service are defaults too', () => {
    const stock: ServiceRoleResource = {
      sid: 'RLs',
      type: 'service',
      name: 'service user',
      permissions: ['joinConversation'],
    };
    const plan = planRoles(
      CONVERSATIONS_VOCABULARY,
      wanting({ service: { 'service user': { extend: ['deleteConversation'] } } }),
      observed([stock]),
    );
    expect(plan.changes).toEqual([]);
    expect(notes(plan)).toEqual([expect.stringMatching(/^warning service service user is a default role/)]);
  });
});

describe('roles of an operator', () => {
  test.each([
    { title: 'is created', roles: [], wanted: { permissions: ['b', 'a'] }, change: 'create service role “lead”: a, b' },
    {
      title: 'gets what it lacks, and loses what is too much',
      roles: [lead(['a', 'c'])],
      wanted: { permissions: ['a', 'b'] },
      change: 'change service role “lead” (RLlead): +b, -c',
    },
    {
      title: 'keeps what it has where it is extended',
      roles: [lead(['a', 'c'])],
      wanted: { extend: ['b'] },
      change: 'change service role “lead” (RLlead): +b',
    },
  ])('one $title', ({ roles, wanted, change }) => {
    expect(texts(planRoles(CONVERSATIONS_VOCABULARY, wanting({ service: { lead: wanted } }), observed(roles)))).toEqual(
      [change],
    );
  });

  test.each([
    { title: 'in another order', wanted: { permissions: ['b', 'a'] } },
    { title: 'extended by what it has', wanted: { extend: ['a'] } },
  ])('one that is so already, $title, is nothing to do', ({ wanted }) => {
    expect(
      planRoles(CONVERSATIONS_VOCABULARY, wanting({ service: { lead: wanted } }), observed([lead(['a', 'b'])])).changes,
    ).toEqual([]);
  });

  test('of one name but two types are two roles', () => {
    const plan = planRoles(
      CONVERSATIONS_VOCABULARY,
      wanting({ conversation: { lead: { permissions: ['sendMessage'] } } }),
      observed([lead()]),
    );
    expect(texts(plan)).toEqual(['create conversation role “lead”: sendMessage']);
  });

  test('that do not exist cannot be extended', () => {
    const plan = planRoles(CONVERSATIONS_VOCABULARY, wanting({ service: { lead: { extend: ['a'] } } }), observed());
    expect(plan.changes).toEqual([]);
    expect(notes(plan)).toEqual(['blocked service lead there is no such role to extend: give its permissions']);
  });

  test('that stand there twice: the oldest is changed, and both are told', () => {
    const plan = planRoles(
      CONVERSATIONS_VOCABULARY,
      wanting({ service: { lead: { permissions: ['b'] } } }),
      observed([lead(['a']), { ...lead(['z']), sid: 'RLyounger' }]),
    );
    expect(texts(plan)).toEqual(['change service role “lead” (RLlead): +b, -a']);
    expect(notes(plan)).toEqual([
      'warning service lead stands 2 times in the Service; the oldest, RLlead, is the one that counts',
    ]);
  });

  test('may be called like members of an object', () => {
    const names = ['constructor', '__proto__', 'toString'];
    const roles = new Map(names.map((name) => [name, { permissions: ['a'] }]));
    const plan = planRoles(
      CONVERSATIONS_VOCABULARY,
      { ...NOTHING_WANTED, roles: { service: roles, conversation: new Map() } },
      observed(),
    );
    expect(plan.changes.map((change) => change.kind === 'create' && change.name)).toEqual(names);
  });
});

const held = (...identities: string[]): ReadonlyMap<string, readonly string[]> => new Map([['RLlead', identities]]);

describe('removal', () => {
  const remove = { remove: { service: ['lead'] } };

  test('of a role that nobody holds is planned', () => {
    expect(
      texts(planRoles(CONVERSATIONS_VOCABULARY, wanting(remove), observed([lead()], { holders: held() }))),
    ).toEqual(['remove service role “lead” (RLlead)']);
  });

  test.each([
    {
      title: 'that somebody holds',
      more: { holders: held('ana', 'bo') },
      why: 'somebody holds it, such as “ana”, “bo”',
    },
    { title: 'whose holders nobody has looked for', more: {}, why: 'nobody has looked who holds it' },
    {
      title: 'that the Service gives by default',
      more: { holders: held(), defaultSids: new Set(['RLlead']) },
      why: 'the Service gives it to whoever has no other',
    },
  ])('of a role $title is blocked', ({ more, why }) => {
    const plan = planRoles(CONVERSATIONS_VOCABULARY, wanting(remove), observed([lead()], more));
    expect(plan.changes).toEqual([]);
    expect(notes(plan)).toEqual([expect.stringContaining(`blocked service lead is not removed: ${why}`)]);
  });

  test.each(['admin', 'supervisor', 'agent', 'service admin', 'service user'])(
    'of the service role %s never happens, touchDefaults or not',
    (name) => {
      const role = { ...lead(), name, sid: 'RLx' };
      const roles = [...flexRoles().filter((each) => each.name !== name), role];
      const wanted = wanting({ remove: { service: [name] }, touchDefaults: true });
      const plan = planRoles(CONVERSATIONS_VOCABULARY, wanted, {
        ...observed(),
        roles,
        holders: new Map([['RLx', []]]),
      });
      expect(texts(plan).filter((text) => text.startsWith('remove'))).toEqual([]);
      expect(notes(plan)).toContainEqual(expect.stringContaining(`blocked service ${name} is not removed`));
    },
  );

  test('of a role that is not there is done already', () => {
    expect(planRoles(CONVERSATIONS_VOCABULARY, wanting(remove), observed())).toEqual({ changes: [], notes: [] });
  });

  test('comes after every other change', () => {
    const plan = planRoles(
      CONVERSATIONS_VOCABULARY,
      wanting({ service: { fresh: { permissions: ['a'] }, other: { permissions: ['b'] } }, ...remove }),
      observed([lead(), { ...lead(['a']), sid: 'RLo', name: 'other' }], { holders: held() }),
    );
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['create', 'update', 'remove']);
  });
});

const permission = fc.constantFrom('a', 'b', 'c', 'd');
const name = fc.constantFrom('lead', 'admin', 'guest', 'other', 'constructor');
const wantedRole = fc.oneof(
  fc.record({ permissions: fc.uniqueArray(permission, { minLength: 1 }) }),
  fc.record({ extend: fc.uniqueArray(permission, { minLength: 1 }) }),
);
const someRoles = fc.array(
  fc.record({
    type: fc.constantFrom('service' as const, 'conversation' as const),
    name,
    permissions: fc.uniqueArray(permission),
  }),
);
const someWishes: fc.Arbitrary<WantedRoles> = fc.record({
  roles: fc.record({
    service: fc.array(fc.tuple(name, wantedRole)).map((entries) => new Map(entries)),
    conversation: fc.array(fc.tuple(name, wantedRole)).map((entries) => new Map(entries)),
  }),
  remove: fc.constant({ service: [], conversation: [] }),
  touchDefaults: fc.boolean(),
});

/** The roles after the plan was carried out. */
function after({ changes }: RolesPlan, roles: readonly ServiceRoleResource[]): readonly ServiceRoleResource[] {
  const changed = roles.map((role) => {
    const update = changes.find((change) => change.kind === 'update' && change.role.sid === role.sid);
    return update?.kind === 'update' ? { ...role, permissions: update.permissions } : role;
  });
  const created = changes.flatMap((change, index) =>
    change.kind === 'create'
      ? [{ sid: `RLnew${index}`, type: change.type, name: change.name, permissions: change.permissions }]
      : [],
  );
  return [...changed, ...created];
}

test('carrying a plan out leaves nothing to do, whatever is there and whatever is wanted', () => {
  fc.assert(
    fc.property(someWishes, someRoles, (wanted, seeds) => {
      const roles = seeds.map((seed, index) => ({ sid: `RL${index}`, ...seed }));
      const before: ObservedRoles = { roles, defaultSids: new Set(), holders: new Map() };
      const plan = planRoles(CONVERSATIONS_VOCABULARY, wanted, before);
      expect(planRoles(CONVERSATIONS_VOCABULARY, wanted, { ...before, roles: after(plan, roles) }).changes).toEqual([]);
    }),
  );
});

const digest = (state: ObservedRoles, wanted = NOTHING_WANTED): string =>
  planDigestInput(planRoles(CONVERSATIONS_VOCABULARY, wanted, state), state);

describe('the digest of a plan', () => {
  const base = observed([lead(['a', 'b'])]);

  test('does not depend on the order in which Twilio lists', () => {
    const turned = {
      ...base,
      roles: base.roles.toReversed().map((role) => ({ ...role, permissions: role.permissions.toReversed() })),
    };
    expect(digest(turned)).toBe(digest(base));
  });

  test.each([
    { title: 'a permission', state: observed([lead(['a'])]) },
    { title: 'a role', state: observed() },
    { title: 'a default of the Service', state: { ...base, defaultSids: new Set(['RLlead']) } },
    { title: 'a holder', state: { ...base, holders: new Map([['RLlead', ['ana']]]) } },
  ])('changes with $title, though the plan stays the same', ({ state }) => {
    expect(digest(state)).not.toBe(digest(base));
  });
});
