import { randomUUID } from 'node:crypto';
import type { ReplicaCount } from '../provisioning/replica-count.ts';
import type { StoreConnection } from './connect.redis.ts';

/** One small key for all replicas, one command for each sign of life. */
export function redisReplicaCount(connection: StoreConnection): ReplicaCount {
  const replica = randomUUID();
  const key = `${connection.prefix}replicas`;
  return {
    beat: (silenceMs) =>
      connection.script<number>('replicas.beat', 'countReplicas', { keys: [key], args: [replica, silenceMs] }),
    leave: async () => void (await connection.command('replicas.leave', (redis) => redis.zrem(key, replica))),
  };
}
