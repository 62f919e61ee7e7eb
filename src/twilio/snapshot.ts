import type { Clock } from '../kernel/clock.ts';
import { withoutTwilioDeadline } from './twilio-scope.ts';

/** A copy of something that many logins read and few people change. */
export interface Snapshot<T> {
  /** The copy, read anew where it is older than `maxAgeMs` (the time to live, unless told otherwise). */
  read(maxAgeMs?: number): Promise<T>;
  /** The next read is a new one, also where one is under way. */
  invalidate(): void;
}

/**
 * However many ask at once, one load is under way. It runs outside of any login's deadline, so that the end of the login
 * that began it does not fail the others; a failed load is not kept.
 */
export function createSnapshot<T>(
  load: () => Promise<T>,
  { clock, ttlMs }: { clock: Clock; ttlMs: number },
): Snapshot<T> {
  let copy: { readonly value: T; readonly at: number } | undefined;
  let underWay: Promise<T> | undefined;

  const refresh = (): Promise<T> => {
    const mine = withoutTwilioDeadline(load).then(
      (value) => {
        if (underWay === mine) {
          copy = { value, at: clock() };
          underWay = undefined;
        }
        return value;
      },
      (error: unknown) => {
        if (underWay === mine) underWay = undefined;
        throw error;
      },
    );
    underWay = mine;
    return mine;
  };

  return {
    read: async (maxAgeMs = ttlMs) => {
      if (copy !== undefined && clock() - copy.at < maxAgeMs) return copy.value;
      return underWay ?? refresh();
    },
    invalidate: () => {
      copy = undefined;
      underWay = undefined;
    },
  };
}
