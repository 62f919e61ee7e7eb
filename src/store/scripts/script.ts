/**
 * One atomic step in Redis. Every key that a script touches is handed in as KEYS, and all keys of one call share the
 * hash tag of their subject, so that it also runs in a Redis Cluster.
 */
export interface Script {
  readonly numberOfKeys: number;
  readonly lua: string;
}

/** Fields of the state hash that make up a SubjectState, in the order in which every script answers them. */
export const STATE_FIELDS = `'owner', 'desired', 'confirmed', 'blocked', 'demoted', 'endedAt', 'promotions'`;
