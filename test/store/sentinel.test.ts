import { connectStore } from '../../src/store/connect.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import type { Store } from '../../src/store/store.ts';
import { startSentinelSet } from '../support/redis-sentinel.ts';
import type { SentinelSet } from '../support/redis-sentinel.ts';
import { aClaim, aLog, aSession, T0 } from '../support/store-builders.ts';
import { eventually } from '../support/store-eventually.ts';

describe('behind a Sentinel', () => {
  let redis: SentinelSet;
  let store: Store;
  const log = aLog();
  beforeAll(async () => {
    redis = await startSentinelSet();
    const connection = connectStore({ url: redis.url, timeoutMs: 2000, keyPrefix: 'fg:', log });
    store = createRedisStore({ connection, clock: () => T0 });
  });
  afterAll(async () => {
    await store.close();
    await redis.remove();
  });

  test('a failover is survived without a new client, with all that the replica had', async () => {
    await eventually(
      () => store.ping().then(() => true),
      (up) => up,
    );
    await expect(store.ledger.claim(aClaim())).resolves.toMatchObject({ kind: 'accepted' });
    const credential = await store.sessions.create(aSession());
    await redis.failOver();
    let tries = 0;
    // Each try is another assertion: a claim whose answer was lost in the failover may have been applied.
    await eventually(
      () => store.ledger.claim(aClaim({ issuedAt: T0 + (tries += 1), assertionId: `_b${tries}` })),
      ({ kind }) => kind === 'accepted',
    );
    await expect(store.ledger.claim(aClaim())).resolves.toEqual({ kind: 'replay' });
    await expect(store.sessions.resume(credential, T0)).resolves.toBeDefined();
    expect(log.lines.at(-1)).toMatchObject({ level: 'info', message: 'store answers again' });
  });
});

test('no sentinel in reach is told as such', async () => {
  const url = 'redis-sentinel://127.0.0.1:1,127.0.0.1:2/main';
  const connection = connectStore({ url, timeoutMs: 5000, keyPrefix: 'fg:', log: aLog() });
  const store = createRedisStore({ connection, clock: () => T0 });
  await expect(store.ping()).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    evidence: { operation: 'ping', reason: 'no sentinel knows a master that can be reached' },
  });
  await store.close();
});
