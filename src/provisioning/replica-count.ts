/** How many replicas are alive on this store, this one included: they share what Twilio allows. */
export interface ReplicaCount {
  /**
   * Says that this replica lives, and answers how many do. One that was silent for `silenceMs` counts no longer. Rejects
   * with Refusal STORE_UNAVAILABLE.
   */
  beat(silenceMs: number): Promise<number>;
  /** Leaves the count at once. */
  leave(): Promise<void>;
}
