import { validate } from '../../src/config/validate.ts';
import { readYaml } from '../../src/config/yaml-document.ts';
import { aConfigFile } from '../support/a-config-file.ts';

const problemsOf = (text: string): unknown => {
  const document = readYaml(text, 'flexgate.yaml', (written) => ({ text: written }));
  return document.problems.length > 0 ? document.problems : validate(document);
};
const withLine = (line: string): string => `${aConfigFile()}${line}\n`;
const inOkta = (lines: string): string => aConfigFile().replace('preset: okta', `preset: okta\n    ${lines}`);

test.each<readonly [string, string, string]>([
  [aConfigFile().replace(/^publicUrl.*\n/, ''), 'publicUrl', 'is missing; must be text'],
  [aConfigFile().replace(/^publicUrl.*/, 'publicUrl:'), 'publicUrl', 'is empty; must be text'],
  [aConfigFile().replace(/^returnTo.*\n/m, ''), 'returnTo', 'is missing; must be a list'],
  [aConfigFile().replace(/^store.*\n/m, ''), 'store', 'is missing; must be text'],
  [aConfigFile().replace(/returnTo: .*/, 'returnTo: []'), 'returnTo', 'must have at least 1 entry'],
  [withLine('port: 80a'), 'port', 'must be a number'],
  [withLine('port: 80.5'), 'port', 'must be a whole number'],
  [withLine('port: 70000'), 'port', 'must be at most 65535'],
  [withLine('traces: { cap: 0 }'), 'traces.cap', 'must be at least 1'],
  [withLine('session: []'), 'session', 'must be a section of keys'],
  [withLine('log: { level: loud }'), 'log.level', 'must be one of debug, info, warn, error'],
  [inOkta(`label: ${'x'.repeat(81)}`), 'connections.okta.label', 'must have at most 80 characters'],
  [inOkta("label: ''"), 'connections.okta.label', 'must have at least 1 character'],
  [inOkta('enabled: maybe'), 'connections.okta.enabled', 'must be true or false'],
  [aConfigFile().replace('  okta:', '  Okta_1:'), 'connections.Okta_1', 'must be letters, digits and hyphens'],
  [
    inOkta('roles: { rules: [{ grant: [agent] }] }'),
    'connections.okta.roles.rules[0].when',
    'is missing; must be a section of keys',
  ],
  [withLine('log: { level: warm }'), 'log.level', 'must be one of debug, info, warn, error; did you mean “warn”?'],
  [
    inOkta('roles: { default: superviser }'),
    'connections.okta.roles.default',
    'must be one of deny, agent, supervisor, admin; did you mean “supervisor”?',
  ],
  ...['readonly-admin', 'read-only admin', 'Read_Only_Administrator'].map((name): readonly [string, string, string] => [
    inOkta(`roles: { rules: [{ when: { attribute: groups, equals: CC }, grant: ['${name}'] }] }`),
    'connections.okta.roles.rules[0].grant[0]',
    'is given only by the Twilio Console, to people with its role Support: a connection of `kind: console` lets them in; no rule, alias or default gives it',
  ]),
  ...['007', '1e3', 'true', '0x1f'].map((value): readonly [string, string, string] => [
    inOkta(`roles: { rules: [{ when: { attribute: cost, equals: ${value} }, grant: [agent] }] }`),
    'connections.okta.roles.rules[0].when.equals',
    'must be text: put it in quotes',
  ]),
  [
    aConfigFile().replace(/  workspaceSid/, '  baseUrl: there\n  workspaceSid'),
    'twilio.baseUrl',
    'must be an absolute URL',
  ],
])('what is wrong is told in plain words (%#)', (text, path, reason) => {
  expect(problemsOf(text)).toEqual([expect.objectContaining({ path, reason, line: expect.any(Number) })]);
});

test.each([
  [inOkta('roles: { ceiling: admin, ceiling: agent }'), 12, 'ceiling: agent'],
  [inOkta("'label': a\n    'label': b"), 13, "'label': b"],
])('a key that comes twice is shown at its second place (%#)', (text, line, second) => {
  const [problem, ...others] = readYaml(text, 'flexgate.yaml', (written) => ({ text: written })).problems;
  expect(problem).toMatchObject({ reason: expect.stringMatching(/^this key is given twice: one of the two/), line });
  const [shown = '', caret = ''] = problem?.excerpt ?? [];
  expect(shown.slice(caret.indexOf('^'))).toMatch(new RegExp(`^${second}`));
  expect(others).toEqual([]);
});

test('a file nested without end is refused with its line', () => {
  const when = `${'{ not: '.repeat(20_000)}{ attribute: a, equals: b }${' }'.repeat(20_000)}`;
  expect(problemsOf(inOkta(`roles: { rules: [{ when: ${when}, grant: [agent] }] }`))).toMatchObject([
    { path: '', reason: 'is nested too deeply', line: 12, excerpt: [expect.any(String), expect.any(String)] },
  ]);
});

test('no value is repeated: it may be a secret', () => {
  const text = withLine('adminToken: [my-secret-token]').replace('secret: 0123456789abcdef', 'secret: [my-secret-key]');
  expect(problemsOf(text)).toContainEqual({ path: 'adminToken', reason: 'must be text', line: 14 });
  expect(JSON.stringify(problemsOf(text))).not.toContain('my-secret');
});

test.each([
  [withLine('__proto__: { port: 1 }'), '__proto__', 14],
  [
    inOkta('roles: { rules: [{ when: { attribute: a, equals: b, __proto__: c } }] }'),
    'connections.okta.roles.rules[0].when.__proto__',
    12,
  ],
  [inOkta('roles: { aliases: { "__proto__": admin } }'), 'connections.okta.roles.aliases.__proto__', 12],
])('a key __proto__ is refused with its place (%#), not left out without a word', (text, path, line) => {
  expect(problemsOf(text)).toEqual([{ path, reason: 'unknown key “__proto__”', line }]);
});
