import type { Script } from './script.ts';

/** KEYS: lease. ARGV: token. Deletes the lease where it is still ours. */
export const releaseSubject: Script = {
  numberOfKeys: 1,
  lua: `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`,
};
