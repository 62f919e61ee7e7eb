/** Switches that a test or the sandbox may turn while the stand-in runs. */
export interface Settings {
  /** Every answer waits so long, ms. */
  latencyMs: number;
  /** Requests wait for it before anything is done with them. */
  held: Promise<void> | undefined;
  /** Requests under way at once; above it 429/20429. */
  concurrencyLimit: number | undefined;
  /** Lists of workers show `attributes: null`, as one note in the published API says. */
  listAttributesNull: boolean;
  /** A wrong If-Match on a worker is refused with 412. */
  etagEnforced: boolean;
  /** User, Role and Conversation changes per second each; undefined: unlimited. */
  actionRateLimit: number | undefined;
}

/** Conversations limits, "actions per second": 30 per Service. */
const ACTIONS_PER_SECOND = 30;

export const defaultSettings = (): Settings => ({
  latencyMs: 0,
  held: undefined,
  concurrencyLimit: undefined,
  listAttributesNull: false,
  etagEnforced: true,
  actionRateLimit: ACTIONS_PER_SECOND,
});
