import type { Script } from './script.ts';

/**
 * KEYS: endings, sessions. ARGV: now, what to match, values… `all` matches every session of the subject, `hash` those
 * stored under one of the values, `index` those whose SessionIndex is one of them. Answers the sessions that ended by
 * this, as JSON; those that were over already are cleared away silently.
 */
export const endSessions: Script = {
  numberOfKeys: 2,
  lua: `
local now, match, wanted = tonumber(ARGV[1]), ARGV[2], {}
for i = 3, #ARGV do wanted[ARGV[i]] = true end

local function matches(hash, json)
  if match == 'all' then return true end
  if match == 'hash' then return wanted[hash] end
  local index = cjson.decode(json).sessionIndex
  return index and wanted[index]
end

local candidates = match == 'hash' and {unpack(ARGV, 3)} or redis.call('ZRANGE', KEYS[1], 0, -1)
local ended = {}
for _, hash in ipairs(candidates) do
  local ends = tonumber(redis.call('ZSCORE', KEYS[1], hash) or nil)
  local json = redis.call('HGET', KEYS[2], hash)
  local over = not ends or not json or ends <= now
  if over or matches(hash, json) then
    redis.call('ZREM', KEYS[1], hash)
    redis.call('HDEL', KEYS[2], hash)
    if not over then ended[#ended + 1] = json end
  end
end
return ended
`,
};
