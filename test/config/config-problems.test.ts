import { loadStoreSettings } from '../../src/config/load-sections.ts';
import { substituteSecrets } from '../../src/config/substitute-secrets.ts';
import { validate } from '../../src/config/validate.ts';
import { readYaml } from '../../src/config/yaml-document.ts';
import { excerptOf } from '../../src/config/yaml-mistake.ts';
import { REFUSALS } from '../../src/kernel/refusals/table.ts';
import { aConfigFile } from '../support/a-config-file.ts';
import { refusalOf } from '../support/refusal-of.ts';

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
  {
    title: 'a key given twice',
    text: 'port: 1\nport: 2\n',
    reason: 'this key is given twice: one of the two would get lost (Map keys must be unique)',
    place: { line: 2, column: 1 },
    excerpt: ['port: 2', '^'],
  },
  {
    title: 'a tab',
    text: 'http:\n\ttrustProxy: 1\n',
    reason: 'a tab cannot indent: use spaces (Tabs are not allowed as indentation)',
    place: { line: 2, column: 1 },
    excerpt: ['→trustProxy: 1', '^'],
  },
  {
    title: 'a colon in a value',
    text: 'label: Okta: the new one\n',
    reason: expect.stringMatching(/^a second “key:” in one line: put a value that contains “: ” into quotes \(.+\)$/),
    place: { line: 1, column: 8 },
    excerpt: ['label: Okta: the new one', '       ^'],
  },
  {
    title: 'a bracket left open',
    text: 'cors: [https://a.example\nport: 3\n',
    reason: expect.stringContaining('a bracket is not closed'),
    place: { line: 2, column: 1 },
    excerpt: ['port: 3', '^'],
  },
  {
    title: 'a star that is meant as itself',
    text: 'cors:\n  - *.corp.example\n',
    reason: '“*” begins an alias, and there is no anchor of this name: put the value into quotes',
    place: { line: 2, column: 5 },
    excerpt: ['  - *.corp.example', '    ^'],
  },
  {
    title: 'a second document',
    text: 'port: 1\r\n---\r\nport: 2\r\n',
    reason: expect.stringContaining('only one is read'),
    place: { line: 2, column: 1 },
    excerpt: ['---', '^'],
  },
  {
    title: 'what the table of words does not know',
    text: 'a: !<tag:x,2000:y> !z 1\n',
    reason: expect.stringMatching(/^not YAML as it is read here: /),
    place: { line: 1, column: expect.any(Number) },
    excerpt: ['a: !<tag:x,2000:y> !z 1', expect.stringMatching(/^ +\^$/)],
  },
])('$title is told with its place, the line and plain words', ({ text, reason, place, excerpt }) => {
  expect(problemsOf(text)).toEqual([{ path: '', reason, ...place, excerpt }]);
});

test('a line is shown around its mistake, with what is invisible made visible', () => {
  const long = `label: ${'x'.repeat(200)}\u009b: y`;
  const [problem] = readYaml(long, 'f.yaml', (text) => ({ text })).problems;
  const [line = '', caret = ''] = problem?.excerpt ?? [];
  expect(line.length).toBeLessThan(90);
  expect(caret).toMatch(/^ *\^$/);
  expect(caret.length).toBeLessThanOrEqual(line.length);
  expect(excerptOf(['a\u009b: "b'], { line: 1, col: 3 })).toEqual([String.raw`a\u{9b}: "b`, '       ^']);
});

test.each([
  { line: 'authToken: abc"def: x', column: 15 },
  { line: '  apiKey: { sid: SK1, secret: abcdef', column: 30 },
  { line: 'store: redis://user:abcdef@h:1: x', column: 31 },
  { line: '  link: https://user:abcdef@host/x: y', column: 30 },
  { line: `    ${'abcdef'.repeat(8)}: x`, column: 8 },
  { line: '  link: https://user:abc/def@host/x: y', column: 30 },
  { line: 'adminToken: abcdef', column: 5 },
])('of a line that may hold a secret, $line, neither excerpt nor reason tell it', ({ line, column }) => {
  const excerpt = excerptOf([line], { line: 1, col: column });
  expect(excerpt[0]).not.toMatch(/abc|def/);
  expect(excerpt[0]).toHaveLength(line.length);
  expect(excerpt[1]).toHaveLength(column);
});

test.each([
  { what: 'an item of a list', text: 'audit:\n  previousKeys:\n    - "before"\n    - "abc\\qdef"\n', line: 4 },
  { what: 'a value in the line after its key', text: 'twilio:\n  authToken:\n    "abc\\qdef"\n', line: 3 },
  { what: 'a second line of a text', text: 'secret: "first\n  abc\\qdef"\n', line: 2 },
  { what: 'the short last line of a key', text: 'sp:\n  signingKey: |\n      MIIE\n   abcdef==\nport: [\n', line: 4 },
  { what: 'what was taken for an alias', text: 'audit:\n  previousKeys:\n    - *abcdef\n', line: 3 },
])('a secret that stands under its key is not told: $what', ({ text, line }) => {
  const { problems } = readYaml(text, 'f.yaml', (value) => ({ text: value }));
  expect(problems[0]).toMatchObject({ line, excerpt: [expect.stringContaining('•'), expect.any(String)] });
  expect(JSON.stringify(problems)).not.toMatch(/abc|def/);
});

test('an item of a list whose key is no secret is shown', () => {
  const { problems } = readYaml('adminToken: x\nhosts:\n  - *corp\n', 'f.yaml', (text) => ({ text }));
  expect(problems).toMatchObject([{ line: 3, excerpt: ['  - *corp', '    ^'] }]);
});

test('the parser’s words go without what they quote, where that may be a secret', () => {
  const [problem] = readYaml('authToken: |abcdef\n', 'f.yaml', (text) => ({ text })).problems;
  expect(problem).toMatchObject({ line: 1, excerpt: ['authToken: •••••••', expect.any(String)] });
  expect(JSON.stringify(problem)).not.toContain('abcdef');
});

test('aliases that multiply are a problem, not a crash', () => {
  const rows = [
    'a: &a [1, 1]',
    ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]}, `.repeat(9)}1]`),
  ];
  expect(problemsOf(rows.join('\n'))).toEqual([{ path: '', reason: 'aliases (“*”) stand for more than 100 values' }]);
});

test('a refusal tells place, sentence, line and caret, and then what to do', () => {
  const refused = refusalOf(() => loadStoreSettings('port: 1\nport: 2\n', { ...sources, file: 'flexgate.yaml' }));
  expect(refused.detail).toBe(
    `flexgate.yaml:2:1: this key is given twice: one of the two would get lost (Map keys must be unique).
    port: 2
    ^
${REFUSALS.CONFIG_INVALID.hint}`,
  );
});
