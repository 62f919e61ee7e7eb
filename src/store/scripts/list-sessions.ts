import type { Script } from './script.ts';

/** KEYS: endings, sessions. ARGV: now. Answers the sessions that are not over, as JSON. Writes nothing. */
export const listSessions: Script = {
  numberOfKeys: 2,
  lua: `
local alive = {}
for _, hash in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf')) do
  local json = redis.call('HGET', KEYS[2], hash)
  if json then alive[#alive + 1] = json end
end
return alive
`,
};
