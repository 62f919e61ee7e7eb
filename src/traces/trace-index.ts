/** The newest ids of traces, in lists of bounded length over all replicas. Rejects with STORE_UNAVAILABLE. */
export interface TraceIndex {
  /**
   * Puts an id at the head of a list that keeps the `cap` newest for `ttlMs` after the last. Answers the ids that fell off
   * its end.
   */
  push(list: string, id: string, bounds: IndexBounds): Promise<readonly string[]>;
  /** Newest first. */
  recent(list: string, count: number): Promise<readonly string[]>;
}

export interface IndexBounds {
  readonly cap: number;
  readonly ttlMs: number;
}
