/** The switch that makes the next calls meet a limit. */
export interface ForcedLimit {
  /** So many calls pass before. */
  readonly afterCalls: number;
  /** So many calls are answered with 429. */
  readonly calls: number;
  /** How long until the limit is reset, s. */
  readonly resetAfterSeconds: number;
  /** The limit of concurrent requests: limit and remaining are 0 then. */
  readonly concurrency: boolean;
}

export interface RateLimiter {
  force(limit: ForcedLimit): void;
  /** Headers for the call that comes now, and whether it is over the limit. */
  take(): { readonly headers: Readonly<Record<string, string>>; readonly exceeded: boolean };
}

const LIMIT = 600;
const WINDOW_MS = 60_000;

const headersOf = (limit: number, remaining: number, resetsAt: number): Readonly<Record<string, string>> => ({
  'X-Rate-Limit-Limit': String(limit),
  'X-Rate-Limit-Remaining': String(remaining),
  'X-Rate-Limit-Reset': String(Math.ceil(resetsAt / 1000)),
});

export function createRateLimiter(clock: () => number): RateLimiter {
  let forced: ForcedLimit = { afterCalls: 0, calls: 0, resetAfterSeconds: 0, concurrency: false };
  let windowEnds = 0;
  let used = 0;

  return {
    force: (limit) => {
      forced = limit;
    },
    take: () => {
      const now = clock();
      if (forced.calls > 0 && forced.afterCalls > 0) forced = { ...forced, afterCalls: forced.afterCalls - 1 };
      else if (forced.calls > 0) {
        forced = { ...forced, calls: forced.calls - 1 };
        const resetsAt = now + forced.resetAfterSeconds * 1000;
        return { headers: headersOf(forced.concurrency ? 0 : LIMIT, 0, resetsAt), exceeded: true };
      }
      if (now >= windowEnds) [windowEnds, used] = [now + WINDOW_MS, 0];
      used += 1;
      return { headers: headersOf(LIMIT, Math.max(0, LIMIT - used), windowEnds), exceeded: used > LIMIT };
    },
  };
}
