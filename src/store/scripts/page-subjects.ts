import type { Script } from './script.ts';

/**
 * KEYS: index. ARGV: how many, seen before (exclusive, or +inf), cursor's score and cursor's member ('' at the start).
 * Answers member, score, member, score… Where the member of the cursor has moved meanwhile, it goes on at its old score,
 * so that nobody is left out; somebody may come twice.
 */
export const pageSubjects: Script = {
  numberOfKeys: 1,
  lua: `
local start = 0
if ARGV[4] ~= '' then
  local score = redis.call('ZSCORE', KEYS[1], ARGV[4])
  if score and tonumber(score) == tonumber(ARGV[3]) then
    start = redis.call('ZRANK', KEYS[1], ARGV[4]) + 1
  else
    start = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[3])
  end
end
local found = {}
local listed = redis.call('ZRANGE', KEYS[1], start, start + ARGV[1] - 1, 'WITHSCORES')
for i = 1, #listed, 2 do
  if ARGV[2] ~= '+inf' and tonumber(listed[i + 1]) >= tonumber(ARGV[2]) then break end
  found[i], found[i + 1] = listed[i], listed[i + 1]
end
return found
`,
};
