import { ensure, Refusal } from '../kernel/refusal.ts';
import type { ReconcileOutcome } from './outcome.ts';
import { ownedAfter } from './plan-worker.ts';
import type { ConfirmedState, DesiredState, Lease, SubjectLedger, SubjectState } from './subject-ledger.ts';
import { slotOf } from './subject.ts';
import type { Subject } from './subject.ts';
import { writeBoth } from './write-both.ts';
import type { WriteBothDeps } from './write-both.ts';

export interface ReconcileDeps extends WriteBothDeps {
  readonly ledger: SubjectLedger;
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
  /** Absent where another run wrote and confirmed the same meanwhile: Twilio was not asked. */
  readonly outcome?: ReconcileOutcome;
  readonly confirmed: ConfirmedState;
}

/**
 * Makes Twilio equal the desired state: the one way in which anything is written there (design 2). Idempotent, one at a
 * time per subject over all replicas, and safe to repeat after a crash at any point. Refusals: TWILIO_…,
 * SERVICE_ROLE_MISSING, ATTRIBUTES_TOO_LARGE, PROVISIONING_BUSY, PROVISIONING_PENDING, STORE_UNAVAILABLE.
 */
export type Reconcile = (subject: Subject, options?: ReconcileOptions) => Promise<Reconciled>;

export interface ReconcileOptions {
  /**
   * ms since epoch. Where Twilio was seen to equal the desired state since then, that is enough: of many logins of one
   * person at the same moment, one asks Twilio and the others wait for it.
   */
  readonly since?: number;
}

const PAUSE_MS = 40;
/** A run that lost its lease to a newer one writes nothing more, and starts over with the newest desired state. */
const RUNS = 3;

interface Run {
  readonly subject: Subject;
  readonly since: number;
}

/** What another run confirmed since then, where it is what is desired now. */
function confirmedSince(state: SubjectState | undefined, since: number): ConfirmedState | undefined {
  if (state?.confirmed === undefined || state.blocked !== undefined) return undefined;
  const { confirmed, desired } = state;
  return confirmed.digest === desired?.digest && confirmed.at >= since ? confirmed : undefined;
}

interface HeldLease extends Lease {
  /** By our clock and on the early side, ms since epoch: counted from before the lease was asked for. */
  readonly expiresAt: number;
}

/** The lease; or, where another holds it, what that one confirmed. */
async function acquire({ subject, since }: Run, deps: ReconcileDeps): Promise<HeldLease | ConfirmedState> {
  const slot = slotOf(subject.identity);
  const { leaseMs, patienceMs } = deps.settings;
  const giveUpAt = deps.clock() + patienceMs;
  for (;;) {
    const expiresAt = deps.clock() + leaseMs;
    const lease = await deps.ledger.lease(slot, leaseMs);
    if (lease !== undefined) return { ...lease, expiresAt };
    if (deps.clock() >= giveUpAt) throw new Refusal('PROVISIONING_BUSY', { username: subject.username });
    await deps.pause(PAUSE_MS);
    const confirmed = since === Infinity ? undefined : confirmedSince(await deps.ledger.read(slot), since);
    if (confirmed !== undefined) return confirmed;
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
    ...(assignment.readOnlyAdmin && { readOnlyAdmin: true as const }),
    insightsRoles: assignment.insightsRoles,
    workerSid: outcome.worker.sid,
    userSid: outcome.user.sid,
    serviceRole: { name: outcome.user.serviceRole, sid: outcome.user.serviceRoleSid },
    ownedAttributes: ownedAfter(assignment, context.owned),
    at: context.at,
  };
}

/** No digest has this value: equal to no desired state, so nothing counts as confirmed. */
const UNSETTLED = '';

/**
 * From the first write on Twilio may hold the old state, the new one, or half of each. So nothing is confirmed until both
 * resources stand: a desired state that goes there and back in the meantime is written, not taken for granted.
 */
async function unsettle(lease: HeldLease, { ledger }: ReconcileDeps): Promise<SubjectState | undefined | 'superseded'> {
  const state = await ledger.read(lease.slot);
  const { confirmed, desired, blocked } = state ?? {};
  if (confirmed === undefined || confirmed.digest === desired?.digest || blocked !== undefined) return state;
  const marked = await ledger.confirm(lease, { ...confirmed, digest: UNSETTLED });
  return marked ? ledger.read(lease.slot) : 'superseded';
}

async function writeUnder(lease: HeldLease, run: Run, deps: ReconcileDeps): Promise<Reconciled | undefined> {
  const { username } = run.subject;
  const state = await unsettle(lease, deps);
  if (state === 'superseded') return undefined;
  ensure(state?.desired !== undefined, 'SUBJECT_UNKNOWN', { username });
  ensure(state.blocked === undefined, 'SUBJECT_BLOCKED', { username });
  const already = confirmedSince(state, run.since);
  if (already !== undefined) return { confirmed: already };
  const outcome = await writeBoth(
    state,
    state.desired,
    { expiresAt: lease.expiresAt, isAwaited: run.since !== Infinity },
    deps,
  );
  const owned = state.confirmed?.ownedAttributes ?? [];
  const confirmed = confirmedBy(outcome, state.desired, { owned, at: deps.clock() });
  return (await deps.ledger.confirm(lease, confirmed)) ? { outcome, confirmed } : undefined;
}

/**
 * A run that failed after its lease had run out may have written over its successor: a Conversation User has no version
 * that Twilio would check. So what the successor confirmed counts no longer, and the outbox looks again.
 */
async function doubt({ subject }: Run, deps: ReconcileDeps): Promise<void> {
  const lease = await acquire({ subject, since: Infinity }, deps);
  if (!('token' in lease)) return;
  const { confirmed } = (await deps.ledger.read(lease.slot)) ?? {};
  if (confirmed !== undefined) await deps.ledger.confirm(lease, { ...confirmed, digest: UNSETTLED });
  await deps.ledger.release(lease);
}

async function runOnce(run: Run, deps: ReconcileDeps): Promise<Reconciled | undefined> {
  const acquired = await acquire(run, deps);
  if (!('token' in acquired)) return { confirmed: acquired };
  try {
    return await writeUnder(acquired, run, deps);
  } catch (error) {
    if (deps.clock() >= acquired.expiresAt) await doubt(run, deps).catch(() => undefined);
    throw error;
  } finally {
    await deps.ledger.release(acquired).catch(() => undefined);
  }
}

export const createReconcile =
  (deps: ReconcileDeps): Reconcile =>
  async (subject, { since = Infinity } = {}) => {
    for (let run = 0; run < RUNS; run += 1) {
      const reconciled = await runOnce({ subject, since }, deps);
      if (reconciled !== undefined) return reconciled;
    }
    throw new Refusal('PROVISIONING_BUSY', { username: subject.username });
  };
