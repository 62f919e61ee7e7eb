import { STATE_FIELDS } from './script.ts';
import type { Script } from './script.ts';

/**
 * KEYS: state. Answers the state after, without an owner where the subject is unknown. Who never logged in owns the slot
 * by the block alone: as the operator spelt it, which may be another's name but for letter case. It is given back.
 */
export const unblockSubject: Script = {
  numberOfKeys: 1,
  lua: `
redis.call('HDEL', KEYS[1], 'blocked')
local state = redis.call('HMGET', KEYS[1], ${STATE_FIELDS})
if not state[2] then redis.call('HDEL', KEYS[1], 'owner', 'endedAt') end
return state
`,
};
