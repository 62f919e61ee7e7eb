import { STATE_FIELDS } from './script.ts';
import type { Script } from './script.ts';

/**
 * KEYS: state, endings, sessions. ARGV: block, owner ('' where only a known subject is to be blocked), now.
 * Answers the state after, with all sessions ended; nil, and nothing written, where the slot is not that owner's.
 */
export const blockSubject: Script = {
  numberOfKeys: 3,
  lua: `
local owner = redis.call('HGET', KEYS[1], 'owner')
if ARGV[2] == '' then
  if not owner then return nil end
elseif owner and owner ~= ARGV[2] then
  return nil
end
local before = redis.call('HGET', KEYS[1], 'endedAt')
local ended = before and tonumber(before) > tonumber(ARGV[3]) and before or ARGV[3]
redis.call('HSET', KEYS[1], 'owner', owner or ARGV[2], 'blocked', ARGV[1], 'endedAt', ended)
redis.call('DEL', KEYS[2], KEYS[3])
return redis.call('HMGET', KEYS[1], ${STATE_FIELDS})
`,
};
