import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../kernel/clock.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { lowersFlexRole } from '../provisioning/desired-state.ts';
import type { Reconcile } from '../provisioning/reconcile.ts';
import type { Subject } from '../provisioning/subject.ts';
import type { SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import type { Worker } from '../provisioning/worker-directory.ts';
import type { Assignment } from '../roles/assignment.ts';
import { adoptedAssignment, adoptionFence } from './adopted-assignment.ts';
import type { Action, SubjectDrift } from './drift-report.ts';
import type { Finding, Policy } from './finding.ts';

export interface SettleDeps {
  readonly ledger: Pick<SubjectLedger, 'claim'>;
  readonly reconcile: Reconcile;
  /** As for a login that lowers somebody: sessions and conversations. */
  readonly onDemotion: (subject: Subject) => Promise<void>;
  readonly digest: (assignment: Assignment) => string;
  readonly audit: Pick<AuditTrail, 'append'>;
  readonly clock: Clock;
}

export interface Drifted {
  readonly state: SubjectState;
  readonly worker: Worker | undefined;
  readonly findings: readonly Finding[];
}

/** Who asked for the run, and what may be done. */
export interface SettleOrder {
  readonly policy: Policy;
  readonly by: string;
  /** Asked before each person: whether whoever asked for the run still may. Absent: always. */
  readonly mayGoOn?: () => Promise<boolean>;
}

const USED_FOR_MS = 60_000;

/** Makes the edits the decision, through the same step as a login; a login that came meanwhile wins. */
async function adopt({ state, worker }: Drifted, deps: SettleDeps): Promise<Action> {
  const { subject, desired } = state;
  if (desired === undefined || worker === undefined) return 'refused';
  const assignment = adoptedAssignment(desired.assignment, worker.attributes);
  const [now, digest] = [deps.clock(), deps.digest(assignment)];
  const wanted = { assignment, digest, fence: adoptionFence(desired) };
  const claimed = await deps.ledger.claim({ subject, desired: wanted, usedUntil: now + USED_FOR_MS, now });
  if (claimed.kind !== 'accepted') return 'left';
  if (lowersFlexRole(desired, wanted)) await deps.onDemotion(subject);
  await deps.reconcile(subject);
  return 'adopted';
}

async function repair({ state, findings }: Drifted, { reconcile }: SettleDeps): Promise<Action> {
  if (!findings.some(({ repairable }) => repairable)) return 'left';
  await reconcile(state.subject);
  return 'repaired';
}

function act(drifted: Drifted, policy: Policy, deps: SettleDeps): Promise<Action> | Action {
  if (policy === 'report') return 'left';
  if (policy === 'repair') return repair(drifted, deps);
  return drifted.findings.every(({ adoptable }) => adoptable) ? adopt(drifted, deps) : 'refused';
}

/** What is only told, run after run, would fill the audit: there, it is recorded where somebody holds too much. */
const isWorthARecord = (findings: readonly Finding[], action: Action): boolean =>
  action !== 'left' || findings.some(({ severity }) => severity === 'security');

async function tell(
  { state, findings }: Drifted,
  action: Action,
  { by }: SettleOrder,
  { audit }: SettleDeps,
): Promise<void> {
  if (!isWorthARecord(findings, action)) return;
  await audit.append({
    kind: `drift.${action === 'left' ? 'found' : action}`,
    subject: state.subject.username,
    from: findings.map(({ found }) => found ?? 'nothing'),
    to: findings.map(({ expected }) => expected ?? 'nothing'),
    why: findings.map(({ kind }) => kind).join(', '),
    by,
  });
}

/** Does with the findings of one person what the policy says. A failure of one does not stop the others. */
export async function settle(drifted: Drifted, order: SettleOrder, deps: SettleDeps): Promise<SubjectDrift> {
  const { state, findings } = drifted;
  const { username } = state.subject;
  try {
    const action = await act(drifted, order.policy, deps);
    await tell(drifted, action, order, deps);
    return { username, findings, action };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await tell(drifted, 'failed', order, deps);
    return { username, findings, action: 'failed', code: error.code };
  }
}
