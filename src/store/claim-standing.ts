import { compareFences } from '../provisioning/desired-state.ts';
import type { DesiredState } from '../provisioning/subject-ledger.ts';

/**
 * How a claim stands to the stored desired state. `newer`: it replaces it. `same`: it was issued no later but at the
 * same instant, and asks for the same; it is accepted and the stored fence stays. `stale`: it is older. `replay`: it is the
 * stored one itself, whose used-up id may have been forgotten when clocks differ.
 */
export function standingOf(
  stored: DesiredState | undefined,
  claimed: DesiredState,
): 'newer' | 'same' | 'stale' | 'replay' {
  if (stored === undefined) return 'newer';
  if (claimed.fence.issuedAt !== stored.fence.issuedAt) {
    return claimed.fence.issuedAt > stored.fence.issuedAt ? 'newer' : 'stale';
  }
  if (claimed.fence.assertionId === stored.fence.assertionId) return 'replay';
  if (compareFences(claimed.fence, stored.fence) > 0) return 'newer';
  return claimed.digest === stored.digest ? 'same' : 'stale';
}
