/**
 * Small expiring records in the store: login attempts, exchange codes, traces. Every operation is one atomic step over
 * all replicas. Rejects with Refusal STORE_UNAVAILABLE when the store does not answer within its deadline.
 */
export interface Records {
  /** Writes `value`, replacing what was there. `ttlMs` > 0. */
  put(key: string, value: string, ttlMs: number): Promise<void>;
  /** Writes only where nothing lives under `key`; false where something does. */
  putOnce(key: string, value: string, ttlMs: number): Promise<boolean>;
  get(key: string): Promise<string | undefined>;
  /** Reads and deletes in one step: of any number of callers, one gets the value. */
  take(key: string): Promise<string | undefined>;
}
