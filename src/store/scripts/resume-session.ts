import { STATE_FIELDS } from './script.ts';
import type { Script } from './script.ts';

/**
 * KEYS: state, endings, sessions. ARGV: hash, now. Answers {session, state} and moves the end of the session by its idle
 * time, never beyond expiresAt and never back; nil where it is over or unknown, or the subject blocked or unknown.
 */
export const resumeSession: Script = {
  numberOfKeys: 3,
  lua: `
local ends = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[1]) or nil)
local now = tonumber(ARGV[2])
if not ends or ends <= now then return nil end
local state = redis.call('HMGET', KEYS[1], ${STATE_FIELDS})
local json = redis.call('HGET', KEYS[3], ARGV[1])
if not state[1] or state[4] or not json then return nil end
local session = cjson.decode(json)
local extended = math.min(session.expiresAt, now + session.idleMs)
if extended > ends then redis.call('ZADD', KEYS[2], extended, ARGV[1]) end
return {json, state}
`,
};
