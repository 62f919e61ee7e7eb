import type { Script } from './script.ts';

/** KEYS: budget (see shareBudget). ARGV: product, ms from now. A pause that ends later stays. */
export const pauseProduct: Script = {
  numberOfKeys: 1,
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local before = tonumber(redis.call('HGET', KEYS[1], 'p:' .. ARGV[1]) or 0)
redis.call('HSET', KEYS[1], 'p:' .. ARGV[1], string.format('%d', math.max(before, now + ARGV[2])))
redis.call('PEXPIRE', KEYS[1], math.max(ARGV[2] + 1, redis.call('PTTL', KEYS[1])))
`,
};
