import type { Script } from './script.ts';

/**
 * KEYS: replicas (sorted set: replica by the moment of its last sign of life). ARGV: replica, silence in ms. Answers how
 * many live. The server's clock is used, since those of the replicas may differ.
 */
export const countReplicas: Script = {
  numberOfKeys: 1,
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], 10 * ARGV[2])
return redis.call('ZCARD', KEYS[1])
`,
};
