import type { TraceIndex } from '../traces/trace-index.ts';
import type { StoreConnection } from './connect.redis.ts';
import { lifetimeMs } from './lifetime.ts';

/** What MULTI answers for one of its commands (ioredis): the error, the result. */
const resultOf = (answers: readonly (readonly [unknown, unknown])[] | null, place: number): unknown =>
  answers?.[place]?.[1];

export function redisTraceIndex(connection: StoreConnection): TraceIndex {
  const keyOf = (list: string): string => `${connection.prefix}t:${list}`;
  return {
    push: async (list, id, { cap, ttlMs }) => {
      const key = keyOf(list);
      const answers = await connection.command('traces.push', (redis) =>
        redis
          .multi()
          .lpush(key, id)
          .lrange(key, cap, -1)
          .ltrim(key, 0, cap - 1)
          .pexpire(key, lifetimeMs(ttlMs))
          .exec(),
      );
      const fallen = resultOf(answers, 1);
      return Array.isArray(fallen) ? fallen.map(String) : [];
    },
    recent: (list, count) => connection.command('traces.recent', (redis) => redis.lrange(keyOf(list), 0, count - 1)),
  };
}
