import type { Redis } from 'ioredis';
import { connectStore } from '../../src/store/connect.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import { quickOutbox } from '../support/a-fault-bench.ts';
import { aGateBefore } from '../support/a-gate-before.ts';
import type { GateBefore } from '../support/a-gate-before.ts';
import { askNode } from '../support/redis-cluster.ts';
import { startSentinelSet } from '../support/redis-sentinel.ts';
import type { SentinelSet } from '../support/redis-sentinel.ts';
import { aLog, aSubject, T0 } from '../support/store-builders.ts';
import { eventually, eventuallyAnswers } from '../support/store-eventually.ts';

const KEY_PREFIX = 'fg:';

interface Client {
  ask(): Promise<unknown>;
  close(): Promise<void>;
}

/** Everything that speaks to Redis by a client of its own. */
const CLIENTS: readonly (readonly [string, (url: string) => Client])[] = [
  [
    'the store',
    (url) => {
      const connection = connectStore({ url, timeoutMs: 2000, keyPrefix: KEY_PREFIX, log: aLog() });
      const store = createRedisStore({ connection, clock: () => T0 });
      return { ask: () => store.ping(), close: () => store.close() };
    },
  ],
  [
    'the outbox',
    (url) => {
      const outbox = quickOutbox({ url, keyPrefix: KEY_PREFIX });
      return { ask: () => outbox.enqueue(aSubject(), 'a reason'), close: () => outbox.close() };
    },
  ],
];

/** Clients of the sentinel that have subscribed to something. */
const listenersAt = (sentinelPort: number): Promise<number> =>
  askNode(sentinelPort, async (sentinel: Redis) => {
    const clients = (await sentinel.client('LIST')) as string;
    return clients.split('\n').filter((line) => line.includes(' sub=1 ')).length;
  });

describe('a sentinel tells of the failover while it is being asked for the primary', () => {
  let redis: SentinelSet;
  let gate: GateBefore;
  beforeEach(async () => {
    redis = await startSentinelSet();
    gate = await aGateBefore(redis.sentinelPort);
  });
  afterEach(async () => {
    await gate.close();
    await redis.remove();
  });

  test.each(CLIENTS)('%s goes on without a restart', async (_name, connect) => {
    const client = connect(`redis-sentinel://127.0.0.1:${gate.port}/main`);
    await eventuallyAnswers(client.ask);
    await eventually(
      () => listenersAt(redis.sentinelPort),
      (count) => count === 1,
    );
    gate.shut();
    await redis.failOver();
    await eventually(
      async () => gate.waiting(),
      (count) => count > 0,
    );
    // The listener ends its line when it has heard, which drops the question that waits at the gate.
    await eventually(
      async () => gate.lines(),
      (count) => count === 0,
    );
    gate.open();
    await expect(eventuallyAnswers(client.ask)).resolves.not.toThrow();
    await client.close();
  });
});
