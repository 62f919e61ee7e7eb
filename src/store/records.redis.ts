import type { Records } from '../kernel/records.ts';
import type { StoreConnection } from './connect.redis.ts';
import { lifetimeMs } from './lifetime.ts';

/** One command each. GETDEL needs Redis 6.2. */
export function redisRecords(connection: StoreConnection): Records {
  const keyOf = (key: string): string => `${connection.prefix}r:${key}`;
  return {
    put: async (key, value, ttlMs) => {
      await connection.command('records.put', (redis) => redis.set(keyOf(key), value, 'PX', lifetimeMs(ttlMs)));
    },
    putOnce: async (key, value, ttlMs) => {
      const set = await connection.command('records.putOnce', (redis) =>
        redis.set(keyOf(key), value, 'PX', lifetimeMs(ttlMs), 'NX'),
      );
      return set === 'OK';
    },
    get: async (key) => (await connection.command('records.get', (redis) => redis.get(keyOf(key)))) ?? undefined,
    take: async (key) => (await connection.command('records.take', (redis) => redis.getdel(keyOf(key)))) ?? undefined,
  };
}
