import type { AddressKeys } from './address-key.ts';
import type { CreateLimiter, Limiter } from './limiter.ts';
import type { Rate } from './rate.ts';

/** A limit on callers. */
export interface AddressLimiter {
  take(keys: AddressKeys): Promise<void>;
  check(keys: AddressKeys): Promise<void>;
  note(keys: AddressKeys): Promise<void>;
}

/** What a network of 48 bits may do, in those of 64 bits: an office has several, an attacker 65,536. */
const NETWORK_SHARE = 4;

const wider = (rate: Rate | 'off'): Rate | 'off' =>
  rate === 'off' ? 'off' : { ...rate, count: rate.count * NETWORK_SHARE };

/**
 * Counts a caller at both widths of its address. The narrow one refuses first, and what it refuses does not count for the
 * wide one: no caller can use up what a network has for its others.
 */
export function addressLimiter(create: CreateLimiter, name: string, rate: Rate | 'off'): AddressLimiter {
  const narrow = create(name, rate);
  const wide = create(`${name}-network`, wider(rate));
  const both =
    (act: (limiter: Limiter, key: string) => Promise<unknown>) =>
    async ({ address, network }: AddressKeys): Promise<void> => {
      await act(narrow, address);
      if (network !== address) await act(wide, network);
    };
  return {
    take: both((limiter, key) => limiter.take(key)),
    check: both((limiter, key) => limiter.check(key)),
    note: both((limiter, key) => limiter.note(key)),
  };
}
