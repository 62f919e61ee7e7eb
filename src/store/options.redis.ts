import type { ClusterOptions as AnyClusterOptions, RedisOptions as AnyRedisOptions } from 'ioredis';
import type { StoreTarget } from './store-url.ts';

/** The constructors of ioredis infer the shape of replies from `replyMapping`, and take no option type that leaves it open. */
type RedisOptions = Omit<AnyRedisOptions, 'replyMapping'>;
type ClusterOptions = Omit<AnyClusterOptions, 'redisOptions'> & { readonly redisOptions: RedisOptions };

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2000;
const SLOTS_REFRESH_MS = 5000;
/** A socket that does not close when asked to is destroyed after so long. */
const CLOSE_MS = 100;

/** Doubles up to two seconds, each time between half of it and the whole: replicas do not come back in step. */
export function retryDelayMs(attempt: number): number {
  const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 10));
  return Math.round(longest * (0.5 + Math.random() / 2));
}

/**
 * Nothing waits in a queue and nothing is sent again. A socket that has been silent for two deadlines while an answer is
 * due is dead (a stopped server, a network that swallows packets): it is dropped and dialled anew.
 */
const common = (timeoutMs: number): RedisOptions => ({
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  commandTimeout: timeoutMs,
  connectTimeout: timeoutMs,
  socketTimeout: 2 * timeoutMs,
  disconnectTimeout: CLOSE_MS,
  lazyConnect: true,
  connectionName: 'flexgate',
});

const singleConnection = (timeoutMs: number): RedisOptions => ({
  ...common(timeoutMs),
  enableOfflineQueue: false,
  enableAutoPipelining: true,
  retryStrategy: retryDelayMs,
  // A primary that became a replica after a failover: look for the new one.
  reconnectOnError: (error) => error.message.includes('READONLY'),
});

type Named<K extends StoreTarget['kind']> = Extract<StoreTarget, { kind: K }>;

const login = ({ username, password }: StoreTarget): RedisOptions => ({
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
});

const sentinelOptions = (target: Named<'sentinel'>, timeoutMs: number): RedisOptions => ({
  sentinels: [...target.sentinels],
  name: target.master,
  db: target.db,
  sentinelRetryStrategy: retryDelayMs,
  // The detector's own connections outlive a sentinel's restart.
  sentinelReconnectStrategy: retryDelayMs,
  sentinelCommandTimeout: timeoutMs,
  // Hears of a failover from the sentinels, also where the old primary is cut off and still takes writes.
  failoverDetector: true,
  ...(target.sentinelUsername !== undefined && { sentinelUsername: target.sentinelUsername }),
  ...(target.sentinelPassword !== undefined && { sentinelPassword: target.sentinelPassword }),
  ...(target.tls && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
});

/**
 * Nodes connect when first used, so commands may wait in the queue of their node until it is connected; that queue is
 * bounded by the deadline, and emptied when the node cannot be reached.
 */
export const clusterOptions = (target: Named<'cluster'>, timeoutMs: number): ClusterOptions => ({
  lazyConnect: true,
  enableAutoPipelining: true,
  clusterRetryStrategy: retryDelayMs,
  retryDelayOnFailover: 0,
  slotsRefreshTimeout: timeoutMs,
  slotsRefreshInterval: SLOTS_REFRESH_MS,
  // Certificates name hosts, so with TLS the names must not be replaced by addresses.
  ...(target.tls && { dnsLookup: (host, callback) => callback(null, host) }),
  redisOptions: { ...common(timeoutMs), ...login(target), ...(target.tls && { tls: {} }) },
});

const serverOptions = ({ host, port, db, tls }: Named<'server'>): RedisOptions => ({
  host,
  port,
  db,
  ...(tls && { tls: {} }),
});

/** Options for one connection: to a server, a socket, or the primary that the sentinels name. */
export function redisOptions(target: Exclude<StoreTarget, { kind: 'cluster' }>, timeoutMs: number): RedisOptions {
  const always = { ...singleConnection(timeoutMs), ...login(target) };
  if (target.kind === 'sentinel') return { ...always, ...sentinelOptions(target, timeoutMs) };
  if (target.kind === 'socket') return { ...always, path: target.path, db: target.db };
  return { ...always, ...serverOptions(target) };
}
