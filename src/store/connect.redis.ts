import { Cluster } from 'ioredis';
import type { Redis } from 'ioredis';
import { Refusal } from '../kernel/refusal.ts';
import type { Log } from '../kernel/log.ts';
import { LastingRedis } from './lasting-redis.redis.ts';
import { clusterOptions, redisOptions } from './options.redis.ts';
import { SCRIPTS } from './scripts/scripts.ts';
import type { ScriptName } from './scripts/scripts.ts';
import { parseStoreUrl } from './store-url.ts';
import type { StoreTarget } from './store-url.ts';
import { DeadlinePassed, reasonOf, unavailable } from './unavailable.ts';

export interface StoreConnectionSettings {
  /** See `parseStoreUrl`. */
  readonly url: string;
  /** The deadline of every operation, ms. */
  readonly timeoutMs: number;
  /** Begins every key: letters, digits and :_.- only. */
  readonly keyPrefix: string;
  readonly log: Log;
}

export type ScriptArgument = string | number;

/** One step of work on the connection: the script's KEYS, then its ARGV. */
interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly ScriptArgument[];
}

type StoreClient = Redis | Cluster;

/**
 * One connection (or one per node) that heals by itself. Every step either answers within the deadline or rejects with
 * Refusal STORE_UNAVAILABLE, at once while there is no connection. No step is ever sent twice: a claim or a `take` whose
 * answer was lost may have happened, and repeating it would report a replay that never was.
 */
export interface StoreConnection {
  readonly prefix: string;
  command<T>(operation: string, send: (client: StoreClient) => Promise<T>): Promise<T>;
  /** The answer's shape is what the script's own comment says. */
  script<T>(operation: string, name: ScriptName, call: ScriptCall): Promise<T>;
  close(): Promise<void>;
}

type ScriptedClient = StoreClient & Record<ScriptName, (...args: ScriptArgument[]) => Promise<unknown>>;

const PREFIX = /^[\w:.-]*$/;

function clientFor(target: StoreTarget, timeoutMs: number): ScriptedClient {
  const client =
    target.kind === 'cluster'
      ? new Cluster([...target.nodes], { ...clusterOptions(target, timeoutMs), scripts: SCRIPTS })
      : new LastingRedis({ ...redisOptions(target, timeoutMs), scripts: SCRIPTS });
  return client as ScriptedClient;
}

interface Health {
  up?: boolean;
  /** Why there is no connection. */
  lastError: unknown;
  /** Closed by us: nothing to tell. */
  closed?: boolean;
}

/** One line when the store is lost and one when it is back, however many attempts lie between. */
function watch(client: StoreClient, log: Log): Health {
  const health: Health = { lastError: new Error('not connected') };
  const lost = (error: unknown): void => {
    health.lastError = error;
    if (health.up === false || health.closed) return;
    health.up = false;
    log.warn({ reason: reasonOf(error) }, 'store does not answer: logins are refused until it does');
  };
  client.on('error', lost);
  client.on('close', () => lost(health.up === false ? health.lastError : new Error('closed')));
  client.on('ready', () => {
    if (health.up === false) log.info({}, 'store answers again');
    health.up = true;
  });
  return health;
}

/** Resolves, and never rejects, when the first attempt to connect has ended in one way or the other. */
function firstAttempt(client: StoreClient): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['ready', 'error', 'close']) client.once(event, () => resolve());
    client.connect().then(resolve, () => resolve());
  });
}

/** Rejects with DeadlinePassed after so many ms; the work itself goes on. */
export async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed()), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Parses and checks everything at once (Refusal CONFIG_INVALID); connects with the first operation. */
export function connectStore({ url, timeoutMs, keyPrefix, log }: StoreConnectionSettings): StoreConnection {
  if (!PREFIX.test(keyPrefix)) {
    const reason = 'may hold letters, digits and : _ . - only';
    throw new Refusal('CONFIG_INVALID', {
      file: 'the configuration',
      problems: [{ path: 'store.keyPrefix', reason }],
    });
  }
  const client = clientFor(parseStoreUrl(url), timeoutMs);
  const health = watch(client, log);
  let attempted: Promise<void> | undefined;

  const attempt = async <T>(send: (client: ScriptedClient) => Promise<T>): Promise<T> => {
    await (attempted ??= firstAttempt(client));
    if (client.status !== 'ready') throw health.lastError;
    return send(client);
  };
  const step = async <T>(operation: string, send: (client: ScriptedClient) => Promise<T>): Promise<T> => {
    try {
      return await withDeadline(attempt(send), timeoutMs);
    } catch (error) {
      throw unavailable(operation, error);
    }
  };
  return {
    prefix: keyPrefix,
    command: step,
    script: async <T>(operation: string, name: ScriptName, { keys, args }: ScriptCall) =>
      (await step(operation, (scripted) => scripted[name](...keys, ...args))) as T,
    close: async () => {
      health.closed = true;
      attempted = Promise.resolve();
      client.disconnect();
    },
  };
}
