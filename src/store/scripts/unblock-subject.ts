import { STATE_FIELDS } from './script.ts';
import type { Script } from './script.ts';

/** KEYS: state. Answers the state after, without an owner where the subject is unknown. */
export const unblockSubject: Script = {
  numberOfKeys: 1,
  lua: `
redis.call('HDEL', KEYS[1], 'blocked')
return redis.call('HMGET', KEYS[1], ${STATE_FIELDS})
`,
};
