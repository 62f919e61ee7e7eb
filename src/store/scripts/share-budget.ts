import type { Script } from './script.ts';

/**
 * KEYS: budget (hash: `r:` and a replica by `seen-at places`, `p:` and a product by the end of its pause). ARGV: replica,
 * silence in ms, total, places in force. Answers the places granted, then each paused product with the ms that are left.
 * What is in force stays written down until the next claim, by which this replica has heard that it may use less. The
 * server's clock is used, since those of the replicas may differ.
 */
export const shareBudget: Script = {
  numberOfKeys: 1,
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local all = redis.call('HGETALL', KEYS[1])
local replicas, taken, pauses = 1, 0, {}
for i = 1, #all, 2 do
  local kind, name = string.match(all[i], '^(.):(.+)$')
  local at, places = string.match(all[i + 1], '^(%d+) ?(%d*)$')
  local over = tonumber(at) <= (kind == 'r' and now - ARGV[2] or now)
  if over then
    redis.call('HDEL', KEYS[1], all[i])
  elseif kind == 'p' then
    table.insert(pauses, name)
    table.insert(pauses, at - now)
  elseif name ~= ARGV[1] then
    replicas = replicas + 1
    taken = taken + places
  end
end
local fair = math.ceil(ARGV[3] / replicas)
local granted = math.max(1, math.min(fair, ARGV[3] - taken))
redis.call('HSET', KEYS[1], 'r:' .. ARGV[1], string.format('%d %d', now, math.max(granted, ARGV[4])))
redis.call('PEXPIRE', KEYS[1], math.max(10 * ARGV[2], redis.call('PTTL', KEYS[1])))
return {granted, unpack(pauses)}
`,
};
