import { changedApp } from '../../src/okta/app-settings.ts';
import { changedAssignment } from '../../src/okta/group-plan.ts';
import { planSetup, type ObservedSetup } from '../../src/okta/plan-setup.ts';
import { changedRolesProperty, GATEWAY_ROLES } from '../../src/okta/roles-property.ts';
import { planLines } from '../../src/okta/setup-plan.ts';
import { mergeStatements, wantedStatements } from '../../src/okta/statements.ts';
import type { WantedGroup, WantedSetup } from '../../src/okta/wanted-setup.ts';
import type { SamlApp, SchemaProperty } from '../../src/okta/wire.ts';
import { aSamlApp } from '../support/an-okta-org.ts';

const wanted = (changes: Partial<WantedSetup> = {}): WantedSetup => ({
  label: 'Flexgate',
  acsUrl: 'https://gw.example/saml/acs',
  audience: 'urn:gw:flex',
  attributes: [],
  groupFilter: { startsWith: 'flex-', chosen: false },
  groups: [],
  ...changes,
});

const existing = (signOn: object = {}, more: object = {}): SamlApp => {
  const app = aSamlApp({ attributeStatements: [...wantedStatements(wanted())], ...signOn }) as unknown as SamlApp;
  return { ...app, id: '0oa1', name: 'acme_flexgate_1', status: 'ACTIVE', ...more };
};

const GOOD_ROLES = changedRolesProperty(undefined).property;

const observed = (changes: Partial<ObservedSetup> = {}): ObservedSetup => ({
  app: existing(),
  rolesProperty: GOOD_ROLES,
  policy: { kind: 'none' },
  groups: { named: new Map(), assignments: [] },
  ...changes,
});

test('where everything is as wanted there is nothing to do', () => {
  expect(planSetup(wanted(), observed())).toEqual({ changes: [], notes: [] });
});

test('a new app comes first, then the attribute, then the statements that refer to it', () => {
  const { changes } = planSetup(wanted(), observed({ app: undefined, rolesProperty: undefined }));
  expect(changes.map(({ kind }) => kind)).toEqual(['create-app', 'roles-property', 'complete-app']);
});

test.each([
  {
    changed: { ssoAcsUrl: 'https://x.example' },
    line: 'Single sign-on URL: https://x.example → https://gw.example/saml/acs',
  },
  { changed: { audience: 'urn:gw:flex/' }, line: 'Audience URI (SP Entity ID): urn:gw:flex/ → urn:gw:flex' },
  { changed: { responseSigned: false }, line: 'Response: Unsigned → Signed' },
  { changed: { assertionSigned: null }, line: 'Assertion Signature = Signed' },
  { changed: { digestAlgorithm: 'SHA1' }, line: 'Digest Algorithm: SHA1 → SHA256' },
])('$line', ({ changed, line }) => {
  const plan = planSetup(wanted(), observed({ app: existing(changed) }));
  expect(planLines(plan)).toEqual(['change the app', `change the app: ${line}`]);
});

describe('the access policy', () => {
  const policy = { kind: 'assign', policy: { id: 'rst1', name: 'Any two factors', system: true } } as const;

  test('of an app that has none becomes the default of the org', () => {
    const plan = planSetup(wanted(), observed({ policy }));
    expect(planLines(plan)).toEqual([
      'assign an access policy to the app',
      'assign an access policy to the app: Access policy = “Any two factors”, the default of the org',
    ]);
    expect(plan.changes).toEqual([expect.objectContaining({ policyId: 'rst1' })]);
  });

  test('of a new app comes before its groups; Okta’s own choice would stay', () => {
    const groups = [{ name: 'CC', roles: ['agent'], create: true }];
    const { changes } = planSetup(wanted({ groups }), observed({ app: undefined, rolesProperty: undefined, policy }));
    expect(changes.map(({ kind }) => kind).slice(-3)).toEqual(['assign-policy', 'create-group', 'assign-group']);
    expect(changes).toContainEqual(
      expect.objectContaining({
        fields: [
          {
            field: 'Access policy',
            from: undefined,
            to: '“Any two factors”, the default of the org, unless Okta gives the new app another',
          },
        ],
      }),
    );
  });

  test('is left to Okta where the default is not known, and that is told', () => {
    const reason = 'none of its policies is the default';
    expect(planSetup(wanted(), observed({ policy: { kind: 'unknown', reason } }))).toEqual({
      changes: [],
      notes: [
        {
          severity: 'kept',
          text: 'the access policy is left to Okta: the default of the org is not known (none of its policies is the default)',
        },
      ],
    });
  });
});

describe('the Name ID', () => {
  test('of an existing app is not touched: everybody would become somebody else', () => {
    const app = existing({ subjectNameIdTemplate: '${user.employeeNumber}' });
    expect(planSetup(wanted(), observed({ app })).changes).toEqual([]);
  });

  test('is what the operator asks for, in the format of the configuration', () => {
    const format = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
    const plan = planSetup(wanted({ nameId: 'email', nameIdFormat: format }), observed());
    expect(planLines(plan).slice(1)).toEqual([
      expect.stringContaining(`Name ID format: urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress → ${format}`),
      'change the app: Name ID (Application username): ${user.userName} → ${user.email}',
    ]);
  });
});

describe('attribute statements', () => {
  const merge = (statements: readonly object[], changes: Partial<WantedSetup> = {}) =>
    mergeStatements(statements as Parameters<typeof mergeStatements>[0], wanted(changes));
  const statement = (name: string, values: string[], more: object = {}) => ({
    type: 'EXPRESSION',
    name,
    values,
    ...more,
  });

  test('that are missing are added after those that are there', () => {
    const own = statement('desk', ['user.desk']);
    expect(merge([own]).statements.map(({ name }) => name)).toEqual(['desk', 'email', 'full_name', 'roles', 'groups']);
  });

  test.each([
    { values: ['user.roles'], kept: false },
    { values: ['"agent"'], kept: false },
    { values: ['Arrays.toCsvString(appuser.roles)'], kept: true },
    { values: ['Groups.startsWith("OKTA","flex",100)'], kept: true },
    { values: ['isMemberOfGroupName("a") ? "agent" : ""'], kept: true },
  ])('roles = $values is kept: $kept', ({ values, kept }) => {
    const { statements, notes, fields } = merge([statement('roles', values)]);
    expect(statements[0]?.values).toEqual(kept ? values : ['appuser.roles']);
    expect(notes).toHaveLength(kept ? 1 : 0);
    expect(fields.some(({ field }) => field.endsWith('> roles'))).toBe(!kept);
  });

  test('roles from groups by a group statement are kept', () => {
    const own = { type: 'GROUP', name: 'roles', filterType: 'REGEX', filterValue: '.*' };
    expect(merge([own]).statements[0]).toBe(own);
  });

  test.each(['user.firstName+" "+user.lastName', "user.firstName + ' ' + user.lastName"])('%s is the same', (value) => {
    const own = statement('full_name', [value]);
    expect(merge([own])).toMatchObject({ statements: expect.arrayContaining([own]), notes: [] });
  });

  test('an attribute that the operator asks for is set, whatever was there', () => {
    const { statements } = merge([statement('department', ['user.division'])], {
      attributes: [{ name: 'department', expression: 'user.department' }],
    });
    expect(statements[0]?.values).toEqual(['user.department']);
  });

  test('a name format is set to Unspecified for our own names only', () => {
    const namespace = 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri';
    const { statements } = merge([
      statement('email', ['user.email'], { namespace }),
      statement('desk', ['user.desk'], { namespace }),
    ]);
    expect(statements.map((each) => each.namespace?.split(':').at(-1))).toEqual([
      'unspecified',
      'uri',
      'unspecified',
      'unspecified',
      'unspecified',
    ]);
  });
});

test('a PUT sends everything back, less what Okta itself keeps', () => {
  const app = existing(
    { samlAssertionLifetimeSeconds: 60 },
    { credentials: { signing: { kid: 'k' } }, features: ['X'], _links: {}, created: 'then' },
  );
  expect(changedApp(app, wanted()).body).toEqual({
    label: 'Flexgate',
    name: 'acme_flexgate_1',
    signOnMode: 'SAML_2_0',
    credentials: { signing: { kid: 'k' } },
    features: ['X'],
    settings: { signOn: expect.objectContaining({ samlAssertionLifetimeSeconds: 60 }) },
  });
});

describe('the attribute roles', () => {
  const property = (changes: object): SchemaProperty => ({ ...GOOD_ROLES, ...changes });

  test.each([
    { changes: { scope: 'SELF', union: 'DISABLE' }, fields: ['Attribute type', 'Group Priority'] },
    { changes: { union: 'DISABLE' }, fields: ['Group Priority'] },
    { changes: { union: undefined }, fields: ['Group Priority'] },
    { changes: { items: { type: 'string' } }, fields: [] },
    { changes: {}, fields: [] },
  ])('$changes needs $fields', ({ changes, fields }) => {
    expect(changedRolesProperty(property(changes)).fields.map(({ field }) => field)).toEqual(fields);
  });

  test('keeps an operator’s values and titles and adds what is missing', () => {
    const items = {
      type: 'string',
      enum: ['boss', 'agent'],
      oneOf: [
        { const: 'boss', title: 'The boss' },
        { const: 'agent', title: 'A' },
      ],
    };
    const { property: merged } = changedRolesProperty(property({ items }));
    expect(merged.items?.enum).toEqual(['boss', ...GATEWAY_ROLES]);
    expect(merged.items?.oneOf?.slice(0, 3)).toEqual([...items.oneOf, { const: 'supervisor', title: 'Supervisor' }]);
    expect(merged.items?.oneOf).toHaveLength(merged.items?.enum?.length ?? 0);
  });

  test('that takes any text gets no list', () => {
    expect(changedRolesProperty(property({ items: { type: 'string' } })).property.items).toEqual({ type: 'string' });
  });

  test.each([{ type: 'string' }, { type: 'array', items: { type: 'number' } }, {}])(
    'of another type, %j, stops the plan',
    (now) => {
      expect(changedRolesProperty(now).notes).toEqual([
        { severity: 'blocked', text: expect.stringContaining('not string array') },
      ]);
    },
  );
});

describe('groups', () => {
  const group = (changes: Partial<WantedGroup> = {}): WantedGroup => ({
    name: 'G',
    roles: ['agent'],
    create: false,
    ...changes,
  });
  const inOrg = (ids: readonly string[], assignments: ObservedSetup['groups']['assignments'] = []) => ({
    named: new Map([['G', ids.map((id) => ({ id, profile: { name: 'G' } }))]]),
    assignments,
  });
  const plan = (wantedGroup: WantedGroup, groups: ObservedSetup['groups']) =>
    planSetup(wanted({ groups: [wantedGroup] }), observed({ groups }));

  test.each([
    { name: 'assigned as wanted', group: group(), now: { roles: ['agent'] }, lines: [] },
    {
      name: 'in another order',
      group: group({ roles: ['a', 'agent'].slice(1) }),
      now: { roles: ['agent'] },
      lines: [],
    },
    { name: 'with other roles', group: group(), now: { roles: ['admin'] }, lines: ['roles: admin → agent'] },
    { name: 'without roles', group: group(), now: {}, lines: ['roles = agent'] },
    {
      name: 'to lose its roles',
      group: group({ roles: [] }),
      now: { roles: ['admin'] },
      lines: ['roles: admin → none'],
    },
  ])('$name', ({ group: wantedGroup, now, lines }) => {
    const planned = plan(wantedGroup, inOrg(['00g1'], [{ id: '00g1', priority: 3, profile: now }]));
    expect(planLines(planned).slice(1)).toEqual(lines.map((line) => `assign the group “G”: ${line}`));
  });

  test('a group without roles that is not assigned yet is assigned', () => {
    expect(planLines(plan(group({ roles: [] }), inOrg(['00g1'])))).toEqual([
      'assign the group “G”',
      'assign the group “G”: roles = none',
    ]);
  });

  test('a priority changes only where it is given', () => {
    const groups = inOrg(['00g1'], [{ id: '00g1', priority: 3, profile: { roles: ['agent'] } }]);
    expect(plan(group(), groups).changes).toEqual([]);
    expect(planLines(plan(group({ priority: 0 }), groups))).toContain('assign the group “G”: priority: 3 → 0');
  });

  test('is created only where that is allowed', () => {
    expect(plan(group({ create: true }), inOrg([])).changes.map(({ kind }) => kind)).toEqual([
      'create-group',
      'assign-group',
    ]);
    expect(plan(group(), inOrg([])).notes).toEqual([
      { severity: 'blocked', text: expect.stringContaining('there is no group “G”') },
    ]);
  });

  test('two of one name are never guessed between', () => {
    expect(plan(group(), inOrg(['00g1', '00g2']))).toMatchObject({ changes: [], notes: [{ severity: 'blocked' }] });
  });

  test('other attributes of the assignment are sent back', () => {
    const now = { id: '00g1', priority: 4, profile: { team: 'Blue', roles: ['admin'] } };
    expect(changedAssignment(group(), now)).toEqual({ priority: 4, profile: { team: 'Blue', roles: ['agent'] } });
    expect(changedAssignment(group(), undefined)).toEqual({ profile: { roles: ['agent'] } });
  });
});
