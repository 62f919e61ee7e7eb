import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../kernel/clock.ts';
import { ensure } from '../kernel/refusal.ts';
import type { SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { findSubject } from './find-subject.ts';
import type { FindSubjectDeps } from './find-subject.ts';

export interface BlockDeps extends FindSubjectDeps {
  readonly ledger: SubjectLedger;
  readonly audit: Pick<AuditTrail, 'append'>;
  /** Hands the subject to the outbox, for its roles in conversations. Absent where they are left to Flex. */
  readonly onChange?: (subject: Subject, reason: 'BLOCK' | 'UNBLOCK') => Promise<void>;
  readonly clock: Clock;
}

export interface BlockOrder {
  readonly by: string;
  readonly reason: string;
  /** As in DeprovisionOrder. */
  readonly namespace?: string;
}

export interface BlockResult {
  /** `already`: it was so before, and nothing was written. */
  readonly result: 'done' | 'already';
  readonly state: SubjectState;
  /** The gateway had never heard of this person: most likely the name is misspelt. */
  readonly neverSeen?: true;
}

/** Refusals as `findSubject`, STORE_UNAVAILABLE, and for an unblock SUBJECT_UNKNOWN. */
export interface Blocks {
  /** Ends all sessions and refuses logins and tokens from now on. Also for people who never logged in. */
  block(username: string, order: BlockOrder): Promise<BlockResult>;
  /** The next login is let in again. Sessions do not come back. */
  unblock(username: string, order: BlockOrder): Promise<BlockResult>;
}

export const createBlocks = (deps: BlockDeps): Blocks => ({
  async block(username, { by, reason, namespace }) {
    const { subject, state: known } = await findSubject(username, deps, namespace);
    if (known?.blocked !== undefined) {
      // The first try may have got no further than the block.
      await deps.onChange?.(subject, 'BLOCK');
      return { result: 'already', state: known };
    }
    const state = await deps.ledger.blockSubject(subject, { at: deps.clock(), by, reason });
    ensure(state !== undefined, 'SUBJECT_CONFLICT', { username, owner: 'somebody who came meanwhile' });
    await deps.onChange?.(subject, 'BLOCK');
    await deps.audit.append({
      kind: 'subject.blocked',
      subject: subject.username,
      why: reason,
      by: `operator:${by}`,
    });
    return { result: 'done', state, ...(known === undefined && { neverSeen: true }) };
  },
  async unblock(username, { by, reason, namespace }) {
    const { subject, state: known } = await findSubject(username, deps, namespace);
    ensure(known !== undefined, 'SUBJECT_UNKNOWN', { username });
    if (known.blocked === undefined) return { result: 'already', state: known };
    const state = await deps.ledger.unblock(slotOf(subject.identity));
    ensure(state !== undefined, 'SUBJECT_UNKNOWN', { username });
    await deps.onChange?.(subject, 'UNBLOCK');
    await deps.audit.append({
      kind: 'subject.unblocked',
      subject: subject.username,
      why: reason,
      by: `operator:${by}`,
    });
    return { result: 'done', state };
  },
});
