import { randomUUID } from 'node:crypto';
import { isRefusal } from '../../src/kernel/refusal.ts';
import { addressKeys } from '../../src/limits/address-key.ts';
import { fairLimiter } from '../../src/limits/fair-limiter.ts';
import { memoryLimiters } from '../../src/limits/limiters.rate-limiter.ts';
import { limitersOnRedis } from '../support/limiters-on-redis.ts';

const redis = limitersOnRedis();
afterAll(() => redis.remove());

const OFFICE = '192.0.2.1';

describe.each([
  ['memory', () => memoryLimiters],
  ['Redis', () => redis.create],
])('a rate that callers share, in %s', (_name, limiters) => {
  const shared = (count: number) => fairLimiter(limiters(), randomUUID(), { count, seconds: 3600 });
  type Shared = ReturnType<typeof shared>;

  async function isLetIn({ take }: Shared, from: string, key = 'okta'): Promise<boolean> {
    try {
      await take(key, addressKeys(from));
      return true;
    } catch (error) {
      if (isRefusal(error) && error.code === 'TOO_MANY_REQUESTS') return false;
      throw error;
    }
  }
  async function letIn(limiter: Shared, tries: number, from: (turn: number) => string): Promise<number> {
    let count = 0;
    for (let turn = 0; turn < tries; turn += 1) if (await isLetIn(limiter, from(turn))) count += 1;
    return count;
  }

  test.each([
    ['one IPv4 address', () => '203.0.113.7'],
    ['one IPv6 /64', (turn: number) => `2001:db8:1:1::${turn.toString(16)}`],
    ['one IPv6 /48, a /64 for each', (turn: number) => `2001:db8:1:${turn.toString(16)}::1`],
  ])(
    '%s gets half of it, however often it asks, and a shift behind one office address comes in',
    async (_who, from) => {
      const limiter = shared(100);
      expect(await letIn(limiter, 300, from)).toBe(50);
      expect(await letIn(limiter, 25, () => OFFICE)).toBe(25);
    },
  );

  test('a caller that is alone gets half of it at once', async () => {
    expect(await letIn(shared(100), 50, () => OFFICE)).toBe(50);
  });

  test('nine networks that take all they can get leave a part for the office', async () => {
    const limiter = shared(100);
    await letIn(limiter, 900, (turn) => `2001:db8:${(turn % 9) + 1}:${turn.toString(16)}::1`);
    expect(await letIn(limiter, 5, () => OFFICE)).toBe(5);
  });

  test('people at home, each with a network of their own, use all of it, and no more', async () => {
    expect(await letIn(shared(100), 150, (turn) => `2001:db8:${turn.toString(16)}::1`)).toBe(100);
  });

  test('each connection has its own', async () => {
    const limiter = shared(2);
    expect(await isLetIn(limiter, OFFICE)).toBe(true);
    expect(await isLetIn(limiter, OFFICE)).toBe(false);
    expect(await isLetIn(limiter, OFFICE, 'entra')).toBe(true);
  });

  test('a rate of one lets one in', async () => {
    const limiter = shared(1);
    expect([await isLetIn(limiter, OFFICE), await isLetIn(limiter, '192.0.2.2')]).toEqual([true, false]);
  });

  test('who is refused learns for how long', async () => {
    const { take } = shared(2);
    await take('okta', addressKeys(OFFICE));
    await expect(take('okta', addressKeys(OFFICE))).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      evidence: { retryAfterMs: expect.any(Number) },
    });
  });
});

test('off is off', async () => {
  const { take } = fairLimiter(memoryLimiters, randomUUID(), 'off');
  for (let turn = 0; turn < 50; turn += 1) await take('okta', addressKeys(OFFICE));
  await expect(take('okta', addressKeys(OFFICE))).resolves.toBeUndefined();
});
