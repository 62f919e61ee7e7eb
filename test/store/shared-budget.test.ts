import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { BudgetClaim, SharedBudget } from '../../src/provisioning/shared-budget.ts';
import type { StoreConnection } from '../../src/store/connect.redis.ts';
import { redisSharedBudget } from '../../src/store/shared-budget.redis.ts';
import { connectTestRedis, keysIn } from '../support/store-harness.ts';
import { eventually } from '../support/store-eventually.ts';

const A_MINUTE = 60_000;

let connection: StoreConnection;
beforeEach(() => {
  connection = connectTestRedis();
});
afterEach(() => connection.close());

const CLAIM: BudgetClaim = { use: 'logins', loginsWait: false, total: 40, inForce: 1, silenceMs: A_MINUTE };

const placesOf = async (budget: SharedBudget, inForce: number, more: Partial<BudgetClaim> = {}): Promise<number> =>
  (await budget.share({ ...CLAIM, inForce, ...more })).places;

test('one alone takes all; a second begins with one place until the first has let go of its half', async () => {
  const [a, b] = [redisSharedBudget(connection), redisSharedBudget(connection)];
  expect(await placesOf(a, 1)).toBe(40);
  expect(await placesOf(b, 1)).toBe(1);
  // a hears of it, and tells what it was still using.
  expect(await placesOf(a, 40)).toBe(20);
  expect(await placesOf(b, 1)).toBe(1);
  expect(await placesOf(a, 25)).toBe(20);
  expect(await placesOf(b, 1)).toBe(15);
  expect(await placesOf(a, 20)).toBe(20);
  expect(await placesOf(b, 15)).toBe(20);
});

test('whoever leaves, or falls silent, leaves its places to the others', async () => {
  const [a, b, c] = [redisSharedBudget(connection), redisSharedBudget(connection), redisSharedBudget(connection)];
  await placesOf(a, 1);
  for (const other of [b, c]) await placesOf(other, 1);
  expect(await placesOf(a, 14)).toBe(14);
  await b.leave();
  expect(await placesOf(a, 14)).toBe(20);
  // c says nothing any more.
  await eventually(
    () => placesOf(a, 20, { silenceMs: 20 }),
    (places) => places === 40,
  );
  expect(await keysIn(connection)).toEqual([`${connection.prefix}budget`]);
});

test('however replicas come, go and ask, together they stay within the total, but for one place each', async () => {
  const total = 10;
  const step = fc.record({ replica: fc.nat(3), leaves: fc.boolean(), stillUsed: fc.nat(12), loginsWait: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
      const own = connectTestRedis(`b-${randomUUID()}:`);
      const budgets = Array.from({ length: 4 }, () => redisSharedBudget(own));
      const inForce = new Map<number, number>();
      try {
        for (const { replica, leaves, stillUsed, loginsWait } of steps) {
          const budget = budgets[replica]!;
          const before = inForce.get(replica) ?? 1;
          if (leaves) {
            await budget.leave();
            inForce.delete(replica);
            continue;
          }
          const places = await placesOf(budget, before, { total, loginsWait, use: replica > 1 ? 'repairs' : 'logins' });
          // Calls of a larger share may still run.
          inForce.set(replica, Math.max(places, Math.min(before, stillUsed)));
          const sum = [...inForce.values()].reduce((all, one) => all + one, 0);
          expect(sum).toBeLessThan(total + inForce.size);
        }
      } finally {
        await own.close();
      }
    }),
    { numRuns: 60 },
  );
});

test('commands share a tenth with each other, and one place each while logins wait at any replica', async () => {
  const [a, b] = [redisSharedBudget(connection), redisSharedBudget(connection)];
  const [command, another] = [redisSharedBudget(connection), redisSharedBudget(connection)];
  const repairs = { use: 'repairs' } as const;
  expect(await placesOf(a, 1)).toBe(40);
  expect(await placesOf(b, 1)).toBe(1);
  expect(await placesOf(a, 20)).toBe(20);
  expect(await placesOf(b, 20)).toBe(20);
  // Nothing is left for it until the replicas have heard of it.
  expect(await placesOf(command, 1, repairs)).toBe(1);
  for (const replica of [a, b]) await placesOf(replica, 20);
  for (const replica of [a, b]) expect(await placesOf(replica, 18)).toBe(18);
  expect(await placesOf(command, 1, repairs)).toBe(4);
  expect(await placesOf(another, 1, repairs)).toBe(1);
  expect(await placesOf(command, 2, repairs)).toBe(2);
  expect(await placesOf(another, 1, repairs)).toBe(2);
  // Logins wait at one replica; the other does not know.
  await placesOf(a, 18, { loginsWait: true });
  expect(await placesOf(b, 18)).toBe(18);
  expect(await placesOf(command, 1, repairs)).toBe(1);
  expect(await placesOf(another, 1, repairs)).toBe(1);
  expect(await placesOf(a, 18, { loginsWait: true })).toBe(19);
  // They are served.
  expect(await placesOf(a, 19)).toBe(18);
  expect(await placesOf(b, 18)).toBe(18);
  expect(await placesOf(command, 1, repairs)).toBe(2);
  await command.leave();
  await another.leave();
  expect(await placesOf(a, 19)).toBe(20);
});

test('however many commands run, replicas keep half for logins, which each of them gets back from a killed crowd', async () => {
  const replica = redisSharedBudget(connection);
  const crowd = Array.from({ length: 100 }, () => redisSharedBudget(connection));
  expect(await placesOf(replica, 1)).toBe(40);
  for (const command of crowd) expect(await placesOf(command, 1, { use: 'repairs' })).toBe(1);
  expect(await placesOf(replica, 40)).toBe(20);
  for (const command of crowd) expect(await placesOf(command, 1, { use: 'repairs' })).toBe(1);
  expect(await placesOf(replica, 20)).toBe(20);
  // Nobody leaves: they were killed.
  await eventually(
    () => placesOf(replica, 20, { silenceMs: 20 }),
    (places) => places === 40,
  );
});

test('of one place altogether each has one, commands and replicas alike', async () => {
  for (const use of ['logins', 'repairs', 'repairs', 'logins'] as const) {
    expect(await placesOf(redisSharedBudget(connection), 1, { use, total: 1 })).toBe(1);
  }
});

test('calls that wait in a command are no logins: they do not hold commands to one place each', async () => {
  const [replica, command] = [redisSharedBudget(connection), redisSharedBudget(connection)];
  const waiting = { use: 'repairs', loginsWait: true } as const;
  await placesOf(command, 1, waiting);
  await placesOf(replica, 1);
  await placesOf(command, 4, waiting);
  expect(await placesOf(replica, 1)).toBe(36);
  expect(await placesOf(command, 4, waiting)).toBe(4);
});

test('a command takes all where no replica is up', async () => {
  const command = redisSharedBudget(connection);
  expect(await placesOf(command, 1, { use: 'repairs', loginsWait: false })).toBe(40);
});

test('a pause reaches every replica, the later end counts, and it ends by itself', async () => {
  const [a, b] = [redisSharedBudget(connection), redisSharedBudget(connection)];
  const heard = async (): Promise<ReadonlyMap<string, number>> => (await b.share(CLAIM)).pauses;
  expect(await heard()).toEqual(new Map());
  await a.pause('taskrouter', A_MINUTE);
  await a.pause('taskrouter', 1_000);
  await a.pause('conversations', 30);
  const left = (await heard()).get('taskrouter') ?? 0;
  expect(left).toBeGreaterThan(1_000);
  expect(left).toBeLessThanOrEqual(A_MINUTE);
  await eventually(heard, (pauses) => !pauses.has('conversations'));
  expect([...(await heard()).keys()]).toEqual(['taskrouter']);
});
