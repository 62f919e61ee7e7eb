import { randomUUID } from 'node:crypto';
import type { SharedBudget } from '../provisioning/shared-budget.ts';
import type { StoreConnection } from './connect.redis.ts';

type ShareReply = readonly [places: number, ...pauses: (string | number)[]];

const KINDS = { logins: 'r', repairs: 'c' } as const;

const pausesIn = (flat: readonly (string | number)[]): Map<string, number> =>
  new Map(flat.flatMap((product, index) => (index % 2 === 0 ? [[String(product), Number(flat[index + 1])]] : [])));

/** One small key for all replicas, one command for each sign of life. */
export function redisSharedBudget(connection: StoreConnection): SharedBudget {
  const replica = randomUUID();
  const keys = [`${connection.prefix}budget`];
  return {
    share: async ({ use, loginsWait, total, inForce, silenceMs }) => {
      const call = { keys, args: [replica, silenceMs, total, inForce, KINDS[use], loginsWait ? 1 : 0] };
      const [places, ...pauses] = await connection.script<ShareReply>('budget.share', 'shareBudget', call);
      return { places, pauses: pausesIn(pauses) };
    },
    pause: async (product, ms) => {
      await connection.script('budget.pause', 'pauseProduct', { keys, args: [product, Math.ceil(ms)] });
    },
    leave: async () => {
      await connection.command('budget.leave', (redis) => redis.hdel(keys[0] ?? '', `r:${replica}`, `c:${replica}`));
    },
  };
}
