import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { Refusal } from '../kernel/refusal.ts';
import { unlimited, type CreateLimiter, type Limiter, type Usage } from './limiter.ts';
import type { Rate } from './rate.ts';

/** Runs a script of one key in Redis; rejects where it does not answer in time. */
export type RunScript = (lua: string, key: string, args: readonly string[]) => Promise<unknown>;

const tooMany = ({ msBeforeNext }: RateLimiterRes): Refusal =>
  new Refusal('TOO_MANY_REQUESTS', { retryAfterMs: Math.max(1, msBeforeNext) });

async function counted(limiter: RateLimiterAbstract, key: string, count: number): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key, count);
  } catch (error) {
    if (error instanceof RateLimiterRes) return error;
    throw error;
  }
}

function refuseAbove(result: RateLimiterRes, most: number): void {
  if (result.consumedPoints > most) throw tooMany(result);
}

const usageOf = ({ consumedPoints, msBeforeNext }: RateLimiterRes): Usage => ({
  used: consumedPoints,
  endsInMs: msBeforeNext,
});

function limiterOf(limiter: RateLimiterAbstract, { count }: Rate): Limiter {
  return {
    take: async (key) => refuseAbove(await counted(limiter, key, 1), count),
    check: async (key) => refuseAbove(await counted(limiter, key, 0), count - 1),
    note: async (key) => usageOf(await counted(limiter, key, 1)),
    usage: async (key) => usageOf(await counted(limiter, key, 0)),
  };
}

const memory = (name: string, { count, seconds }: Rate): RateLimiterMemory =>
  new RateLimiterMemory({ keyPrefix: name, points: count, duration: seconds });

/** Counts in this process. */
export const memoryLimiters: CreateLimiter = (name, rate) =>
  rate === 'off' ? unlimited : limiterOf(memory(name, rate), rate);

/** The part of a Redis client that the library uses to count: its own script, sent by us within our deadline. */
function clientFor(run: RunScript) {
  let lua = '';
  return {
    defineCommand: (_name: string, command: { readonly lua: string }) => {
      lua = command.lua;
    },
    rlflxIncr: ([key = '', ...args]: readonly string[]) => run(lua, key, args),
  };
}

/** Counts in Redis, over all replicas; while it does not answer, in this process. `prefix` begins every key. */
export const redisLimiters =
  (run: RunScript, prefix: string): CreateLimiter =>
  (name, rate) => {
    if (rate === 'off') return unlimited;
    const limiter = new RateLimiterRedis({
      storeClient: clientFor(run),
      keyPrefix: `${prefix}limit:${name}`,
      points: rate.count,
      duration: rate.seconds,
      insuranceLimiter: memory(name, rate),
    });
    return limiterOf(limiter, rate);
  };
