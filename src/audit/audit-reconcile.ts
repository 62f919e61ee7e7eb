import { createHash } from 'node:crypto';
import type { ReconcileOutcome } from '../provisioning/outcome.ts';
import { rolesOn } from '../provisioning/name-change.ts';
import type { Reconcile } from '../provisioning/reconcile.ts';
import type { SubjectLedger } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import type { AuditTrail } from './audit-trail.ts';

const HASH_LENGTH = 22;

/** Names an assertion without telling its id. */
export const byAssertion = (id: string): string =>
  `assertion:${createHash('sha256').update(id).digest('base64url').slice(0, HASH_LENGTH)}`;

interface RoleMove {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly why: string;
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');

const service = (role: string): string => `service role ${role}`;

/** What moved in Twilio, if roles did: on the worker, or the service role of the Conversation User. */
function roleMoveOf({ worker, user }: ReconcileOutcome): RoleMove | undefined {
  const [before, after] = [worker.previousRoles ?? [], rolesOn(worker.attributes)];
  if (worker.change === 'created' || !same(before, after)) {
    return { from: before, to: after, why: worker.change };
  }
  const { previousServiceRole: previous, serviceRole, change } = user;
  if (change === 'unchanged' || previous === serviceRole) return undefined;
  return { from: previous === undefined ? [] : [service(previous)], to: [service(serviceRole)], why: change };
}

export interface AuditReconcileDeps {
  readonly reconcile: Reconcile;
  readonly ledger: Pick<SubjectLedger, 'read'>;
  readonly audit: Pick<AuditTrail, 'append'>;
}

/** The assertion (or other change) that asked for what was written. */
async function askedBy({ identity }: Subject, { ledger }: AuditReconcileDeps): Promise<string> {
  const state = await ledger.read(slotOf(identity)).catch(() => undefined);
  const id = state?.desired?.fence.assertionId;
  return id === undefined ? 'unknown' : byAssertion(id);
}

/** Reconciles, and records every change of role that this makes: by a login, the outbox, a repair or a bulk run. */
export const createAuditedReconcile =
  (deps: AuditReconcileDeps): Reconcile =>
  async (subject, options) => {
    const reconciled = await deps.reconcile(subject, options);
    const move = reconciled.outcome && roleMoveOf(reconciled.outcome);
    if (move === undefined) return reconciled;
    const record = async (): Promise<void> =>
      deps.audit.append({ kind: 'role.changed', subject: subject.username, ...move, by: await askedBy(subject, deps) });
    // Not awaited: the person does not wait for the record.
    void record();
    return reconciled;
  };
