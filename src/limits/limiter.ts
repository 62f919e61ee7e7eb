import type { Rate } from './rate.ts';

/** How much of a window is used, and how long it goes on (ms). */
export interface Usage {
  readonly used: number;
  readonly endsInMs: number;
}

/** One limit. A store that does not answer is no reason to lock people out, or to let everything in: each replica counts alone. */
export interface Limiter {
  /** Counts one. Refuses with TOO_MANY_REQUESTS what is above the rate. */
  take(key: string): Promise<void>;
  /** Refuses with TOO_MANY_REQUESTS where the rate is used up. Counts nothing. */
  check(key: string): Promise<void>;
  /** Counts one, and refuses nothing. */
  note(key: string): Promise<Usage>;
  /** Counts nothing, and refuses nothing. */
  usage(key: string): Promise<Usage>;
}

/** `name` tells the limits apart in the store. */
export type CreateLimiter = (name: string, rate: Rate | 'off') => Limiter;

const nothing = (): Promise<void> => Promise.resolve();
const unused = (): Promise<Usage> => Promise.resolve({ used: 0, endsInMs: 0 });
export const unlimited: Limiter = { take: nothing, check: nothing, note: unused, usage: unused };
