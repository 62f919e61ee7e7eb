import type { Clock } from '../kernel/clock.ts';
import { ensure, Refusal } from '../kernel/refusal.ts';
import type { ConversationUsers, ServiceRoles } from './conversation-users.ts';
import type { ReconcileOutcome } from './outcome.ts';
import { ownedAfter } from './plan-worker.ts';
import { reconcileUser } from './reconcile-user.ts';
import { reconcileWorker } from './reconcile-worker.ts';
import type { ServiceRolePolicy } from './service-role-policy.ts';
import type { ConfirmedState, DesiredState, Lease, SubjectLedger, SubjectState } from './subject-ledger.ts';
import { slotOf } from './subject.ts';
import type { Subject } from './subject.ts';
import type { WorkerDirectory } from './worker-directory.ts';

export interface ReconcileDeps {
  readonly ledger: SubjectLedger;
  readonly workers: WorkerDirectory;
  readonly users: ConversationUsers;
  readonly serviceRoles: ServiceRoles;
  readonly policy: ServiceRolePolicy;
  readonly clock: Clock;
  /** Resolves after so many ms: between two tries for a lease that another holds. */
  readonly pause: (ms: number) => Promise<void>;
  readonly settings: {
    /** A lease ends by itself after so many ms; longer than the slowest write. */
    readonly leaseMs: number;
    /** How long to wait for another holder, ms. */
    readonly patienceMs: number;
  };
}

export interface Reconciled {
  readonly outcome: ReconcileOutcome;
  readonly confirmed: ConfirmedState;
}

/**
 * Makes Twilio equal the desired state: the one way in which anything is written there (design 2). Idempotent, one at a
 * time per subject over all replicas, and safe to repeat after a crash at any point. Refusals: TWILIO_…,
 * SERVICE_ROLE_MISSING, ATTRIBUTES_TOO_LARGE, PROVISIONING_BUSY, PROVISIONING_PENDING, STORE_UNAVAILABLE.
 */
export type Reconcile = (subject: Subject) => Promise<Reconciled>;

const PAUSE_MS = 40;
/** A run that lost its lease to a newer one writes nothing more, and starts over with the newest desired state. */
const RUNS = 3;

async function acquire(subject: Subject, deps: ReconcileDeps): Promise<Lease> {
  const giveUpAt = deps.clock() + deps.settings.patienceMs;
  for (;;) {
    const lease = await deps.ledger.lease(slotOf(subject.identity), deps.settings.leaseMs);
    if (lease !== undefined) return lease;
    if (deps.clock() >= giveUpAt) throw new Refusal('PROVISIONING_BUSY', { username: subject.username });
    await deps.pause(PAUSE_MS);
  }
}

function confirmedBy(
  outcome: ReconcileOutcome,
  desired: DesiredState,
  context: { owned: readonly string[]; at: number },
): ConfirmedState {
  const { assignment, digest } = desired;
  return {
    digest,
    flexRole: assignment.flexRole,
    insightsRoles: assignment.insightsRoles,
    workerSid: outcome.worker.sid,
    userSid: outcome.user.sid,
    serviceRole: { name: outcome.user.serviceRole, sid: outcome.user.serviceRoleSid },
    ownedAttributes: ownedAfter(assignment, context.owned),
    at: context.at,
  };
}

/** Both resources side by side; when one fails, the other is still awaited, so that nothing writes after the lease. */
async function writeBoth(
  state: SubjectState,
  desired: DesiredState,
  expiresAt: number,
  deps: ReconcileDeps,
): Promise<ReconcileOutcome> {
  const ensureStillOurs = (): void => {
    if (deps.clock() >= expiresAt) throw new Refusal('PROVISIONING_BUSY', { username: state.subject.username });
  };
  const owned = state.confirmed?.ownedAttributes ?? [];
  const [worker, user] = await Promise.allSettled([
    reconcileWorker(desired.assignment, state.confirmed, { workers: deps.workers, owned, ensureStillOurs }),
    reconcileUser(desired.assignment, state.confirmed, { ...deps, ensureStillOurs }),
  ]);
  if (worker.status === 'rejected') throw worker.reason;
  if (user.status === 'rejected') throw user.reason;
  return { worker: worker.value, user: user.value };
}

async function runOnce(subject: Subject, deps: ReconcileDeps): Promise<Reconciled | undefined> {
  const lease = await acquire(subject, deps);
  const expiresAt = deps.clock() + deps.settings.leaseMs;
  try {
    const state = await deps.ledger.read(lease.slot);
    ensure(state?.desired !== undefined, 'SUBJECT_UNKNOWN', { username: subject.username });
    ensure(state.blocked === undefined, 'SUBJECT_BLOCKED', { username: subject.username });
    const outcome = await writeBoth(state, state.desired, expiresAt, deps);
    const owned = state.confirmed?.ownedAttributes ?? [];
    const confirmed = confirmedBy(outcome, state.desired, { owned, at: deps.clock() });
    return (await deps.ledger.confirm(lease, confirmed)) ? { outcome, confirmed } : undefined;
  } finally {
    await deps.ledger.release(lease).catch(() => undefined);
  }
}

export const createReconcile =
  (deps: ReconcileDeps): Reconcile =>
  async (subject) => {
    for (let run = 0; run < RUNS; run += 1) {
      const reconciled = await runOnce(subject, deps);
      if (reconciled !== undefined) return reconciled;
    }
    throw new Refusal('PROVISIONING_BUSY', { username: subject.username });
  };
