import { createHash } from 'node:crypto';
import type { SubjectLedger } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import type { AuditTrail } from './audit-trail.ts';

const HASH_LENGTH = 22;

/** Names an assertion without telling its id. */
export const byAssertion = (id: string): string =>
  `assertion:${createHash('sha256').update(id).digest('base64url').slice(0, HASH_LENGTH)}`;

export interface RoleMove {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly why: string;
}

export interface RoleMoveDeps {
  readonly ledger: Pick<SubjectLedger, 'read'>;
  readonly audit: Pick<AuditTrail, 'append'>;
}

/** Records what moved, by the assertion (or other change) that asked for it. Never rejects. */
export async function recordMove(
  { username, identity }: Pick<Subject, 'username' | 'identity'>,
  move: RoleMove,
  { ledger, audit }: RoleMoveDeps,
): Promise<void> {
  const state = await ledger.read(slotOf(identity)).catch(() => undefined);
  const id = state?.desired?.fence.assertionId;
  const by = id === undefined ? 'unknown' : byAssertion(id);
  // Twilio may spell the name of a worker that was there before in another letter case.
  await audit.append({ kind: 'role.changed', subject: state?.subject.username ?? username, ...move, by });
}
