import type { Script } from './script.ts';

/**
 * KEYS: log, head. ARGV: hash that the chain must end with, hash of an empty chain, records to keep at least, then seq,
 * hash and JSON of each record. Answers {seq, hash} of the end of the chain; nothing is written where it ended otherwise.
 * A head that was lost is read off the last record, so that the chain goes on where it ended.
 */
export const appendAudit: Script = {
  numberOfKeys: 2,
  lua: `
local seq, hash = unpack(redis.call('HMGET', KEYS[2], 'seq', 'hash'))
if not hash then
  local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
  local record = last and cjson.decode(last[2][2])
  seq, hash = record and tostring(record.seq) or '0', record and record.hash or ARGV[2]
end
if hash ~= ARGV[1] then return {seq, hash} end
for i = 4, #ARGV, 3 do
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], ARGV[i] .. '-0', 'record', ARGV[i + 2])
end
redis.call('HSET', KEYS[2], 'seq', ARGV[#ARGV - 2], 'hash', ARGV[#ARGV - 1])
return {ARGV[#ARGV - 2], ARGV[#ARGV - 1]}
`,
};
