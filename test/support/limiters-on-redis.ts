import { randomUUID } from 'node:crypto';
import { redisLimiters } from '../../src/limits/limiters.rate-limiter.ts';
import { connectTestRedis, keysIn } from './store-harness.ts';

/** Limits on the Redis of this test run, under a prefix of their own. */
export function limitersOnRedis() {
  const connection = connectTestRedis(`limits-${randomUUID()}:`);
  return {
    connection,
    create: redisLimiters(
      (lua, key, args) => connection.command('test', (redis) => redis.eval(lua, 1, key, ...args)),
      connection.prefix,
    ),
    remove: async (): Promise<void> => {
      const keys = await keysIn(connection);
      if (keys.length > 0) await connection.command('test', (redis) => redis.del(...keys));
      await connection.close();
    },
  };
}
