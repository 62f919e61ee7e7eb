import { startSandboxIdp } from '../../../src/sandbox/idp/start.ts';
import { aSamlApp, anOktaOrg, type Json, type RunningOrg } from '../../support/an-okta-org.ts';
import { hasDescription, isPublished, schemaProblems } from '../../support/okta-openapi.ts';
import { sharedKeys } from '../idp/running-idp.ts';

let org: RunningOrg;
let app: Json & { id: string };
beforeEach(async () => {
  org = await anOktaOrg({ keys: await sharedKeys() });
  app = await org.api('POST', '/apps?activate=true', aSamlApp());
});
afterEach(() => org.close());

const status = async (
  method: string,
  path: string,
  body?: unknown,
  authorization?: string,
): Promise<[number, unknown]> => {
  const response = await org.call(method, `/api/v1${path}`, body, authorization);
  const text = await response.text();
  return [response.status, text === '' ? undefined : ((JSON.parse(text) as Json)['errorCode'] ?? 'no code')];
};

const ROLES = {
  title: 'Flex roles',
  type: 'array',
  scope: 'NONE',
  union: 'ENABLE',
  items: {
    type: 'string',
    enum: ['agent', 'supervisor', 'admin'],
    oneOf: ['agent', 'supervisor', 'admin'].map((role) => ({ const: role, title: role })),
  },
};
const putSchema = (properties: Json): Promise<Json> =>
  org.api('POST', `/meta/schemas/apps/${app.id}/default`, { definitions: { custom: { properties } } });
const groupId = async (name: string): Promise<string> =>
  (await org.api<{ id: string }[]>('GET', `/groups?q=${name}`))[0]?.id ?? '';
const userId = async (login: string): Promise<string> => (await org.api<{ id: string }>('GET', `/users/${login}`)).id;

describe('who may call', () => {
  test.each([
    { authorization: '', expected: [401, 'E0000011'] },
    { authorization: 'SSWS wrong', expected: [401, 'E0000011'] },
    { authorization: 'Bearer wrong', expected: [401, 'E0000011'] },
    { authorization: 'Basic c2FuZGJveA==', expected: [401, 'E0000011'] },
  ])('“$authorization” gets $expected', async ({ authorization, expected }) => {
    expect(await status('GET', '/apps', undefined, authorization)).toEqual(expected);
    expect(await status('GET', '/nowhere', undefined, authorization)).toEqual(expected);
  });

  test('which org it is needs no token', async () => {
    const response = await fetch(`${org.idp.url}/.well-known/okta-organization`);
    const body = (await response.json()) as Json;
    expect(body).toMatchObject({ id: expect.stringMatching(/^00o\w{17}$/), pipeline: 'idx' });
    expect(schemaProblems('WellKnownOrgMetadata', body)).toEqual([]);
  });
});

describe('access policies', () => {
  const linked = async (): Promise<unknown> => {
    const { _links: links } = await org.api<{ _links: { accessPolicy?: { href: string } } }>('GET', `/apps/${app.id}`);
    return links.accessPolicy?.href;
  };
  const policies = (): Promise<{ id: string; name: string; system: boolean }[]> =>
    org.api('GET', '/policies?type=ACCESS_POLICY');

  test('a new app has the default; another takes its place', async () => {
    const [standard, other] = [
      (await policies()).find(({ system }) => system),
      (await policies()).find(({ system }) => !system),
    ];
    expect(standard).toMatchObject({ id: expect.stringMatching(/^rst\w{17}$/), type: 'ACCESS_POLICY' });
    expect(await linked()).toBe(`${org.idp.url}/api/v1/policies/${standard?.id ?? ''}`);
    const path = `/apps/${app.id}/policies/${other?.id ?? ''}`;
    expect(isPublished('PUT', `/api/v1${path}`)).toBe(true);
    expect(await status('PUT', path)).toEqual([204, undefined]);
    expect(await linked()).toBe(`${org.idp.url}/api/v1/policies/${other?.id ?? ''}`);
    expect(schemaProblems('SamlApplication', await org.api('GET', `/apps/${app.id}`))).toEqual([]);
  });

  test.each([
    ['GET', '/policies', [400, 'E0000001']],
    ['PUT', '/apps/{app}/policies/rst0', [404, 'E0000007']],
    ['PUT', '/apps/0oa0/policies/rst0', [404, 'E0000007']],
  ])('%s %s is refused', async (method, path, expected) => {
    expect(await status(method, path.replace('{app}', app.id))).toEqual(expected);
    expect(await org.api('GET', '/policies?type=PASSWORD')).toEqual([]);
  });

  test('an org on the Classic Engine has none', async () => {
    await org.close();
    org = await anOktaOrg({ keys: await sharedKeys(), pipeline: 'v1' });
    app = await org.api('POST', '/apps', aSamlApp());
    expect(app['_links']).not.toHaveProperty('accessPolicy');
    expect(app['_links']).not.toHaveProperty('policies');
    expect(await status('GET', '/policies?type=ACCESS_POLICY')).toEqual([401, 'E0000015']);
    expect(await status('PUT', `/apps/${app.id}/policies/rst0`)).toEqual([401, 'E0000015']);
    const body = (await (await fetch(`${org.idp.url}/.well-known/okta-organization`)).json()) as Json;
    expect(body).toMatchObject({ pipeline: 'v1' });
    expect(schemaProblems('WellKnownOrgMetadata', body)).toEqual([]);
  });
});

describe('an app', () => {
  test('has ids with the right prefixes, its name, and links', async () => {
    expect(app).toMatchObject({
      id: expect.stringMatching(/^0oa\w{17}$/),
      name: 'sandbox_flexgate_1',
      status: 'ACTIVE',
      signOnMode: 'SAML_2_0',
      credentials: { signing: { kid: expect.stringMatching(/^[\w-]{43}$/) } },
      settings: {
        signOn: { spIssuer: null, requestCompressed: false, idpIssuer: 'http://www.okta.com/${org.externalKey}' },
      },
      _links: { appLinks: [{ href: expect.stringMatching(/\/home\/sandbox_flexgate_1\/0oa\w{17}\/aln\w{17}$/) }] },
    });
    expect((await org.api('POST', '/apps', aSamlApp()))['name']).toBe('sandbox_flexgate_2');
  });

  test('is found by the beginning of its label or name', async () => {
    for (const q of ['Flex', 'flexgate', 'sandbox_flex']) {
      expect(await org.api<unknown[]>('GET', `/apps?q=${q}`)).toHaveLength(1);
    }
    expect(await org.api('GET', '/apps?q=gate')).toEqual([]);
  });

  test('is replaced as a whole by PUT: what is left out is gone', async () => {
    const statements = [{ type: 'EXPRESSION', name: 'email', values: ['user.email'] }];
    await org.api(
      'PUT',
      `/apps/${app.id}`,
      aSamlApp({ attributeStatements: statements, defaultRelayState: 'https://x.example' }),
    );
    const after = await org.api<{ settings: { signOn: Json } }>('PUT', `/apps/${app.id}`, aSamlApp());
    expect(after.settings.signOn).toMatchObject({ attributeStatements: [], defaultRelayState: '' });
  });

  test('is deleted only once it is inactive', async () => {
    expect(await status('DELETE', `/apps/${app.id}`)).toEqual([403, 'E0000056']);
    await org.api('POST', `/apps/${app.id}/lifecycle/deactivate`);
    expect(await status('DELETE', `/apps/${app.id}`)).toEqual([204, undefined]);
    expect(await status('GET', `/apps/${app.id}`)).toEqual([404, 'E0000007']);
  });

  test.each([
    ['no label', { ...aSamlApp(), label: '' }, 'label'],
    ['another sign-on mode', { ...aSamlApp(), signOnMode: 'OPENID_CONNECT' }, 'signOnMode'],
    ['nothing signed', aSamlApp({ responseSigned: false, assertionSigned: false }), 'settings.signOn'],
    ['an ACS that is no URL', aSamlApp({ ssoAcsUrl: 'gw.example/acs' }), 'settings.signOn.ssoAcsUrl'],
    ['an underscore in the host', aSamlApp({ ssoAcsUrl: 'https://a_b.example/acs' }), 'settings.signOn.ssoAcsUrl'],
    ['single logout without an address', aSamlApp({ slo: { enabled: true, issuer: 'urn:x' } }), 'settings.signOn.slo'],
    [
      'single logout without a certificate',
      aSamlApp({ slo: { enabled: true, issuer: 'urn:x', logoutUrl: 'https://gw.example/logout' } }),
      'settings.signOn.spCertificate',
    ],
    [
      'a part in single logout without an address',
      aSamlApp({ participateSlo: { enabled: true } }),
      'settings.signOn.participateSlo',
    ],
    ['an unknown Name ID format', aSamlApp({ subjectNameIdFormat: 'urn:x' }), 'settings.signOn.subjectNameIdFormat'],
    [
      'a name twice',
      aSamlApp({
        attributeStatements: [
          { type: 'EXPRESSION', name: 'a', values: ['"1"'] },
          { type: 'GROUP', name: 'a', filterType: 'EQUALS', filterValue: 'x' },
        ],
      }),
      'attributeStatements',
    ],
    [
      'unknown syntax',
      aSamlApp({ attributeStatements: [{ type: 'EXPRESSION', name: 'a', values: ['user.email ~ "x"'] }] }),
      'attributeStatements',
    ],
    [
      'an unknown function',
      aSamlApp({ attributeStatements: [{ type: 'EXPRESSION', name: 'a', values: ['String.reverse(user.email)'] }] }),
      'attributeStatements',
    ],
    [
      'an attribute that nobody has',
      aSamlApp({ attributeStatements: [{ type: 'EXPRESSION', name: 'a', values: ['appuser.roles'] }] }),
      'attributeStatements',
    ],
  ])('with %s is refused', async (_, body, field) => {
    const response = await org.call('POST', '/api/v1/apps', body);
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({
        errorCode: 'E0000001',
        errorSummary: `Api validation failed: ${field}`,
        errorCauses: expect.any(Array),
      }),
    ]);
  });

  test('that is not JSON is not well-formed', async () => {
    const response = await fetch(`${org.idp.url}/api/v1/apps`, {
      method: 'POST',
      headers: { authorization: `SSWS ${org.idp.apiToken}`, 'content-type': 'application/json' },
      body: '{',
    });
    expect(await response.json()).toMatchObject({ errorCode: 'E0000003' });
  });
});

describe('the app profile', () => {
  test('merges: what is not named stays, null removes', async () => {
    await putSchema({ roles: ROLES, team: { title: 'Team', type: 'string' } });
    const after = await putSchema({
      team: null,
      desk: { title: 'Desk', type: 'string', required: true, master: { type: 'PROFILE_MASTER' } },
    });
    expect(after).toMatchObject({ definitions: { custom: { properties: { roles: ROLES, desk: { title: 'Desk' } } } } });
    const { properties } = (after['definitions'] as { custom: { properties: Json } }).custom;
    expect(Object.keys(properties)).toEqual(['roles', 'desk']);
    expect(properties['desk']).not.toHaveProperty('required');
  });

  test.each([
    ['values combined of a personal attribute', { ...ROLES, scope: 'SELF' }],
    ['values combined of a single text', { title: 'x', type: 'string', union: 'ENABLE' }],
    ['a pick list whose titles are other values', { ...ROLES, items: { ...ROLES.items, enum: ['agent'] } }],
  ])('refuses %s', async (_, property) => {
    await expect(putSchema({ roles: property })).rejects.toThrow('E0000001');
  });
});

describe('assignments', () => {
  beforeEach(() => putSchema({ roles: ROLES }));

  const rolesOf = async (login: string): Promise<unknown> => {
    const user = await org.api<{ profile: Json; scope: string }>('GET', `/apps/${app.id}/users/${await userId(login)}`);
    return [user.scope, user.profile['roles']];
  };

  test('roles of groups come together by priority, each once; an individual assignment hides them', async () => {
    for (const [name, priority, roles] of [
      ['flex-supervisors', 2, ['supervisor', 'agent']],
      ['flex-insights-quality', 1, ['agent']],
    ] as const) {
      await org.api('PUT', `/apps/${app.id}/groups/${await groupId(name)}`, { priority, profile: { roles } });
    }
    expect(await rolesOf('mika@corp.example')).toEqual(['GROUP', ['agent', 'supervisor']]);
    await putSchema({ roles: { ...ROLES, union: 'DISABLE' } });
    expect(await rolesOf('mika@corp.example')).toEqual(['GROUP', ['agent']]);
    await org.api('POST', `/apps/${app.id}/users`, {
      id: await userId('mika@corp.example'),
      scope: 'USER',
      profile: { roles: ['admin'] },
    });
    expect(await rolesOf('mika@corp.example')).toEqual(['USER', ['admin']]);
    await org.api('DELETE', `/apps/${app.id}/users/${await userId('mika@corp.example')}`);
    expect(await rolesOf('mika@corp.example')).toEqual(['GROUP', ['agent']]);
  });

  test('without combining, a group whose value is null is passed over, an empty list is not', async () => {
    await putSchema({ roles: { ...ROLES, union: 'DISABLE' } });
    const [first, second] = [await groupId('flex-supervisors'), await groupId('flex-insights-quality')];
    await org.api('PUT', `/apps/${app.id}/groups/${first}`, { priority: 0, profile: { roles: null } });
    await org.api('PUT', `/apps/${app.id}/groups/${second}`, { priority: 1, profile: { roles: ['agent'] } });
    expect(await rolesOf('mika@corp.example')).toEqual(['GROUP', ['agent']]);
    await org.api('PUT', `/apps/${app.id}/groups/${first}`, { priority: 0, profile: { roles: [] } });
    expect(await rolesOf('mika@corp.example')).toEqual(['GROUP', []]);
  });

  test('a priority that is left out is the next free one; PATCH changes the profile alone', async () => {
    const [first, second] = [await groupId('flex-agents'), await groupId('flex-admins')];
    await org.api('PUT', `/apps/${app.id}/groups/${first}`, { profile: { roles: ['agent'] } });
    expect(await org.api('PUT', `/apps/${app.id}/groups/${second}`, {})).toMatchObject({ priority: 1, profile: {} });
    const patch = [{ op: 'replace', path: '/profile/roles', value: ['admin'] }];
    expect(await org.api('PATCH', `/apps/${app.id}/groups/${second}`, patch)).toMatchObject({
      priority: 1,
      profile: { roles: ['admin'] },
    });
    await org.api('DELETE', `/apps/${app.id}/groups/${first}`);
    expect(await org.api<unknown[]>('GET', `/apps/${app.id}/groups`)).toHaveLength(1);
  });

  test('a value outside the list, an unknown attribute and a personal one on a group are refused', async () => {
    const at = `/apps/${app.id}/groups/${await groupId('flex-agents')}`;
    expect(await status('PUT', at, { profile: { roles: ['boss'] } })).toEqual([400, 'E0000001']);
    expect(await status('PUT', at, { profile: { rolls: ['agent'] } })).toEqual([400, 'E0000001']);
    await putSchema({ roles: { ...ROLES, scope: 'SELF', union: 'DISABLE' } });
    expect(await status('PUT', at, { profile: { roles: ['agent'] } })).toEqual([400, 'E0000001']);
  });
});

describe('people and groups', () => {
  test('a user is created, found by login, put into a group, deactivated and deleted', async () => {
    const profile = {
      login: 'lea@corp.example',
      email: 'lea@corp.example',
      firstName: 'Lea',
      lastName: 'Moor',
      department: 'Night',
    };
    const user = await org.api<{ id: string }>('POST', '/users?activate=true', { profile });
    expect(user.id).toMatch(/^00u\w{17}$/);
    expect(await org.api('GET', '/users/lea@corp.example')).toMatchObject({ id: user.id, status: 'ACTIVE', profile });
    const group = await org.api<{ id: string }>('POST', '/groups', { profile: { name: 'flex-night' } });
    expect(await status('PUT', `/groups/${group.id}/users/${user.id}`)).toEqual([204, undefined]);
    const groups = await org.api<{ profile: Json }[]>('GET', `/users/${user.id}/groups`);
    expect(groups.map((each) => each.profile['name'])).toEqual(['Everyone', 'flex-night']);
    expect(await org.api('POST', `/users/${user.id}`, { profile: { department: 'Day' } })).toMatchObject({
      profile: { ...profile, department: 'Day' },
    });
    expect(await status('DELETE', `/users/${user.id}`)).toEqual([204, undefined]);
    expect(await org.api('GET', `/users/${user.id}`)).toMatchObject({ status: 'DEPROVISIONED' });
    expect(await status('DELETE', `/users/${user.id}`)).toEqual([204, undefined]);
    expect(await status('GET', `/users/${user.id}`)).toEqual([404, 'E0000007']);
    expect(await status('DELETE', `/groups/${group.id}`)).toEqual([204, undefined]);
  });

  test('names are unique, and Everyone is not for changing', async () => {
    expect(await status('POST', '/groups', { profile: { name: 'flex-agents' } })).toEqual([400, 'E0000001']);
    const everyone = await groupId('Everyone');
    expect(await status('DELETE', `/groups/${everyone}`)).toEqual([403, 'E0000006']);
    expect(await status('PUT', `/groups/${everyone}/users/${await userId('ana@corp.example')}`)).toEqual([
      403,
      'E0000006',
    ]);
    const ana = { login: 'ana@corp.example', email: 'a@b.example', firstName: 'A', lastName: 'R' };
    expect(await status('POST', '/users', { profile: ana })).toEqual([400, 'E0000001']);
  });
});

test('lists come in pages, with a header for each link', async () => {
  for (let number = 0; number < 4; number += 1) await org.api('POST', '/apps', aSamlApp({}, `More ${number}`));
  const seen: string[] = [];
  let url: string | undefined = '/api/v1/apps?limit=2&q=';
  while (url !== undefined) {
    const response: Response = await org.call('GET', url);
    const page = (await response.json()) as { label: string }[];
    expect(page.length).toBeLessThanOrEqual(2);
    seen.push(...page.map(({ label }) => label));
    const links = response.headers.get('link') ?? '';
    expect(links).toContain('rel="self"');
    url = /<([^>]+)>; rel="next"/.exec(links)?.[1]?.replace(org.idp.url, '');
  }
  expect(seen).toEqual(['Elsewhere', 'Flexgate', 'More 0', 'More 1', 'More 2', 'More 3']);
});

test('every answer says how much of the rate limit is left', async () => {
  const first = await org.call('GET', '/api/v1/apps');
  const second = await org.call('GET', '/api/v1/apps');
  const remaining = [first, second].map(({ headers }) => Number(headers.get('x-rate-limit-remaining')));
  expect(remaining[0]).toBe((remaining[1] ?? 0) + 1);
  const reset = Number(first.headers.get('x-rate-limit-reset'));
  expect(Math.abs(reset * 1000 - Date.now())).toBeLessThan(61_000);
});

describe('keys', () => {
  test('a new key changes nothing until it is switched to, and the old one can be switched back to', async () => {
    const metadata = async (): Promise<string> =>
      (await fetch(`${org.idp.url}/app/${await exk()}/sso/saml/metadata`)).text();
    const exk = async (): Promise<string> => {
      const response = await org.call('GET', `/api/v1/apps/${app.id}/sso/saml/metadata`);
      expect(response.headers.get('content-type')).toBe('application/xml;charset=ISO-8859-1');
      return /entityID="http:\/\/www\.okta\.com\/(exk\w{17})"/.exec(await response.text())?.[1] ?? '';
    };
    const before = await metadata();
    const key = await org.api<{ kid: string; x5c: string[] }>(
      'POST',
      `/apps/${app.id}/credentials/keys/generate?validityYears=2`,
    );
    expect(schemaProblems('JsonWebKey', key)).toEqual([]);
    expect(await metadata()).toBe(before);
    const { kid } = (app['credentials'] as { signing: { kid: string } }).signing;
    const switchTo = (to: string): Promise<Json> =>
      org.api('PUT', `/apps/${app.id}`, { ...app, credentials: { signing: { kid: to } } });
    await switchTo(key.kid);
    const after = await metadata();
    expect(after.replaceAll(/\s/g, '')).toContain(key.x5c[0]);
    expect(after.match(/KeyDescriptor use/g)).toHaveLength(1);
    await switchTo(kid);
    expect(await metadata()).toBe(before);
    expect(await org.api<unknown[]>('GET', `/apps/${app.id}/credentials/keys`)).toHaveLength(2);
  });

  test.each([1, 11])('not for %i years', async (years) => {
    expect(await status('POST', `/apps/${app.id}/credentials/keys/generate?validityYears=${years}`)).toEqual([
      400,
      'E0000001',
    ]);
  });

  test('a key of no app cannot sign', async () => {
    expect(await status('PUT', `/apps/${app.id}`, { ...app, credentials: { signing: { kid: 'x' } } })).toEqual([
      400,
      'E0000001',
    ]);
  });
});

/** Fields as Okta's description lists them, for machines where it is not at hand. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  User: [
    'id',
    'status',
    'created',
    'activated',
    'statusChanged',
    'lastLogin',
    'lastUpdated',
    'passwordChanged',
    'profile',
    'credentials',
    '_links',
  ],
  SamlApplication: [
    'id',
    'orn',
    'name',
    'label',
    'status',
    'created',
    'lastUpdated',
    'accessibility',
    'visibility',
    'features',
    'signOnMode',
    'credentials',
    'settings',
    '_links',
  ],
  UserSchema: ['id', '$schema', 'name', 'title', 'created', 'lastUpdated', 'definitions', 'type', 'properties'],
  Group: ['id', 'created', 'lastUpdated', 'lastMembershipUpdated', 'objectClass', 'type', 'profile', '_links'],
  ApplicationGroupAssignment: ['id', 'lastUpdated', 'priority', 'profile', '_links'],
  AppUser: [
    'id',
    'externalId',
    'created',
    'lastUpdated',
    'scope',
    'status',
    'statusChanged',
    'passwordChanged',
    'syncState',
    'credentials',
    'profile',
    '_links',
  ],
  JsonWebKey: ['kty', 'created', 'lastUpdated', 'expiresAt', 'kid', 'use', 'x5c', 'x5t#S256', 'e', 'n'],
};

describe('held to the published description', () => {
  beforeEach(async () => {
    await putSchema({ roles: ROLES });
    await org.api('PUT', `/apps/${app.id}/groups/${await groupId('flex-agents')}`, { profile: { roles: ['agent'] } });
    await org.api('POST', `/apps/${app.id}/users`, {
      id: await userId('ana@corp.example'),
      scope: 'USER',
      profile: { roles: ['agent'] },
    });
  });

  test.each([
    ['SamlApplication', () => `/apps/${app.id}`],
    ['UserSchema', () => `/meta/schemas/apps/${app.id}/default`],
    ['Group', async () => `/groups/${await groupId('flex-agents')}`],
    ['ApplicationGroupAssignment', async () => `/apps/${app.id}/groups/${await groupId('flex-agents')}`],
    ['AppUser', async () => `/apps/${app.id}/users/${await userId('ana@corp.example')}`],
    ['User', () => '/users/ana@corp.example'],
  ])('%s', async (name, path) => {
    const at = await path();
    const resource = await org.api('GET', at);
    expect(schemaProblems(name, resource)).toEqual([]);
    expect(isPublished('GET', `/api/v1${at}`)).toBe(true);
    expect(Object.keys(resource).toSorted()).toEqual([...(FIELDS[name] ?? [])].toSorted());
  });

  test('JsonWebKey', async () => {
    const [key] = await org.api<Json[]>('GET', `/apps/${app.id}/credentials/keys`);
    expect(schemaProblems('JsonWebKey', key)).toEqual([]);
    expect(Object.keys(key ?? {}).toSorted()).toEqual([...(FIELDS['JsonWebKey'] ?? [])].toSorted());
  });

  test('errors', async () => {
    const body = (await (await org.call('GET', '/api/v1/apps/0oaunknown')).json()) as Json;
    expect(schemaProblems('Error', body)).toEqual([]);
    expect(body).toEqual({
      errorCode: 'E0000007',
      errorSummary: 'Not found: Resource not found: 0oaunknown (AppInstance)',
      errorLink: 'E0000007',
      errorId: expect.stringMatching(/^oae\w{17}$/),
      errorCauses: [],
    });
  });

  test('the check itself finds what is wrong', async () => {
    const resource = await org.api('GET', `/apps/${app.id}`);
    const wrong = { ...resource, status: 'SLEEPING', created: 'yesterday' };
    expect(schemaProblems('SamlApplication', wrong).length > 0).toBe(hasDescription);
  });
});

test('the token of the sandbox is known, and another can be given', async () => {
  expect(org.idp.apiToken).toBe('sandbox-api-token');
  const other = await startSandboxIdp({
    spAcsUrl: 'https://x.example',
    spEntityId: 'urn:x',
    keys: await sharedKeys(),
    apiToken: 'mine',
  });
  const call = (token: string): Promise<Response> =>
    fetch(`${other.url}/api/v1/apps`, { headers: { authorization: `SSWS ${token}` } });
  expect([(await call('mine')).status, (await call('sandbox-api-token')).status]).toEqual([200, 401]);
  await other.close();
});
