import type { Script } from './script.ts';

/**
 * KEYS: state, lease. ARGV: lifetime in ms. Answers the fencing token; nil while another holds the lease.
 * An unknown subject gets token 0, which confirms nothing, and nothing is written.
 */
export const leaseSubject: Script = {
  numberOfKeys: 2,
  lua: `
if redis.call('HEXISTS', KEYS[1], 'owner') == 0 then return 0 end
if redis.call('EXISTS', KEYS[2]) == 1 then return nil end
local token = redis.call('HINCRBY', KEYS[1], 'lease', 1)
redis.call('SET', KEYS[2], token, 'PX', ARGV[1])
return token
`,
};
