/** What the headers of an answer say of the limit. Source: developer.okta.com/docs/reference/rl-best-practices. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** ms since epoch; the header counts seconds. */
  readonly resetsAt: number;
}

const BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 8_000;
/** Clocks differ, and the header has whole seconds. */
const MARGIN_MS = 1_000;

const numberIn = (headers: Headers, name: string): number | undefined => {
  const text = headers.get(name);
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
};

export function rateLimitOf(headers: Headers): RateLimit | undefined {
  const limit = numberIn(headers, 'x-rate-limit-limit');
  const remaining = numberIn(headers, 'x-rate-limit-remaining');
  const reset = numberIn(headers, 'x-rate-limit-reset');
  if (limit === undefined || remaining === undefined || reset === undefined) return undefined;
  return { limit, remaining, resetsAt: reset * 1000 };
}

/** A short wait that doubles: for concurrency limits and busy resources, where no header tells when. */
export const backOffMs = (tries: number): number => Math.min(LONGEST_BACK_OFF_MS, BACK_OFF_MS * 2 ** tries);

/**
 * How long to wait after a 429, ms. Until the reset; where limit and remaining are both 0 it was the limit of concurrent
 * requests, whose reset says nothing. `now` is Okta's own time where the answer had a date.
 */
export function waitAfter429(headers: Headers, now: number, tries: number): number {
  const rate = rateLimitOf(headers);
  if (rate === undefined || (rate.limit === 0 && rate.remaining === 0)) return backOffMs(tries);
  return Math.max(0, rate.resetsAt - now) + MARGIN_MS;
}
