import type { Script } from './script.ts';

/**
 * KEYS: state. ARGV: token, confirmed ('' to forget it). Answers 1; 0, and nothing written, where the token is not the
 * newest that was given.
 */
export const confirmSubject: Script = {
  numberOfKeys: 1,
  lua: `
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], 'confirmed')
else
  redis.call('HSET', KEYS[1], 'confirmed', ARGV[2])
end
return 1
`,
};
