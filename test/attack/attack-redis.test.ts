import { randomUUID } from 'node:crypto';
import { aMark, ATTACK_CLASSES, posted, strike } from '../support/attack-case.ts';
import { ATTACKS } from '../support/attack-cases.ts';
import { anAttackGateway, type AttackGateway, type AttackGatewayOptions } from '../support/attack-gateway.ts';
import { addedTo, changesOf } from '../support/attack-held.ts';

const onRedis = (): AttackGatewayOptions => ({
  redis: { url: `redis+unix://${process.env['REDIS_TEST_URL']}`, keyPrefix: `held:${randomUUID().slice(0, 8)}:` },
});

let field: AttackGateway;
afterEach(() => field.close());

/** What the eyes of the suite must see: a login leaves all of this, and a refused one must leave none of it. */
test.each([
  {
    name: 'memory',
    options: (): AttackGatewayOptions => ({}),
    leaves: [/^subject /, /^claim /, /^session /, /^people seen 1$/, /^outbox guards 1$/],
  },
  { name: 'Redis', options: onRedis, leaves: [/:state /, /:used:/, /:sessions /, /:endings /, /:subjects /, /outbox/] },
])('what a login leaves in $name is seen', async ({ options, leaves }) => {
  field = await anAttackGateway(options());
  const before = await field.held();
  expect((await strike(field, posted(aMark('either').respond()), 'either')).status).toBe(303);
  const added = addedTo(before, await field.held());
  expect(leaves.filter((pattern) => !added.some((line) => pattern.test(line)))).toEqual([]);
});

/** Two of each class, the first and one from the middle: the whole suite runs on the memory store. */
const samples = ATTACK_CLASSES.flatMap((name) => {
  const cases = ATTACKS.filter((one) => one.class === name);
  return cases.length === 0 ? [] : [cases[0], cases[Math.floor(cases.length / 2)]];
}).filter((one) => one !== undefined);

test('refused cases of every class leave Redis, key by key, as it was', async () => {
  field = await anAttackGateway(onRedis());
  expect(samples.length).toBeGreaterThanOrEqual(28);
  for (const attack of samples) {
    const mark = aMark(attack.connection);
    const blow = await attack.build(mark, field);
    const before = await field.held();
    const answer = await strike(field, blow, attack.connection);
    const { code } = (await answer.json()) as { readonly code: string };
    const changes = changesOf(before, await field.held());
    expect({ name: attack.name, code, changes }).toEqual({ name: attack.name, code: attack.expected, changes: [] });
  }
});
