import { Refusal } from '../kernel/refusal.ts';
import type { AddressKeys } from './address-key.ts';
import type { CreateLimiter } from './limiter.ts';
import type { Rate } from './rate.ts';

/** One rate that many callers share. */
export interface FairLimiter {
  /** Counts one for a caller. Refuses with TOO_MANY_REQUESTS what is above its share, or above the rate. */
  take(key: string, caller: AddressKeys): Promise<void>;
}

/**
 * A caller may have as much of the rate as it leaves to the others. Alone it gets half; with k that want all they can get,
 * each gets one part in k + 1, and as much again stays free for whoever comes next. So nobody can use it up alone, an office
 * behind one address has what it needs, and many attackers make it narrow before they close it. What is refused to a
 * caller is not taken from the others. (The rule is that of dynamic thresholds in shared buffers: Choudhury and Hahne 1998.)
 */
export function fairLimiter(create: CreateLimiter, name: string, rate: Rate | 'off'): FairLimiter {
  if (rate === 'off') return { take: () => Promise.resolve() };
  const ofAll = create(name, rate);
  const ofCaller = create(`${name}-caller`, rate);
  return {
    take: async (key, { network }) => {
      const [own, all] = await Promise.all([ofCaller.note(`${key} ${network}`), ofAll.usage(key)]);
      if (own.used > rate.count - all.used)
        throw new Refusal('TOO_MANY_REQUESTS', { retryAfterMs: Math.max(1, Math.min(own.endsInMs, all.endsInMs)) });
      await ofAll.take(key);
    },
  };
}
