import { slotOf } from '../../src/provisioning/subject.ts';
import type { Subject } from '../../src/provisioning/subject.ts';
import type { Store } from '../../src/store/store.ts';
import { aConfirmed, aDesired, ada } from './subject-states.ts';
import type { RoleList } from './subject-states.ts';

/** Makes the roles the desired state, as a login or a SCIM change at `at` (ms since epoch) would. */
export async function decideRoles(store: Store, roles: RoleList, at: number, subject: Subject = ada): Promise<void> {
  const fence = { issuedAt: at, assertionId: `_${at}` };
  const desired = { ...aDesired(roles, subject), fence };
  const { kind } = await store.ledger.claim({ subject, desired, usedUntil: at + 600_000, now: at });
  if (kind !== 'accepted') throw new Error(`the claim was not accepted: ${kind}`);
}

/** Makes the roles what Twilio was seen to hold. */
export async function confirmRoles(store: Store, roles: RoleList, subject: Subject = ada): Promise<void> {
  const lease = await store.ledger.lease(slotOf(subject.identity), 60_000);
  if (!lease || !(await store.ledger.confirm(lease, aConfirmed(roles)))) throw new Error('not confirmed');
  await store.ledger.release(lease);
}
