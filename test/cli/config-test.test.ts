import { readFileSync } from 'node:fs';
import { readConfigTest } from '../../src/config/config-test-file.ts';
import { aConfigFile } from '../support/a-config-file.ts';
import { aFolder } from '../support/a-folder.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import { refusalOf } from '../support/refusal-of.ts';

const CONFIG = ['--config', 'fixtures/config-test/flexgate.yaml'];

test('the tests beside the configuration run without network and secrets', async () => {
  const { code, out, err } = await flexgate(['config', 'test', ...CONFIG]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('5 cases, 0 failed');
  expect(out.match(/^ {2}passed {2}/gm)).toHaveLength(5);
});

test('what no case reached is listed, with its place', async () => {
  const { out } = await flexgate(['config', 'test', ...CONFIG]);
  const missed = out.split('\n').filter((line) => line.startsWith('  never  '));
  expect(missed).toEqual([
    '  never  okta: rule “never used” (fixtures/config-test/flexgate.yaml:26)',
    '  never  okta: alias “CC-Retired”',
    '  never  okta: insights default “wfo.full_access”',
    '  never  entra: default “agent”',
    '  never  entra: insights default “wfo.full_access”',
  ]);
  expect(out).toContain('Coverage: 4 of 9 rules, aliases and defaults had a part in a case');
});

test('--strict fails for what no case reached', async () => {
  const run = await flexgate(['config', 'test', ...CONFIG, '--strict', '--json']);
  expect(run.code).toBe(1);
  expect(run.json()).toMatchObject({ passed: false, cases: expect.any(Array) });
});

test('a failure shows what was expected and received, its place, and why', async () => {
  const { code, out } = await flexgate(['config', 'test', ...CONFIG, 'fixtures/config-test/failing.yaml']);
  expect(code).toBe(1);
  expect(out).toContain('3 cases, 2 failed');
  expect(out).toContain(`  failed  the Insights default was forgotten (fixtures/config-test/failing.yaml:7)
      insights_roles
        expected []
        received ["wfo.full_access"]
`);
  expect(out).toContain(`      refused
        expected nothing
        received "ROLE_NOT_GRANTED"
`);
  expect(out).toContain('supervisor is the highest role that this connection may give');
});

test('--json holds every case and the coverage', async () => {
  const run = await flexgate(['config', 'test', ...CONFIG, 'fixtures/config-test/failing.yaml', '--json']);
  expect(run.json()).toMatchObject({
    passed: false,
    cases: [
      { name: 'this one is right', passed: true, differences: [], line: 4 },
      {
        name: 'the Insights default was forgotten',
        passed: false,
        differences: [{ what: 'insights_roles', expected: [], received: ['wfo.full_access'] }],
        explanation: { connection: 'okta' },
      },
      { passed: false, differences: [{ what: 'refused', received: 'ROLE_NOT_GRANTED' }] },
    ],
    coverage: expect.arrayContaining([
      expect.objectContaining({ kind: 'insights default', connection: 'okta', cases: 2 }),
    ]),
  });
});

test.each([
  { what: 'flex_role', expect: '{ flex_role: agent, insights_roles: [wfo.full_access] }', received: '"supervisor"' },
  {
    what: 'roles',
    expect: '{ flex_role: supervisor, insights_roles: [wfo.full_access], roles: [supervisor] }',
    received: '["supervisor","wfo.full_access"]',
  },
  {
    what: 'attributes.email',
    expect: '{ flex_role: supervisor, insights_roles: [wfo.full_access], attributes: { email: null } }',
    received: '"a@b.c"',
  },
  {
    what: 'attributes.missing',
    expect: '{ flex_role: supervisor, insights_roles: [wfo.full_access], attributes: { missing: x } }',
    received: 'nothing',
  },
  {
    what: 'attributes.constructor',
    expect: '{ flex_role: supervisor, insights_roles: [wfo.full_access], attributes: { constructor: x } }',
    received: 'nothing',
  },
  { what: 'refused', expect: '{ refused: ROLE_UNKNOWN }', received: 'nothing' },
])('a wrong $what is a difference', async ({ what, expect: expected, received }) => {
  const folder = aFolder();
  const file = folder.write(
    'case.yaml',
    `connection: okta\ncases: [{ name: one, attributes: { email: a@b.c, full_name: A B, roles: supervisor }, expect: ${expected} }]\n`,
  );
  const { code, out } = await flexgate(['config', 'test', ...CONFIG, file]);
  folder.remove();
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`      ${what.replace('.', '\\.')}\n        expected .*\n        received `));
  expect(out).toContain(`received ${received}\n`);
});

const problems = (text: string): unknown => refusalOf(() => readConfigTest(text, 'case.yaml')).evidence;
const withCase = (text: string): string => `connection: okta\ncases:\n  - name: one\n    ${text}\n`;

describe('a test file', () => {
  test.each([
    {
      title: 'an unknown key',
      text: withCase('expected: {}'),
      path: 'case.yaml:4 cases[0].expected',
      reason: 'unknown key “expected”; did you mean “expect”?',
    },
    {
      title: 'an unknown Flex role',
      text: withCase('expect: { flex_role: superviser }'),
      path: 'case.yaml:4 cases[0].expect.flex_role',
      reason: expect.stringContaining('supervisor'),
    },
    {
      title: 'an unknown Insights role',
      text: withCase('expect: { flex_role: admin, insights_roles: [wfo.all] }'),
      path: 'case.yaml:4 cases[0].expect.insights_roles[0]',
      reason: expect.stringContaining('wfo.full_access'),
    },
    {
      title: 'a code that is no refusal of roles',
      text: withCase('expect: { refused: SAML_REPLAYED }'),
      path: 'case.yaml:4 cases[0].expect.refused',
      reason: expect.stringContaining('ROLE_NOT_GRANTED'),
    },
    {
      title: 'both outcomes at once',
      text: withCase('expect: { refused: ROLE_UNKNOWN, flex_role: agent }'),
      path: expect.stringContaining('case.yaml:4 cases[0].expect'),
      reason: expect.any(String),
    },
    {
      title: 'no case',
      text: 'connection: okta\ncases: []\n',
      path: 'case.yaml:2 cases',
      reason: 'at least one case is needed',
    },
    {
      title: 'broken YAML',
      text: 'connection: [',
      path: 'case.yaml:1:14',
      reason: expect.stringContaining('a bracket is not closed'),
    },
  ])('with $title is refused with the line', ({ text, path, reason }) => {
    expect(problems(text)).toMatchObject({
      file: 'case.yaml',
      problems: expect.arrayContaining([expect.objectContaining({ path, reason })]),
    });
  });

  test('absent, empty and present stay three cases', () => {
    const text = `connection: okta
attributes: { all: x, gone: y }
cases:
  - { name: one, attributes: { gone: null, empty: [], blank: '', many: [1, true] }, expect: { flex_role: agent } }
`;
    expect(readConfigTest(text, 'f')[0]?.attributes).toEqual(
      new Map([
        ['all', ['x']],
        ['empty', []],
        ['blank', ['']],
        ['many', ['1', 'true']],
      ]),
    );
  });

  test('may name attributes like members of an object', () => {
    const text =
      'connection: okta\ncases: [{ name: one, attributes: { toString: a, constructor: b }, expect: { flex_role: agent } }]';
    expect([...(readConfigTest(text, 'f')[0]?.attributes.keys() ?? [])]).toEqual(['toString', 'constructor']);
  });
});

test('a connection that is not there is refused, with what was meant', async () => {
  const folder = aFolder();
  const file = folder.write('case.yaml', 'connection: oktaa\ncases: [{ name: one, expect: { flex_role: agent } }]\n');
  const { code, err } = await flexgate(['config', 'test', ...CONFIG, file]);
  folder.remove();
  expect(code).toBe(1);
  expect(err).toContain('FILE_INVALID');
  expect(err).toContain('there is no connection “oktaa”; did you mean “okta”?');
});

describe('without any test file', () => {
  const withoutTests = async (
    text: string,
  ): Promise<{ first: Awaited<ReturnType<typeof flexgate>>; again: Awaited<ReturnType<typeof flexgate>> }> => {
    const folder = aFolder();
    const file = folder.write('flexgate.yaml', text);
    const first = await flexgate(['config', 'test', '--config', file]);
    const example = /^connection:[\s\S]*(?=\n\nThen)/m.exec(first.out)?.[0] ?? '';
    const again = await flexgate(['config', 'test', '--config', file, folder.write('first.yaml', example)]);
    folder.remove();
    return { first, again };
  };

  test.each([
    { title: 'Okta', text: aConfigFile(), expected: 'flex_role: agent' },
    {
      title: 'joined attribute names',
      text: aConfigFile().replace(
        'preset: okta',
        'preset: okta\n    attributes: { fullName: { join: [first, last] } }',
      ),
      expected: 'last: Ana Costa',
    },
    {
      title: 'an alias as the only way',
      text: aConfigFile().replace(
        'preset: okta',
        'preset: okta\n    roles: { direct: false, aliases: { Chefs: supervisor } }',
      ),
      expected: 'wfo.full_access',
    },
    {
      title: 'the Console',
      text: aConfigFile().replace('preset: okta', 'kind: console'),
      expected: 'flex_role: admin',
    },
    {
      title: 'rules alone, of which none applies',
      text: aConfigFile().replace(
        'preset: okta',
        'preset: okta\n    roles: { direct: false, rules: [{ when: { attribute: groups, equals: A }, grant: [agent] }] }',
      ),
      expected: 'refused: ',
    },
  ])('$title: it is no success, and a case to begin with is printed, which passes', async ({ text, expected }) => {
    const { first, again } = await withoutTests(text);
    expect(first.code).toBe(1);
    expect(first.out).toContain('There are no tests: ');
    expect(first.out).toContain(expected);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('1 case, 0 failed') });
  });

  test('nor where there is no connection that could be tested', async () => {
    const folder = aFolder();
    const file = folder.write('flexgate.yaml', 'connections: {}');
    const { code } = await flexgate(['config', 'test', '--config', file]);
    folder.remove();
    expect(code).toBe(1);
  });
});

test('a case expects the read-only admin of a console connection by name', async () => {
  const folder = aFolder();
  const [rest = ''] = readFileSync('fixtures/config-test/flexgate.yaml', 'utf8').split(/^connections:/m);
  const connection =
    "connections: { staff: { kind: console, idp: { metadataUrl: 'https://idp.invalid/metadata' } } }\n";
  const config = folder.write('flexgate.yaml', rest + connection);
  const file = (role: string, expected: string): string =>
    folder.write(
      'case.yaml',
      `connection: staff\ncases: [{ name: one, attributes: { email: a@b.c, full_name: A B, roles: ${role} }, expect: { flex_role: ${expected} } }]\n`,
    );
  const run = (role: string, expected: string) =>
    flexgate(['config', 'test', '--config', config, file(role, expected)]);
  expect(await run('Support', 'readonly-admin')).toMatchObject({ code: 0 });
  const wrong = await run('Support', 'agent');
  expect(wrong.code).toBe(1);
  expect(wrong.out).toContain('received "readonly-admin"');
  folder.remove();
});
