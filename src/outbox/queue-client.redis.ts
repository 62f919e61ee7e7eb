import { Cluster } from 'ioredis';
import type { Redis } from 'ioredis';
import { LastingRedis } from '../store/lasting-redis.redis.ts';
import { clusterOptions, redisOptions } from '../store/options.redis.ts';
import { parseStoreUrl } from '../store/store-url.ts';

export type QueueClient = Redis | Cluster;

/** A queue's client blocks for seconds while it waits for work; a socket silent for longer than this is dead. */
const SILENCE_MS = 30_000;

/**
 * A client for the queue, on the same Redis as the store. Unlike the store's it waits and sends again: every step of the
 * queue may happen twice without harm, and a worker must outlast any outage.
 */
export function createQueueClient(url: string, timeoutMs: number): QueueClient {
  const target = parseStoreUrl(url);
  const patient = {
    maxRetriesPerRequest: null,
    autoResendUnfulfilledCommands: true,
    enableOfflineQueue: true,
    enableAutoPipelining: false,
    socketTimeout: SILENCE_MS,
    connectionName: 'flexgate-outbox',
  };
  if (target.kind === 'cluster') {
    const { redisOptions: each, ...options } = clusterOptions(target, timeoutMs);
    const { commandTimeout: _perCommand, ...rest } = each;
    return new Cluster([...target.nodes], {
      ...options,
      enableAutoPipelining: false,
      redisOptions: { ...rest, ...patient },
    });
  }
  const { commandTimeout: _perCommand, ...options } = redisOptions(target, timeoutMs);
  return new LastingRedis({ ...options, ...patient });
}
