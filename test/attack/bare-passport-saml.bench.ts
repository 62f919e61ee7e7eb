import { aMark, ATTACK_CLASSES, strike, type AttackCase, type AttackClass } from '../support/attack-case.ts';
import { aBareProvider, type BareProvider } from '../support/attack-bare.ts';
import { ATTACKS } from '../support/attack-cases.ts';
import { NOW, encode } from '../support/saml-idp.ts';

/**
 * The figure to beat: with how many of the attacks passport-saml, every protection on, logs somebody in. Some of these
 * logins are harmless, as it reads signed bytes alone; we refuse the message all the same. What it leaves to the
 * application is left out (HTTP, return addresses), and attribute values are told apart from the protocol.
 */
const OURS_ALONE: ReadonlySet<AttackClass> = new Set(['HTTP', 'return address']);
const CASES = ATTACKS.filter((attack) => !OURS_ALONE.has(attack.class));
const VALUES: ReadonlySet<AttackClass> = new Set(['values and names']);

let provider: BareProvider;
const through: AttackCase[] = [];

beforeAll(async () => {
  // The library reads the clock by itself.
  jest.useFakeTimers({
    now: NOW,
    doNotFake: [
      'setTimeout',
      'setInterval',
      'setImmediate',
      'nextTick',
      'queueMicrotask',
      'clearTimeout',
      'clearInterval',
      'clearImmediate',
      'performance',
      'hrtime',
    ],
  });
  provider = await aBareProvider();
});
afterAll(async () => {
  await provider.close();
  process.stdout.write(table());
});

function table(): string {
  const row = (name: string, cases: readonly AttackCase[]): string => {
    const passed = cases.filter((one) => through.includes(one)).length;
    return `  ${name.padEnd(28)}${String(cases.length).padStart(9)}${String(passed).padStart(15)}\n`;
  };
  const rows = ATTACK_CLASSES.map((name) => [name, CASES.filter((one) => one.class === name)] as const);
  return [
    `\n  bare passport-saml            cases    let through\n`,
    ...rows.filter(([, cases]) => cases.length > 0).map(([name, cases]) => row(name, cases)),
    row(
      'the protocol',
      CASES.filter((one) => !VALUES.has(one.class)),
    ),
    row('all', CASES),
    ...through.map((one) => `    let through: ${one.class}: ${one.name}\n`),
  ].join('');
}

test('the rightful person gets in', async () => {
  const answer = await strike(provider, { response: encode(aMark('both').respond()) }, 'both');
  expect(answer.status).toBe(200);
});

test.each(CASES)('$class: $name', async (attack) => {
  const mark = aMark(attack.connection);
  const blow = await attack.build(mark, provider);
  const answer = await strike(provider, blow, attack.connection);
  if (answer.status === 200) through.push(attack);
  expect([200, 400, 401, 404, 413, 500]).toContain(answer.status);
});
