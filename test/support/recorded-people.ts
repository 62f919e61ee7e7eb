import { randomBytes } from 'node:crypto';
import { slotOf } from '../../src/provisioning/subject.ts';
import type { Attributes } from '../../src/roles/attributes.ts';
import { judge } from '../../src/roles/decide.ts';
import { identityOf } from '../../src/roles/identity.ts';
import type { RolePolicy } from '../../src/roles/policy.ts';
import type { Store } from '../../src/store/store.ts';
import { createTraces } from '../../src/traces/trace-recorder.ts';
import type { TraceSettings } from '../../src/traces/trace-recorder.ts';

interface Login {
  readonly username: string;
  readonly attributes: Attributes;
  readonly policy: RolePolicy;
  readonly at?: number;
  readonly values?: TraceSettings['values'];
  /** Absent: one that nobody else has. */
  readonly assertionId?: string;
}

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Leaves in the store what the gateway leaves there when somebody logs in: nothing where the rules refuse them but the trace. */
export async function recordLogin(
  store: Store,
  { username, attributes, policy, at = 1, values, assertionId = `_${randomBytes(8).toString('hex')}` }: Login,
): Promise<void> {
  const settings = { ttlMs: 3_600_000, values: values ?? 'shown' };
  const index = { lists: store.traces, isConnection: () => true };
  const traces = createTraces({ records: store.records, clock: () => at, randomBytes, log, settings, index });
  const draft = traces.begin(policy.connection);
  draft.received(attributes);
  draft.found({ username, assertionId });
  const { outcome } = judge({ username, attributes, policy });
  if ('refusal' in outcome) {
    await draft.finish('refused', { code: outcome.refusal.code });
    return;
  }
  const subject = { namespace: policy.connection, username, identity: identityOf(username) };
  const desired = { assignment: outcome.assignment, fence: { issuedAt: at, assertionId }, digest: assertionId };
  const { kind } = await store.ledger.claim({ subject, desired, usedUntil: Date.now() + 600_000, now: at });
  if (kind !== 'accepted') throw new Error(`the claim was not accepted: ${kind}`);
  await store.subjects.seen(subject, at);
  await draft.finish('granted');
}

export const blockPerson = (store: Store, username: string) =>
  store.ledger.block(slotOf(identityOf(username)), { at: 2, by: 'olga', reason: 'left' });
