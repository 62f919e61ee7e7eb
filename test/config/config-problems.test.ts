import { substituteSecrets } from '../../src/config/substitute-secrets.ts';
import { validate } from '../../src/config/validate.ts';
import { readYaml } from '../../src/config/yaml-document.ts';
import { aConfigFile } from '../support/a-config-file.ts';

const sources = {
  env: { SECRET: 's3cret', EMPTY: '' },
  readFile: (path: string): string => {
    if (path === '/run/secrets/key') return 'from a file\n';
    throw new Error('ENOENT');
  },
};
const problemsOf = (text: string): unknown => {
  const document = readYaml(text, 'flexgate.yaml', substituteSecrets(sources));
  return document.problems.length > 0 ? document.problems : validate(document);
};

test('a complete file has no problem, and every key that it leaves out has its default', () => {
  expect(problemsOf(aConfigFile())).toMatchObject({
    port: 3000,
    session: { idle: 3_600_000, max: 43_200_000 },
    token: { ttl: 3_600_000, roles: true },
    connections: {
      okta: {
        idpInitiated: false,
        allowSha1: false,
        roles: { default: 'deny', ceiling: 'admin', insightsDefault: 'wfo.full_access', unknown: 'ignore' },
      },
    },
  });
});

test.each([
  {
    title: 'an unknown key at the top, with what was meant',
    edit: (text: string) => text.replace('returnTo:', 'returnTO:'),
    problem: { path: 'returnTO', reason: 'unknown key “returnTO”; did you mean “returnTo”?' },
  },
  {
    title: 'an unknown key in a connection',
    edit: (text: string) => text.replace('preset: okta', 'preset: okta\n    idpInitated: true'),
    problem: {
      path: 'connections.okta.idpInitated',
      reason: 'unknown key “idpInitated”; did you mean “idpInitiated”?',
    },
  },
  {
    title: 'an unknown key inside a rule',
    edit: (text: string) =>
      text.replace(
        'preset: okta',
        'preset: okta\n    roles:\n      rules:\n        - when: { attribute: groups, equal: A }\n          grant: [agent]',
      ),
    problem: {
      path: 'connections.okta.roles.rules[0].when.equal',
      reason: expect.stringContaining('did you mean “equals”?'),
    },
  },
  {
    title: 'an unknown role in a rule',
    edit: (text: string) =>
      text.replace(
        'preset: okta',
        'preset: okta\n    roles:\n      rules:\n        - when: { attribute: groups, equals: A }\n          grant: [superviser]',
      ),
    problem: { path: 'connections.okta.roles.rules[0].grant[0]', reason: expect.stringContaining('supervisor') },
  },
  {
    title: 'plain http to another machine',
    edit: (text: string) => text.replace('https://sso.example.com', 'http://sso.example.com'),
    problem: { path: 'publicUrl', reason: 'must be https (http only for localhost)' },
  },
  {
    title: 'a duration without a unit',
    edit: (text: string) => `${text}session: { idle: '60' }\n`,
    problem: { path: 'session.idle', reason: 'must be a duration such as 30s, 15m or 1h' },
  },
  {
    title: 'a token life beyond a day',
    edit: (text: string) => `${text}token: { ttl: 25h }\n`,
    problem: { path: 'token.ttl', reason: 'must be between 3m and 24h' },
  },
  {
    title: 'a SID of another kind',
    edit: (text: string) => text.replace(/WS0+1/, 'WK00000000000000000000000000000001'),
    problem: { path: 'twilio.workspaceSid', reason: 'must be a SID: WS and 32 hexadecimal digits' },
  },
  {
    title: 'a connection without an IdP',
    edit: (text: string) => text.replace(/metadataUrl: \S+/, 'binding: redirect'),
    problem: {
      path: 'connections.okta.idp',
      reason: 'give metadataUrl, metadataFile, or all of entityId, ssoUrl and certificates',
    },
  },
  {
    title: 'a signing key without its certificate',
    edit: (text: string) =>
      text.replace(
        'preset: okta',
        'preset: okta\n    sp: { signingKey: "-----BEGIN PRIVATE KEY-----\\nAA\\n-----END PRIVATE KEY-----" }',
      ),
    problem: {
      path: 'connections.okta.sp.signingCertificate',
      reason: 'signingKey and signingCertificate go together',
    },
  },
])('$title is one problem with its path', ({ edit, problem }) => {
  expect(problemsOf(edit(aConfigFile()))).toContainEqual(expect.objectContaining(problem));
});

test('all problems are told at once, each with its line', () => {
  const text = aConfigFile().replace('https://sso.example.com', 'sso').replace('preset: okta', 'preset: octa');
  expect(problemsOf(text)).toEqual([
    expect.objectContaining({ path: 'publicUrl', line: 1 }),
    expect.objectContaining({ path: 'connections.okta.preset', line: expect.any(Number) }),
  ]);
});

test.each([
  { title: 'a variable that is not set', value: '${NOT_SET}', reason: 'the environment variable NOT_SET is not set' },
  { title: 'a variable that is empty', value: '${EMPTY}', reason: 'the environment variable EMPTY is not set' },
  { title: 'a file that is not there', value: '${file:/nope}', reason: 'the file /nope cannot be read' },
])('$title is a problem with its line', ({ value, reason }) => {
  const text = aConfigFile().replace('secret: 0123456789abcdef', `secret: '${value}'`);
  expect(problemsOf(text)).toEqual([{ path: '', reason, line: expect.any(Number) }]);
});

test.each([
  { value: '${SECRET}', secret: 's3cret' },
  { value: '${file:/run/secrets/key}', secret: 'from a file' },
  { value: 'a-${SECRET}-z', secret: 'a-s3cret-z' },
])('$value is put in place', ({ value, secret }) => {
  const text = aConfigFile().replace('secret: 0123456789abcdef', `secret: '${value}'`);
  expect(problemsOf(text)).toMatchObject({ twilio: { apiKey: { secret } } });
});

test('a secret cannot add structure to the file', () => {
  const env = { SECRET: 'x }\nadminToken: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nz: {' };
  const text = aConfigFile().replace('secret: 0123456789abcdef', "secret: '${SECRET}'");
  const document = readYaml(text, 'flexgate.yaml', substituteSecrets({ ...sources, env }));
  const config = validate(document);
  expect(config).toMatchObject({ twilio: { apiKey: { secret: env.SECRET } } });
  expect(config).not.toHaveProperty('adminToken');
});

test.each([
  { title: 'a key given twice', text: 'port: 1\nport: 2\n', reason: /“port” is here a second time/, line: 2 },
  { title: 'broken YAML', text: 'a: [1, 2\nb: 3\n', reason: /./, line: expect.any(Number) },
])('$title is told with its line', ({ text, reason, line }) => {
  expect(problemsOf(text)).toContainEqual({ path: '', reason: expect.stringMatching(reason), line });
});
