import { readFileSync } from 'node:fs';
import { validate } from '../../src/config/validate.ts';
import { readYaml } from '../../src/config/yaml-document.ts';

const text = readFileSync('config/flexgate.example.yaml', 'utf8');
/** Secrets as they would be: of the form that their variable's place wants. */
const SECRETS: ReadonlyMap<string, string> = new Map([
  ['FLEXGATE_STORE', 'redis://127.0.0.1:6379/0'],
  ['FLEXGATE_ADMIN_TOKEN', 'an-admin-token-of-forty-characters-or-so'],
  ['TWILIO_ACCOUNT_SID', `AC${'1'.repeat(32)}`],
  ['TWILIO_API_KEY_SID', `SK${'1'.repeat(32)}`],
  ['TWILIO_API_KEY_SECRET', 'secret'],
  ['TWILIO_AUTH_TOKEN', 'secret'],
  ['FLEXGATE_AUDIT_KEY', 'an-audit-key-of-forty-characters-or-so'],
  ['TWILIO_WORKSPACE_SID', `WS${'1'.repeat(32)}`],
  ['TWILIO_CONVERSATIONS_SERVICE_SID', `IS${'1'.repeat(32)}`],
]);

function checked(written: string): unknown {
  const document = readYaml(written, 'flexgate.example.yaml', (scalar) => ({
    text: scalar.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => SECRETS.get(name) ?? ''),
  }));
  return document.problems.length > 0 ? document.problems : validate(document);
}

/** Commented lines that are YAML: a key at its indentation. Those of a connection go under `connections`. */
const SETTING = /^# ( *[a-zA-Z-]+:(?: [^A-Z].*)?)$/;
const commented = text.split('\n').flatMap((line) => SETTING.exec(line)?.[1] ?? []);
const ofConnection = commented.filter((line) => line.startsWith('  '));
const atTop = commented.filter((line) => !line.startsWith(' '));

test('the example is a configuration as it stands', () => {
  expect(checked(text)).toMatchObject({ publicUrl: 'https://sso.example.com', session: { onDemotion: 'downgrade' } });
});

test.each(atTop)('with this line no longer commented out it is one too: %s', (line) => {
  expect(checked(`${text}\n${line}\n`)).toHaveProperty('connections.okta');
});

test('with everything no longer commented out it is one too', () => {
  const whole = text.replace(/^connections:$/m, `connections:\n${ofConnection.join('\n')}`);
  const config = checked(`${whole}\n${atTop.join('\n')}\n`);
  expect(config).toHaveProperty('connections.twilio-console.kind', 'console');
  for (const key of ['bothDoors', 'conversations', 'limits', 'drift', 'audit', 'reconcile', 'http'])
    expect(atTop.map((line) => line.split(':')[0])).toContain(key);
  expect(config).toMatchObject({ drift: { policy: 'repair' }, bothDoors: 'sso', reconcile: { trust: 300_000 } });
});
