/**
 * How many requests may be under way at once in this process: its share of what the configuration allows to all
 * replicas, and less for as long as Twilio says that it is too much.
 */
export interface Allowance {
  readonly limit: number;
  /** What Twilio's answers cannot raise it above. */
  readonly share: number;
  /** Another share, in places. */
  grant(places: number): void;
  /** An answer came that was no refusal. */
  answered(): void;
  /** 429, or X-Rate-Limit-Remaining at 0. */
  overloaded(nowMs: number): void;
}

/** Refusals of one burst count once: all its calls were sent under the same limit. */
const BURST_MS = 1_000;

/**
 * Halves at a refusal, and grows by one place for each limit's worth of good answers: the additive increase,
 * multiplicative decrease of congestion control (RFC 5681 3.1), with which several replicas converge to fair shares
 * without speaking to each other.
 */
export function createAllowance(total: number): Allowance {
  let ceiling = total;
  let window = total;
  let halvedAt = -Infinity;
  return {
    get limit() {
      return Math.max(1, Math.floor(window));
    },
    get share() {
      return ceiling;
    },
    grant: (places) => {
      const before = ceiling;
      ceiling = places;
      // One that was not held back uses its new share at once; one that was goes on growing towards it.
      window = window >= before ? ceiling : Math.min(window, ceiling);
    },
    answered: () => {
      window = Math.min(ceiling, window + 1 / window);
    },
    overloaded: (nowMs) => {
      if (nowMs - halvedAt < BURST_MS) return;
      halvedAt = nowMs;
      window = Math.max(1, window / 2);
    },
  };
}
