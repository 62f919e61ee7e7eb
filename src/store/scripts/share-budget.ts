import type { Script } from './script.ts';

/**
 * KEYS: budget (hash: `r:` and a replica, or `c:` and a command, by `seen-at places logins-wait`; `p:` and a product by the
 * end of its pause). ARGV: who asks, silence in ms, total, places in force, `r` or `c`, 1 where logins wait (of a command
 * it counts for nothing: nobody logs in there). Answers the places granted, then each paused product with the ms that are
 * left. What is in force stays written down until the next claim, by which the asker has heard that it may use less. A
 * crowd of commands, of which each has a place, takes no more than half from the replicas; the rest exceeds the total. The
 * server's clock is used, since those of the replicas may differ.
 */
export const shareBudget: Script = {
  numberOfKeys: 1,
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local who, silence, total, kind = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[5]
local waiting = kind == 'r' and ARGV[6] or '0'
local loginsWait = waiting == '1'

local all = redis.call('HGETALL', KEYS[1])
local sharing, taken, pauses = {r = 0, c = 0}, 0, {}
sharing[kind] = 1
for i = 1, #all, 2 do
  local mark, name = string.match(all[i], '^(.):(.+)$')
  local at, places, waits = string.match(all[i + 1], '^(%d+) ?(%d*) ?(%d*)$')
  local over = tonumber(at) <= (sharing[mark] and now - silence or now)
  if over then
    redis.call('HDEL', KEYS[1], all[i])
  elseif mark == 'p' then
    table.insert(pauses, name)
    table.insert(pauses, at - now)
  elseif name ~= who then
    sharing[mark] = sharing[mark] + 1
    taken = taken + places
    loginsWait = loginsWait or waits == '1'
  end
end

local forCommands = total
if sharing.c == 0 then
  forCommands = 0
elseif sharing.r > 0 then
  forCommands = math.min(math.floor(total / 2), math.max(sharing.c, loginsWait and 0 or math.floor(total / 10)))
end
if kind == 'r' then taken = taken - math.max(0, sharing.c - forCommands) end
local ours = kind == 'c' and forCommands or total - forCommands
local fair = math.ceil(ours / sharing[kind])
local granted = math.max(1, math.min(fair, total - taken))
redis.call('HSET', KEYS[1], kind .. ':' .. who, string.format('%d %d %s', now, math.max(granted, ARGV[4]), waiting))
redis.call('PEXPIRE', KEYS[1], math.max(10 * silence, redis.call('PTTL', KEYS[1])))
return {granted, unpack(pauses)}
`,
};
