import { randomUUID } from 'node:crypto';
import { connectStore } from '../../src/store/connect.redis.ts';
import type { StoreConnection } from '../../src/store/connect.redis.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import type { Store } from '../../src/store/store.ts';
import { aLog, T0 } from './store-builders.ts';

/** A store with a clock that the test moves. Redis ends records and leases by its own clock, which runs along. */
export interface OpenStore {
  readonly store: Store;
  readonly clock: { now: number };
  readonly close: () => Promise<void>;
}

export type OpenAStore = () => OpenStore;

export function openMemoryStore(): OpenStore {
  const clock = { now: T0 };
  const store = createMemoryStore({ clock: () => clock.now });
  return { store, clock, close: () => store.close() };
}

const testUrl = (): string => {
  const url = process.env['REDIS_TEST_URL'];
  if (url === undefined) throw new Error('REDIS_TEST_URL is not set: jest runs test/support/redis-server.cjs first');
  return url;
};

export function connectTestRedis(keyPrefix = `test:${randomUUID()}:`, url = testUrl()): StoreConnection {
  return connectStore({ url, keyPrefix, timeoutMs: 10_000, log: aLog() });
}

export const keysIn = (connection: StoreConnection): Promise<string[]> =>
  connection.command('test', (redis) => redis.keys(`${connection.prefix}*`));

export function openRedisStore(): OpenStore & { readonly connection: StoreConnection } {
  const clock = { now: T0 };
  const connection = connectTestRedis();
  const store = createRedisStore({ connection, clock: () => clock.now });
  const close = async (): Promise<void> => {
    const keys = await keysIn(connection);
    if (keys.length > 0) await connection.command('test', (redis) => redis.del(...keys));
    await store.close();
  };
  return { store, clock, connection, close };
}

/** Opens a store before each test of the surrounding `describe` and closes it after. */
export function withStore(open: OpenAStore): () => OpenStore {
  let opened: OpenStore | undefined;
  beforeEach(() => {
    opened = open();
  });
  afterEach(() => opened?.close());
  return () => {
    if (opened === undefined) throw new Error('only inside a test');
    return opened;
  };
}

export const BOTH: readonly [name: string, open: OpenAStore][] = [
  ['memory', openMemoryStore],
  ['Redis', openRedisStore],
];
