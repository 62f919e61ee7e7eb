import { randomUUID } from 'node:crypto';
import type { Limiter } from '../../src/limits/limiter.ts';
import { memoryLimiters, redisLimiters } from '../../src/limits/limiters.rate-limiter.ts';
import { limitersOnRedis } from '../support/limiters-on-redis.ts';
import { refusalFrom } from '../support/saml-refusal.ts';

const RATE = { count: 3, seconds: 60 };
const redis = limitersOnRedis();
afterAll(() => redis.remove());

const tooMany = { code: 'TOO_MANY_REQUESTS', evidence: { retryAfterMs: expect.any(Number) } };
const three = async (act: () => Promise<unknown>): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) await act();
};

describe.each([
  ['memory', () => memoryLimiters(randomUUID(), RATE)],
  ['Redis', () => redis.create(randomUUID(), RATE)],
])('a limit in %s', (_name, create: () => Limiter) => {
  test('lets through what the rate allows, and tells how long the next has to wait', async () => {
    const limiter = create();
    await three(() => limiter.take('ann'));
    const refused = await refusalFrom(limiter.take('ann'));
    expect(refused).toMatchObject(tooMany);
    const { retryAfterMs } = refused.evidence as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  test('counts each key for itself, whatever its name', async () => {
    const limiter = create();
    await three(() => limiter.take('ann'));
    for (const key of ['bob', '__proto__', 'constructor', '{ann}']) await limiter.take(key);
    await expect(refusalFrom(limiter.take('ann'))).resolves.toMatchObject(tooMany);
  });

  test('a check counts nothing, and refuses as soon as the rate is used up', async () => {
    const limiter = create();
    for (let turn = 0; turn < 20; turn += 1) await limiter.check('ann');
    await three(() => limiter.note('ann'));
    await expect(refusalFrom(limiter.check('ann'))).resolves.toMatchObject(tooMany);
    await limiter.check('bob');
  });

  test('tells how much is used, and for how long; to ask counts nothing', async () => {
    const limiter = create();
    expect(await limiter.usage('ann')).toMatchObject({ used: 0 });
    expect(await limiter.note('ann')).toMatchObject({ used: 1 });
    await limiter.take('ann');
    const { used, endsInMs } = await limiter.usage('ann');
    expect(used).toBe(2);
    expect(endsInMs).toBeGreaterThan(0);
    expect(endsInMs).toBeLessThanOrEqual(60_000);
  });

  test('a note refuses nobody', async () => {
    const limiter = create();
    const notes = Array.from({ length: 10 }, () => limiter.note('ann'));
    await expect(Promise.all(notes)).resolves.toHaveLength(10);
  });
});

test.each([
  ['memory', memoryLimiters],
  ['Redis', redisLimiters(() => Promise.reject(new Error('not to be asked')), 'x:')],
])('off in %s counts nothing', async (_name, create) => {
  const limiter = create('off', 'off');
  const taken = Array.from({ length: 10 }, () => limiter.take('ann'));
  await expect(Promise.all([...taken, limiter.check('ann')])).resolves.toHaveLength(11);
});

test('two replicas on one Redis count together', async () => {
  const name = randomUUID();
  const [one, other] = [redis.create(name, RATE), redis.create(name, RATE)];
  await one.take('ann');
  await other.take('ann');
  await one.take('ann');
  await expect(refusalFrom(other.take('ann'))).resolves.toMatchObject(tooMany);
});

test('while Redis does not answer each replica counts alone: nobody is locked out, and nothing is open', async () => {
  const limiter = redisLimiters(() => Promise.reject(new Error('down')), 'x:')('insured', RATE);
  await three(() => limiter.take('ann'));
  await expect(refusalFrom(limiter.take('ann'))).resolves.toMatchObject(tooMany);
});

test('the counters end by themselves', async () => {
  await redis.create('ending', { count: 3, seconds: 60 }).take('ann');
  const key = `${redis.connection.prefix}limit:ending:ann`;
  const ttl = await redis.connection.command('test', (client) => client.pttl(key));
  expect(ttl).toBeGreaterThan(0);
});
