import type { Clock } from '../kernel/clock.ts';
import { TwilioFailure } from './twilio-failure.ts';

export interface TwilioPause {
  /** `taskrouter`, `conversations`. */
  readonly product: string;
  /** From now. */
  readonly ms: number;
}

export interface Pauses {
  /** Throws a failure of kind `rate-limited` with what is left, as Twilio itself would answer: nothing is sent. */
  check(product: string): void;
  /** Whether none was running before. The later end counts. */
  begin(pause: TwilioPause): boolean;
}

/** No answer, however wrong its clock, stops provisioning for longer. */
const LONGEST_MS = 3_600_000;

/** What Twilio asked for with Retry-After: no call to that product before its end. */
export function createPauses(clock: Clock): Pauses {
  const ends = new Map<string, number>();
  const left = (product: string): number => (ends.get(product) ?? 0) - clock();
  return {
    check: (product) => {
      const retryAfterMs = left(product);
      if (retryAfterMs <= 0) return;
      throw new TwilioFailure('rate-limited', {
        reason: `${product} asked for a pause and was not asked`,
        retryAfterMs,
      });
    },
    begin: ({ product, ms }) => {
      const before = left(product);
      ends.set(product, clock() + Math.max(before, Math.min(ms, LONGEST_MS)));
      return before <= 0 && ms > 0;
    },
  };
}
