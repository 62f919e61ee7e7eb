import { assertionXml } from '../support/saml-idp.ts';
import { aFolder } from '../support/a-folder.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import type { CliRun } from '../support/flexgate-cli.ts';

const FILE = 'fixtures/config-test/flexgate.yaml';
let folder: ReturnType<typeof aFolder>;
beforeEach(() => {
  folder = aFolder();
});
afterEach(() => folder.remove());

const explain = (...argv: readonly string[]): Promise<CliRun> => flexgate(['explain', '--config', FILE, ...argv]);
const OKTA = ['--connection', 'okta'];
const ANA = ['--attribute', 'email=ana@example.com', '--attribute', 'full_name=Ana Ruiz'];

test('a role by a rule names attribute, value, rule and place', async () => {
  const { code, out } = await explain(...OKTA, ...ANA, '--attribute', 'groups=CC-Supervisors', '--username', 'ana');
  expect(code).toBe(0);
  expect(out).toContain('ana (identity ana): supervisor, wfo.team_leader\n');
  expect(out).toMatch(
    /^ {2}granted {2}supervisor is granted: .*“supervisors by group”.* \(fixtures\/config-test\/flexgate\.yaml:19:\d+\) matches as “groups” is “CC-Supervisors”\.$/m,
  );
});

test.each([
  {
    title: 'the ceiling',
    connection: 'okta',
    roles: 'admin,agent',
    says: 'supervisor is the highest role that this connection may give',
  },
  { title: 'an alias', connection: 'okta', roles: 'CC-Agent', says: '“roles” holds its alias “CC-Agent”' },
  { title: 'what lost', connection: 'okta', roles: 'agent,supervisor', says: 'agent does not count' },
  {
    title: 'the Insights default',
    connection: 'okta',
    roles: 'supervisor',
    says: "this one is the connection's default",
  },
  { title: 'the default', connection: 'entra', roles: '', says: 'it is the default of the connection' },
  {
    title: 'Insights that agents never get',
    connection: 'okta',
    roles: 'agent,wfo.full_access',
    says: 'Insights is closed to agents',
  },
])('$title is explained', async ({ connection, roles, says }) => {
  const given = roles === '' ? [] : ['--attribute', `roles=${roles}`];
  const { code, out } = await explain('--connection', connection, ...ANA, ...given);
  expect(code).toBe(0);
  expect(out).toContain(says);
});

test('a refused login tells its code and why, and ends with 1', async () => {
  const { code, out } = await explain(...OKTA, ...ANA, '--attribute', 'roles=admin');
  expect(code).toBe(1);
  expect(out).toContain('somebody@example.com: ROLE_NOT_GRANTED: ');
  expect(out).toMatch(/^ {2}refused {2}admin is refused/m);
});

test('--json holds the assignment with its explanation', async () => {
  const run = await explain(...OKTA, ...ANA, '--attribute', 'roles=agent', '--json');
  expect(run.json()).toMatchObject({
    outcome: 'granted',
    assignment: {
      flexRole: 'agent',
      explanation: { connection: 'okta', roles: [{ role: 'agent', outcome: 'granted' }] },
    },
  });
  const refused = await explain(...OKTA, ...ANA, '--json');
  expect(refused.code).toBe(1);
  expect(refused.json()).toMatchObject({ outcome: 'refused', code: 'ATTRIBUTE_MISSING', explanation: { roles: [] } });
});

test.each([
  { kind: 'YAML', name: 'a.yaml', text: 'email: ana@example.com\nfull_name: Ana Ruiz\nroles: [agent, supervisor]\n' },
  {
    kind: 'JSON',
    name: 'a.json',
    text: '{"email":"ana@example.com","full_name":"Ana Ruiz","roles":["agent","supervisor"]}',
  },
])('attributes may come from $kind', async ({ name, text }) => {
  const { code, out } = await explain(...OKTA, '--attributes', folder.write(name, text));
  expect(code).toBe(0);
  expect(out).toContain('supervisor, wfo.full_access');
});

test('a repeated --attribute is several values, and a value may hold an equals sign', async () => {
  const run = await explain(
    ...OKTA,
    ...ANA,
    '--attribute',
    'roles=agent',
    '--attribute',
    'roles=supervisor',
    '--attribute',
    'note=a=b',
    '--json',
  );
  expect(run.json()).toMatchObject({ assignment: { flexRole: 'supervisor', workerAttributes: { note: 'a=b' } } });
});

const response = (): string =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">${assertionXml()}</samlp:Response>`;

describe('an assertion', () => {
  test.each([
    { kind: 'a Response', text: response },
    { kind: 'an Assertion', text: () => assertionXml() },
    { kind: 'base64', text: () => Buffer.from(response()).toString('base64') },
    {
      kind: 'base64 in lines',
      text: () => `${Buffer.from(response()).toString('base64').replaceAll(/.{76}/g, '$&\n')}\n`,
    },
  ])('as $kind is explained, and said not to be verified', async ({ text }) => {
    const { code, out } = await explain(...OKTA, '--assertion', folder.write('saml', text()));
    expect(code).toBe(0);
    expect(out).toMatch(/^NOT VERIFIED: /);
    expect(out).toContain('supervisor, wfo.team_leader');
  });

  test('tells so in JSON too', async () => {
    const run = await explain(...OKTA, '--assertion', folder.write('saml', assertionXml()), '--json');
    expect(run.json()).toMatchObject({ caution: expect.stringMatching(/^NOT VERIFIED/), outcome: 'granted' });
  });

  test.each([
    { title: 'with a document type', text: '<!DOCTYPE x [<!ENTITY a "b">]><x/>', code: 'SAML_MALFORMED' },
    {
      title: 'that is encrypted',
      text: '<r><EncryptedAssertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/></r>',
      code: 'SAML_SHAPE',
    },
    { title: 'that is none', text: '<r/>', code: 'SAML_SHAPE' },
    { title: 'that is no base64', text: '%%%', code: 'SAML_NOT_BASE64' },
  ])('$title is refused', async ({ text, code }) => {
    const answer = await explain(...OKTA, '--assertion', folder.write('saml', text));
    expect(answer.code).toBe(1);
    expect(answer.err).toMatch(new RegExp(`^${code}: `));
  });
});

test.each([
  { title: 'no source', argv: [...OKTA], tells: 'give exactly one of' },
  { title: 'two sources', argv: [...OKTA, ...ANA, '--assertion', 'x'], tells: 'give exactly one of' },
  { title: 'no connection among several', argv: ANA, tells: '--connection is needed: one of okta, entra' },
  {
    title: 'an unknown connection',
    argv: [...ANA, '--connection', 'onelogin'],
    tells: 'no connection onelogin among okta, entra',
  },
  { title: 'an attribute without a name', argv: [...OKTA, '--attribute', '=x'], tells: '--attribute takes name=value' },
  {
    title: 'an attribute without a value',
    argv: [...OKTA, '--attribute', 'roles'],
    tells: '--attribute takes name=value',
  },
])('$title is a wrong command line', async ({ argv, tells }) => {
  const { code, err } = await explain(...argv);
  expect(code).toBe(2);
  expect(err).toContain(tells);
});

test('what comes from outside cannot steer the terminal', async () => {
  const { out } = await explain(...OKTA, ...ANA, '--attribute', 'roles=agent', '--attribute', 'x=\u001B[2J\u202Eevil');
  for (const steering of ['\u001B', '\u202E']) expect(out).not.toContain(steering);
  const named = await explain(...OKTA, ...ANA, '--attribute', 'roles=agent', '--username', 'ana\u001B[31m');
  expect(named.out + named.err).not.toContain('\u001B');
});
