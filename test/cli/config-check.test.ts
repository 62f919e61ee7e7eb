import { aConfigFile } from '../support/a-config-file.ts';
import { aFolder } from '../support/a-folder.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import { idpKey } from '../support/saml-keys.ts';

const FIXTURE = 'fixtures/config-test/flexgate.yaml';

let folder: ReturnType<typeof aFolder>;
beforeEach(() => {
  folder = aFolder();
});
afterEach(() => folder.remove());

/** A whole configuration that needs no network. */
const selfContained = (): string =>
  aConfigFile().replace(
    /idp:\n.*\n/,
    `idp:
      entityId: urn:idp
      ssoUrl: https://idp.example.com/sso
      certificates: ['\${file:${folder.write('idp.pem', idpKey().certificate)}}']
`,
  );

test('a file without a problem is valid, with a summary', async () => {
  const file = folder.write('good.yaml', selfContained());
  const { code, out, err } = await flexgate(['config', 'check', file]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`${file}: valid\n  https://sso.example.com, state in redis\n`);
  expect(out).toContain('connection okta: 0 rules, 0 aliases, default deny, ceiling admin');
});

test('a mistake in YAML is told with file, line, column, the line itself and a caret, by every command', async () => {
  const file = folder.write('broken.yaml', aConfigFile().replace('preset: okta', 'preset: okta: new'));
  const [line, caret] = ['    preset: okta: new', '            ^'];
  const checked = await flexgate(['config', 'check', file]);
  expect(checked.code).toBe(1);
  expect(checked.out).toContain(`  ${file}:11:13: a second “key:” in one line`);
  expect(checked.out).toContain(`\n      ${line}\n      ${caret}\n`);
  const other = await flexgate(['subjects', '--config', file]);
  expect(other.err).toContain(`\n     ${line}\n     ${caret}\n Correct every problem listed`);
  const doctor = await flexgate(['doctor', '--config', file]);
  expect(doctor.out).toContain(`${file}:11:13: a second “key:” in one line`);
});

test('every problem is told with file and line, and the exit code is 1', async () => {
  const wrong = aConfigFile().replace('https://sso', 'http://sso').replace('preset: okta', 'preset: octa');
  const file = folder.write('bad.yaml', wrong);
  const { code, out } = await flexgate(['config', 'check', file]);
  expect(code).toBe(1);
  expect(out).toContain(`${file}: 2 problems\n`);
  expect(out).toContain(`  ${file}:1 publicUrl: must be https (http only for localhost)\n`);
  expect(out).toMatch(/bad\.yaml:11 connections\.okta\.preset: /);
});

test('what is worth a look is warned of, and the file is valid all the same', async () => {
  const file = folder.write(
    'warned.yaml',
    selfContained().replace('preset: okta', 'preset: okta\n    roles: { aliases: { agent: agent } }'),
  );
  const run = await flexgate(['config', 'check', file, '--json']);
  expect(run).toMatchObject({ code: 0 });
  expect(run.json()).toMatchObject({
    valid: true,
    problems: [],
    warnings: [{ path: expect.stringContaining('connections.okta.roles.aliases'), reason: expect.any(String) }],
  });
});

test('what is wrong with the rules is told with its line, also where the IdP cannot be reached', async () => {
  const text = selfContained()
    .replace(/certificates: .*/, "metadataFile: '/nowhere/idp.xml'")
    .replace(/ {6}(entityId|ssoUrl).*\n/g, '')
    .replace('preset: okta', 'preset: okta\n    roles: { direct: false, aliases: { "": agent } }');
  const file = folder.write('both.yaml', text);
  const { code, out } = await flexgate(['config', 'check', file]);
  expect(code).toBe(1);
  expect(out).toMatch(/both\.yaml:\d+ connections\.okta\.idp: /);
  expect(out).toMatch(/both\.yaml:12 connections\.okta\.roles\.aliases\[""\]: The alias “” never matches/);
});

test('the file may be named in the environment', async () => {
  const file = folder.write('named.yaml', selfContained());
  const run = await flexgate(['config', 'check'], { env: { FLEXGATE_CONFIG: file } });
  expect(run).toMatchObject({ code: 0, out: expect.stringContaining('named.yaml: valid') });
});

describe('--offline', () => {
  test('needs neither secrets nor the IdP', async () => {
    const { code, out } = await flexgate(['config', 'check', FIXTURE, '--offline']);
    expect(code).toBe(0);
    expect(out).toContain('connection okta: 3 rules, 2 aliases, default deny, ceiling supervisor');
  });

  test('without it both are asked for', async () => {
    const { code, out } = await flexgate(['config', 'check', FIXTURE]);
    expect(code).toBe(1);
    expect(out).toContain('the environment variable FIXTURE_KEY_SECRET is not set');
  });

  test('still finds what is wrong elsewhere in the file', async () => {
    const file = folder.write('typo.yaml', aConfigFile().replace('returnTo:', 'returnTO:'));
    const { code, out } = await flexgate(['config', 'check', file, '--offline']);
    expect(code).toBe(1);
    expect(out).toContain('typo.yaml:3 returnTO: unknown key “returnTO”; did you mean “returnTo”?');
  });

  test('takes a rule whose value is unknown for a problem: it would decide about roles', async () => {
    const file = folder.write(
      'rule.yaml',
      aConfigFile().replace(
        'preset: okta',
        "preset: okta\n    roles: { aliases: { '${GROUP}': agent }, rules: [{ when: { attribute: groups, equals: '${GROUP}' }, grant: [agent] }] }",
      ),
    );
    const { code, out } = await flexgate(['config', 'check', file, '--offline']);
    expect(code).toBe(1);
    expect(out).toContain('roles.rules[0].when.equals: the environment variable GROUP is not set');
  });

  test('an error in the rules is one', async () => {
    const file = folder.write(
      'lint.yaml',
      aConfigFile().replace('preset: okta', 'preset: okta\n    roles: { ceiling: agent, default: admin }'),
    );
    const { code, out } = await flexgate(['config', 'check', file, '--offline']);
    expect(code).toBe(1);
    expect(out).toContain('connections.okta.roles.default');
  });
});

test('a secret of the file is in no output', async () => {
  const file = folder.write('secret.yaml', selfContained().replace('0123456789abcdef', "'${THE_SECRET}'"));
  const env = { THE_SECRET: 'correct-horse-battery' };
  for (const argv of [
    ['config', 'check', file],
    ['config', 'check', file, '--json'],
  ]) {
    const { code, out, err } = await flexgate(argv, { env });
    expect(code).toBe(0);
    expect(out + err).not.toContain(env.THE_SECRET);
  }
});

test('config schema prints a JSON Schema', async () => {
  const run = await flexgate(['config', 'schema']);
  expect(run.json()).toMatchObject({ type: 'object', properties: { connections: { type: 'object' } } });
});
