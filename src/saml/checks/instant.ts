import { ensure } from '../../kernel/refusal.ts';

const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

export const toIso = (ms: number): string => new Date(ms).toISOString();

/**
 * An xs:dateTime in UTC, ending in Z (core 1.3.3), as ms since epoch; fractions below 1 ms are cut. A day that the month
 * does not have is refused, where Date would count on into the next month.
 */
export function parseInstant(received: string | undefined, field: string): number {
  const text = received ?? '';
  const ms = UTC.test(text) ? Date.parse(text) : Number.NaN;
  const exists = !Number.isNaN(ms) && toIso(ms).slice(0, 19) === text.slice(0, 19);
  ensure(exists, 'SAML_TIME_FORMAT', { field, received: text });
  return ms;
}

/** A moment with the clock skew that is allowed either way, ms. */
export interface Moment {
  readonly now: number;
  readonly skewMs: number;
}

export function checkBegun(notBefore: number, { now, skewMs }: Moment): void {
  ensure(notBefore <= now + skewMs, 'SAML_NOT_YET_VALID', { notBefore: toIso(notBefore), now: toIso(now) });
}

/** NotOnOrAfter is the first moment at which it is over. */
export function checkNotOver(notOnOrAfter: number, { now, skewMs }: Moment): void {
  ensure(now < notOnOrAfter + skewMs, 'SAML_EXPIRED', { notOnOrAfter: toIso(notOnOrAfter), now: toIso(now) });
}
