import { STATE_FIELDS } from './script.ts';
import type { Script } from './script.ts';

/**
 * KEYS: state, used. ARGV: owner, desired, issuedAt, assertion id, digest, lifetime of `used` in ms, now, the
 * door where a state of the other one closes it (else ''), the assertion id of the state that closes none (else ''), then how many Flex roles are above the claimed one, these, and
 * those below it. Answers {kind, state before}; `kind` is conflict, blocked, other-door, replay, stale, same or accepted (`claim-standing.ts`).
 * Ids are compared byte by byte: Lua's own `<` follows the locale of the server.
 */
export const claimSubject: Script = {
  numberOfKeys: 2,
  lua: `
local function above(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x > y end
  end
  return #a > #b
end

local function standing(newestAt, newestId, newestDigest)
  if not newestAt then return 'accepted' end
  local newest, at = tonumber(newestAt), tonumber(ARGV[3])
  if at ~= newest then return at > newest and 'accepted' or 'stale' end
  if ARGV[4] == newestId then return 'replay' end
  if above(ARGV[4], newestId) then return 'accepted' end
  return newestDigest == ARGV[5] and 'same' or 'stale'
end

local function isAmong(role, first, last)
  for i = first, last do if ARGV[i] == role then return true end end
  return false
end

local function move(stored, before)
  local role, firstBelow = stored and cjson.decode(stored).assignment.flexRole, 11 + tonumber(ARGV[10])
  if isAmong(role, 11, firstBelow - 1) then
    local last = before and cjson.decode(before) or {times = 0, at = 0}
    redis.call('HSET', KEYS[1], 'demoted',
      string.format('{"times":%.0f,"at":%.0f}', last.times + 1, math.max(last.at, tonumber(ARGV[7]))))
  elseif isAmong(role, firstBelow, #ARGV) then
    redis.call('HINCRBY', KEYS[1], 'promotions', 1)
  end
end

local function isClosed(stored)
  if ARGV[8] == '' or not stored or redis.call('HGET', KEYS[1], 'assertionId') == ARGV[9] then return false end
  return (cjson.decode(stored).assignment.door or 'sso') ~= ARGV[8]
end

local state = redis.call('HMGET', KEYS[1], ${STATE_FIELDS})
if state[1] and state[1] ~= ARGV[1] then return {'conflict', state} end
if state[4] then return {'blocked', state} end
if isClosed(state[2]) then return {'other-door', state} end
if not redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[6]) then return {'replay', state} end
local kind = standing(unpack(redis.call('HMGET', KEYS[1], 'issuedAt', 'assertionId', 'digest')))
if kind == 'accepted' then
  redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'desired', ARGV[2],
    'issuedAt', ARGV[3], 'assertionId', ARGV[4], 'digest', ARGV[5])
  move(state[2], state[5])
end
return {kind, state}
`,
};
