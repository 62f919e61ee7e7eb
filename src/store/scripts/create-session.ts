import type { Script } from './script.ts';

/**
 * KEYS: state, endings, sessions. ARGV: hash, session, now, end unless used, lifetime in ms of the last moment,
 * when the login began ('' where that is not known). Answers 1; 0, and nothing written, where the subject is blocked or
 * was since then. Clears away the subject's sessions that are over:
 * each is cleared once, so the cost per login stays flat.
 */
export const createSession: Script = {
  numberOfKeys: 3,
  lua: `
local blocked, ended = unpack(redis.call('HMGET', KEYS[1], 'blocked', 'endedAt'))
if blocked or (ended and ARGV[6] ~= '' and tonumber(ended) >= tonumber(ARGV[6])) then return 0 end
for _, hash in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[3])) do
  redis.call('ZREM', KEYS[2], hash)
  redis.call('HDEL', KEYS[3], hash)
end
redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
for i = 2, 3 do
  if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[i], ARGV[5]) end
end
return 1
`,
};
