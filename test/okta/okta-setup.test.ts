import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SandboxIdpOptions } from '../../src/sandbox/idp/start.ts';
import { generateSigningKeys, type SigningKeys } from '../../src/sandbox/idp/signing-keys.ts';
import { aFolder } from '../support/a-folder.ts';
import { aSamlApp, anOktaOrg, type Json, type RunningOrg } from '../support/an-okta-org.ts';
import { flexgate } from '../support/flexgate-cli.ts';

let keys: SigningKeys;
let org: RunningOrg;
let folder: ReturnType<typeof aFolder>;
let file: string;
beforeAll(async () => {
  keys = await generateSigningKeys('test', Date.now());
});
beforeEach(async () => {
  org = await anOktaOrg({ keys });
  folder = aFolder();
  file = folder.write('flexgate.yaml', CONFIG);
});
afterEach(async () => {
  await org.close();
  folder.remove();
});

const CONFIG = `# Ours.
publicUrl: https://sso.example.com/ # behind the balancer
store: redis://127.0.0.1:6379/0
connections:
  # The other company.
  entra:
    preset: entra
    idp: { metadataUrl: 'https://login.example.com/metadata' }
`;
const GROUPS = ['--groups', 'fixtures/okta/groups.yaml'];

const setup = (...argv: readonly string[]) =>
  flexgate(['okta', 'setup', '--config', file, ...argv], { env: org.env, now: Date.now() });

const statementsOf = async (): Promise<Json[]> => (await org.app()).settings.signOn['attributeStatements'] as Json[];

async function put(change: (app: Json & { settings: { signOn: Json } }) => Json): Promise<void> {
  const app = await org.app();
  await org.api('PUT', `/apps/${app.id}`, change(app));
}

const rolesOf = async (): Promise<Json & { items: Json }> => {
  const { id } = await org.app();
  const schema = await org.api<{ definitions: { custom: { properties: Json } } }>(
    'GET',
    `/meta/schemas/apps/${id}/default`,
  );
  return schema.definitions.custom.properties['roles'] as Json & { items: Json };
};

describe('in an org without the app', () => {
  test('the plan shows everything and changes nothing', async () => {
    const { code, out } = await setup('--plan', ...GROUPS);
    expect(code).toBe(0);
    for (const line of [
      '+ create the SAML app “Flexgate”',
      'Single sign-on URL = https://sso.example.com/saml/okta/acs',
      'Audience URI (SP Entity ID) = https://sso.example.com/saml/okta/metadata',
      '+ app profile: the attribute roles',
      '+ add the attribute statements to the new app',
      'Attribute Statements > roles = appuser.roles',
      'Attribute Statements > groups = groups starts with “flex-”',
      '+ create the group “flex-night-shift”',
      '+ assign the group “flex-supervisors”',
      'Nothing was changed: this is the plan. Without --plan it is carried out.',
    ]) {
      expect(out).toContain(line);
    }
    expect(await org.labels()).toEqual([]);
  });

  test('the app is made as the gateway needs it', async () => {
    expect(await setup('--yes')).toMatchObject({ code: 0 });
    const { settings, status } = (await org.app()) as Json & { settings: { signOn: Json } };
    expect(status).toBe('ACTIVE');
    expect(settings.signOn).toMatchObject({
      ssoAcsUrl: 'https://sso.example.com/saml/okta/acs',
      recipient: 'https://sso.example.com/saml/okta/acs',
      destination: 'https://sso.example.com/saml/okta/acs',
      audience: 'https://sso.example.com/saml/okta/metadata',
      responseSigned: true,
      assertionSigned: true,
      signatureAlgorithm: 'RSA_SHA256',
      digestAlgorithm: 'SHA256',
      subjectNameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      subjectNameIdTemplate: '${user.email}',
    });
    expect((await statementsOf()).map(({ name, values }) => [name, values])).toEqual([
      ['email', ['user.email']],
      ['full_name', ['user.firstName + " " + user.lastName']],
      ['roles', ['appuser.roles']],
      ['groups', undefined],
    ]);
    expect(await rolesOf()).toMatchObject({ type: 'array', scope: 'NONE', union: 'ENABLE' });
    expect((await rolesOf()).items['enum']).toEqual([
      'agent',
      'supervisor',
      'admin',
      'wfo.full_access',
      'wfo.team_leader',
      'wfo.data_analyst',
      'wfo.data_auditor',
      'wfo.quality_manager',
      'wfo.quality_process_manager',
      'wfo.dashboard_viewer',
    ]);
  });

  test('it is told that nobody may open a new app yet, unless groups are assigned to it', async () => {
    expect((await setup('--yes')).out).toContain('Nobody may open the new app yet: Applications > Applications');
    expect((await setup('--yes')).out).not.toContain('Nobody may open');
    expect((await setup('--yes', '--label', 'Another', ...GROUPS)).out).not.toContain('Nobody may open');
  });

  test('groups get their roles and priorities; those that may not be created stop everything', async () => {
    const strict = folder.write(
      'groups.yaml',
      'groups:\n  CC-Agents: { roles: [agent] }\n  CC-Nobody: { roles: [agent] }\n',
    );
    const refused = await setup('--yes', '--groups', strict);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('OKTA_SETUP_BLOCKED') });
    expect(refused.err).toContain('there is no group “CC-Nobody”');
    expect(await org.labels()).toEqual([]);

    expect(await setup('--yes', ...GROUPS)).toMatchObject({ code: 0 });
    const { id } = await org.app();
    const assignments = await org.api<{ priority: number; profile: Json }[]>('GET', `/apps/${id}/groups`);
    expect(assignments.map(({ priority, profile }) => [priority, profile['roles']])).toEqual([
      [1, ['supervisor']],
      [2, ['agent']],
      [3, ['wfo.team_leader']],
      [4, ['agent', 'wfo.dashboard_viewer']],
    ]);
  });

  test('the connection is printed, or written into the file with everything else as it was', async () => {
    const printed = await setup('--yes');
    expect(printed.out).toMatch(
      /connections:\n {2}okta:\n {4}preset: okta\n {4}idp:\n {6}metadataUrl: http.+\n {6}entityId: http:\/\/www\.okta\.com\/exk\w{17}\n {4}idpInitiated: true/,
    );
    expect(readFileSync(file, 'utf8')).toBe(CONFIG);
    const written = await setup('--yes', '--write');
    expect(written.out).toContain('nothing to do');
    expect(written.out).toContain(`${file}: written`);
    const text = readFileSync(file, 'utf8');
    expect(text.startsWith(CONFIG)).toBe(true);
    expect(text).toMatch(/\n {2}okta:\n {4}preset: okta\n/);
  });
});

test('a file that cannot be replaced stays as it was, and its lines are told', async () => {
  // The name of the new file that would take its place is too long.
  const long = folder.write(`${'a'.repeat(245)}.yaml`, CONFIG);
  const argv = ['okta', 'setup', '--config', long, '--yes', '--write'];
  const { code, err } = await flexgate(argv, { env: org.env, now: Date.now() });
  expect(code).toBe(1);
  expect(err).toContain('FILE_UNREADABLE');
  expect(err).toMatch(/could not be written\. Put this into it:\n\nconnections:\n {2}okta:\n {4}preset: okta\n/);
  expect(readFileSync(long, 'utf8')).toBe(CONFIG);
  expect(readdirSync(dirname(long)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(await org.labels()).toEqual(['Flexgate']);
});

describe('once more', () => {
  test('nothing is to do, in the org as in the file', async () => {
    await setup('--yes', '--write', ...GROUPS);
    const [app, text] = [await org.app(), readFileSync(file, 'utf8')];
    const again = await setup('--write', ...GROUPS);
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out.match(/nothing to do/g)).toHaveLength(2);
    expect(await org.app()).toEqual(app);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect((await setup('--plan', '--json', '--write', ...GROUPS)).json()).toMatchObject({
      plan: { changes: [], notes: [] },
      config: [],
    });
  });

  test('what an operator added stays', async () => {
    await setup('--yes', ...GROUPS);
    const extra = {
      type: 'EXPRESSION',
      name: 'costCenter',
      namespace: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
      values: ['user.costCenter'],
    };
    await put((app) => ({
      ...app,
      visibility: { autoSubmitToolbar: true, hide: { iOS: true, web: false } },
      settings: {
        ...app.settings,
        signOn: {
          ...app.settings.signOn,
          ssoAcsUrl: 'https://old.example.com/acs',
          defaultRelayState: 'https://desk.example.com',
          authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509',
          samlAssertionLifetimeSeconds: 3600,
          subjectNameIdTemplate: '${user.userName}',
          attributeStatements: [
            extra,
            ...(app.settings.signOn['attributeStatements'] as Json[]).map((each) =>
              each['name'] === 'full_name' ? { ...each, values: ['user.displayName'] } : each,
            ),
          ],
        },
      },
    }));
    const { id } = await org.app();
    const roles = await rolesOf();
    const values = ['night_shift', ...(roles.items['enum'] as string[]).filter((role) => role !== 'wfo.data_auditor')];
    await org.api('POST', `/meta/schemas/apps/${id}/default`, {
      definitions: {
        custom: {
          properties: {
            roles: {
              ...roles,
              union: 'DISABLE',
              items: {
                type: 'string',
                enum: values,
                oneOf: values.map((value) => ({ const: value, title: `T ${value}` })),
              },
            },
            team: { title: 'Team', type: 'string', scope: 'NONE' },
          },
        },
      },
    });

    const { out } = await setup('--yes', ...GROUPS);
    expect(out).toContain('2 steps done');
    expect(out).toContain('kept full_name stays user.displayName');
    const after = (await org.app()) as Json & { settings: { signOn: Json } };
    expect(after).toMatchObject({
      visibility: { autoSubmitToolbar: true, hide: { iOS: true } },
      settings: {
        signOn: {
          ssoAcsUrl: 'https://sso.example.com/saml/okta/acs',
          defaultRelayState: 'https://desk.example.com',
          authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509',
          samlAssertionLifetimeSeconds: 3600,
          subjectNameIdTemplate: '${user.userName}',
        },
      },
    });
    expect((await statementsOf())[0]).toEqual(extra);
    const schema = await org.api<{ definitions: { custom: { properties: Json } } }>(
      'GET',
      `/meta/schemas/apps/${id}/default`,
    );
    expect(schema.definitions.custom.properties['team']).toMatchObject({ title: 'Team' });
    expect(await rolesOf()).toMatchObject({
      union: 'ENABLE',
      items: {
        enum: [...values, 'wfo.data_auditor'],
        oneOf: expect.arrayContaining([{ const: 'night_shift', title: 'T night_shift' }]),
      },
    });
  });

  test('the key that was switched to stays the one that signs', async () => {
    await setup('--yes');
    const { id } = await org.app();
    const { kid } = await org.api<{ kid: string }>('POST', `/apps/${id}/credentials/keys/generate?validityYears=2`);
    await put((app) => ({ ...app, credentials: { signing: { kid } } }));
    await put((app) => ({
      ...app,
      settings: { ...app.settings, signOn: { ...app.settings.signOn, audience: 'urn:wrong' } },
    }));
    const { out } = await setup('--yes');
    expect(out).toContain(`signing key ${kid}`);
    expect(await org.app()).toMatchObject({
      credentials: { signing: { kid } },
      settings: { signOn: { audience: 'https://sso.example.com/saml/okta/metadata' } },
    });
  });

  test('an inactive app is activated', async () => {
    await setup('--yes');
    await org.api('POST', `/apps/${(await org.app()).id}/lifecycle/deactivate`);
    expect(await setup('--yes')).toMatchObject({ code: 0, err: expect.stringContaining('done: activate the app') });
    expect(await org.app()).toMatchObject({ status: 'ACTIVE' });
  });
});

describe('the access policy', () => {
  const again = async (options: Partial<SandboxIdpOptions>): Promise<void> => {
    await org.close();
    org = await anOktaOrg({ keys, ...options });
  };
  const policies = async (): Promise<{ id: string; name: string }[]> => org.api('GET', '/policies?type=ACCESS_POLICY');
  const idOf = async (name: string): Promise<string> =>
    (await policies()).find((policy) => policy.name === name)?.id ?? '';
  const assigned = async (): Promise<string | undefined> => {
    const { _links: links } = (await org.app()) as Json as { _links: { accessPolicy?: { href: string } } };
    return links.accessPolicy?.href.replace(/^.*\/policies\//, '');
  };
  const STEP = 'assign an access policy to the app';

  test('is the default of the org for an app that has none', async () => {
    await again({ policyForNewApps: false });
    const planned = await setup('--plan');
    expect(planned.out).toContain(`+ ${STEP}`);
    expect(planned.out).toContain('Access policy = “Any two factors”, the default of the org, unless Okta gives');
    expect(await setup('--yes')).toMatchObject({ code: 0, err: expect.stringContaining(`done: ${STEP}`) });
    expect(await assigned()).toBe(await idOf('Any two factors'));
    expect((await setup('--plan')).out).toContain('nothing to do');
  });

  test('of an existing app without one is given too', async () => {
    await again({ policyForNewApps: false });
    await org.api('POST', '/apps', aSamlApp());
    expect((await setup('--plan')).out).toMatch(/Access policy = “Any two factors”, the default of the org\n/);
    await setup('--yes');
    expect(await assigned()).toBe(await idOf('Any two factors'));
  });

  test('that an operator chose stays', async () => {
    await setup('--yes');
    expect(await assigned()).toBe(await idOf('Any two factors'));
    const chosen = await idOf('Password only');
    await org.api('PUT', `/apps/${(await org.app()).id}/policies/${chosen}`);
    expect((await setup('--yes')).out).toContain('nothing to do');
    expect(await assigned()).toBe(chosen);
  });

  test('is no business of an org on the Classic Engine', async () => {
    await again({ pipeline: 'v1' });
    const planned = await setup('--plan');
    expect(planned).toMatchObject({ code: 0, err: '' });
    expect(planned.out).not.toMatch(/policy/i);
    expect(await setup('--yes')).toMatchObject({ code: 0 });
    expect(await assigned()).toBeUndefined();
    const verified = await flexgate(['okta', 'verify', '--config', file], { env: org.env, now: Date.now() });
    expect(verified.out).not.toMatch(/access policy/i);
  });
});

const limitAfter = (afterCalls: number, calls = 1): Promise<Response> =>
  fetch(`${org.idp.url}/api/sandbox/rate-limit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ afterCalls, calls, resetAfterSeconds: 3600 }),
  });

test('a failure half-way, after whichever call, is resumed by running it again', async () => {
  const steps = new Set<string>();
  for (let passed = 0; ; passed += 1) {
    await limitAfter(passed);
    const { code, err } = await setup('--yes', ...GROUPS);
    for (const [, step] of err.matchAll(/^done: (.+)$/gm)) steps.add(step ?? '');
    if (code === 0) break;
    expect(err).toContain('OKTA_RATE_LIMITED');
  }
  await limitAfter(0, 0);
  expect([...steps]).toEqual(
    expect.arrayContaining([
      'create the SAML app “Flexgate”',
      'app profile: the attribute roles',
      'change the app',
      'create the group “flex-night-shift”',
      'assign the group “flex-agents”',
    ]),
  );
  expect(await org.labels()).toHaveLength(1);
  expect((await setup('--plan', ...GROUPS)).out).toContain('nothing to do');
});

describe('what is not clear is not guessed', () => {
  test('two apps of one label: the ids are named, and --app chooses', async () => {
    await org.api('POST', '/apps', aSamlApp());
    const second = await org.api<{ id: string }>('POST', '/apps', aSamlApp());
    const refused = await setup('--yes');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('OKTA_AMBIGUOUS') });
    expect(refused.err).toContain(second.id);
    expect(await setup('--yes', '--app', second.id)).toMatchObject({ code: 0 });
  });

  test('an attribute roles of another type stops everything', async () => {
    const { id } = await org.api<{ id: string }>('POST', '/apps', aSamlApp());
    await org.api('POST', `/meta/schemas/apps/${id}/default`, {
      definitions: { custom: { properties: { roles: { title: 'Roles', type: 'string' } } } },
    });
    const planned = await setup('--plan');
    expect(planned).toMatchObject({
      code: 1,
      out: expect.stringContaining('blocked the attribute roles of the app profile is of type string'),
    });
    expect(await setup('--yes')).toMatchObject({ code: 1, err: expect.stringContaining('OKTA_SETUP_BLOCKED') });
    expect(await statementsOf()).toEqual([]);
  });

  test('a role that is no value of the list stops everything', async () => {
    const groups = folder.write('groups.yaml', 'groups: { CC-Agents: { roles: [boss] } }\n');
    expect(await setup('--yes', '--groups', groups)).toMatchObject({
      code: 1,
      err: expect.stringContaining('the group “CC-Agents” is to have boss, which is no value of roles'),
    });
  });

  test.each([
    { argv: ['--org', 'https://acme-admin.okta.com'], says: 'the org is https://acme.okta.com' },
    { argv: ['--org', 'acme.okta.com'], says: 'is not the https address of an org' },
    { argv: ['--token-env', 'NOT_SET'], says: 'the environment variable NOT_SET is not set' },
    { argv: ['--client-id', '0oa1'], says: '--client-id and --private-key go together' },
    { argv: ['--attribute', 'team_id'], says: 'write --attribute team_id=user.YOURFIELD' },
    { argv: ['--name-id', 'phone'], says: '--name-id is email or username' },
    { argv: ['--connection', 'Okta!'], says: 'is no name for a connection' },
  ])('$argv is not understood', async ({ argv, says }) => {
    expect(await setup('--yes', ...argv)).toMatchObject({ code: 2, err: expect.stringContaining(says) });
  });

  test('without a terminal and without --yes nothing is changed; a no is a no', async () => {
    expect(await setup()).toMatchObject({ code: 1, err: expect.stringContaining('CONFIRMATION_REQUIRED') });
    const no = await flexgate(['okta', 'setup', '--config', file], { env: org.env, reply: 'no' });
    expect(no).toMatchObject({ code: 1, err: expect.stringContaining('Make 4 changes in') });
    expect(await org.labels()).toEqual([]);
  });
});

test('choices of the operator: attributes, prefix, Name ID, RelayState, client without a file', async () => {
  const argv = [
    '--attribute',
    'department',
    '--attribute',
    'team_name=user.team_name',
    '--group-prefix',
    'CC-',
    '--name-id',
    'username',
    '--relay-state',
    'https://desk.example.com',
  ];
  const { code } = await flexgate(
    [
      'okta',
      'setup',
      '--yes',
      '--public-url',
      'https://other.example.com',
      '--connection',
      'staff',
      ...argv,
      '--config',
      file,
    ],
    { env: org.env },
  );
  expect(code).toBe(0);
  expect((await org.app()).settings.signOn).toMatchObject({
    ssoAcsUrl: 'https://other.example.com/saml/staff/acs',
    subjectNameIdTemplate: '${user.userName}',
    subjectNameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
    defaultRelayState: 'https://desk.example.com',
  });
  expect(await statementsOf()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'department', values: ['user.department'] }),
      expect.objectContaining({ name: 'team_name', values: ['user.team_name'] }),
      expect.objectContaining({ name: 'groups', filterType: 'STARTS_WITH', filterValue: 'CC-' }),
    ]),
  );
});

test('the token is in no output', async () => {
  const env = { ...org.env, OKTA_API_TOKEN: 'a-token-that-is-wrong' };
  const { code, out, err } = await flexgate(['okta', 'setup', '--config', file, '--yes'], { env });
  expect(code).toBe(1);
  expect(err).toContain('OKTA_TOKEN_INVALID');
  expect(out + err).not.toContain('a-token-that-is-wrong');
});
