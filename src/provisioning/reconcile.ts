import type { Clock } from '../kernel/clock.ts';
import { ensure, isRefusal, Refusal } from '../kernel/refusal.ts';
import { compareFlexRoles } from '../roles/flex-role.ts';
import type { Assignment } from '../roles/assignment.ts';
import type { ConversationUsers, ServiceRoles } from './conversation-users.ts';
import type { BothDoors } from './doors.ts';
import type { ReconcileOutcome } from './outcome.ts';
import { isForGood } from './outbox.ts';
import { ownedAfter, planWorker } from './plan-worker.ts';
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
  /** Absent: first. */
  readonly bothDoors?: BothDoors;
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

interface Writing {
  /** Of the lease. */
  readonly expiresAt: number;
  /** Whether somebody waits for it to be done. */
  readonly isAwaited: boolean;
}

/** A User that is there although we know of none may carry less: it is not raised before the worker stands. */
function waitsForWorker(
  state: SubjectState,
  assignment: Assignment,
  isAwaited: boolean,
): { readonly toBegin: boolean; readonly toUpdate: boolean } {
  const isFirst = state.confirmed === undefined;
  return { toBegin: isPromotion(state, assignment) || (isFirst && !isAwaited), toUpdate: isFirst };
}

/**
 * Both resources side by side; when one fails, the other is still awaited, so that nothing writes after the lease. The
 * worker may be refused (its door, its size, its owner), and no User is raised or left for somebody turned away: a
 * promotion waits for the worker, and so does a repair, which nobody waits for. At a first login the two are created at
 * once, what can be checked is checked before, and where the worker is refused all the same its User is taken away again.
 */
async function writeBoth(
  state: SubjectState,
  desired: DesiredState,
  { expiresAt, isAwaited }: Writing,
  deps: ReconcileDeps,
): Promise<ReconcileOutcome> {
  const ensureStillOurs = (): void => {
    if (deps.clock() >= expiresAt) throw new Refusal('PROVISIONING_BUSY', { username: state.subject.username });
  };
  const owned = state.confirmed?.ownedAttributes ?? [];
  const { assignment } = desired;
  if (state.confirmed === undefined) planWorker(undefined, assignment, []);
  const ofWorker = reconcileWorker(assignment, state.confirmed, { ...deps, owned, ensureStillOurs });
  const wait = waitsForWorker(state, assignment, isAwaited);
  const mayUpdate = () => (wait.toUpdate ? ofWorker : Promise.resolve());
  const writing = { ...deps, ensureStillOurs, mayUpdate };
  const ofUser = (wait.toBegin ? ofWorker : Promise.resolve()).then(() =>
    reconcileUser(assignment, state.confirmed, writing),
  );
  const [worker, user] = await Promise.allSettled([ofWorker, ofUser]);
  if (worker.status === 'rejected') return turnAway(worker.reason, user, ensureStillOurs, deps);
  if (user.status === 'rejected') throw user.reason;
  return { worker: worker.value, user: user.value };
}

async function turnAway(
  reason: unknown,
  user: PromiseSettledResult<ReconcileOutcome['user']>,
  ensureStillOurs: () => void,
  deps: ReconcileDeps,
): Promise<never> {
  if (user.status === 'fulfilled' && isForGood(reason)) await takeAway(user.value, ensureStillOurs, deps);
  throw reason;
}

/** Only what this very run created. Where Twilio does not let go of it, the refusal of the worker is told all the same. */
async function takeAway(
  { sid, change }: ReconcileOutcome['user'],
  ensureStillOurs: () => void,
  { users }: ReconcileDeps,
): Promise<void> {
  if (change !== 'created') return;
  try {
    ensureStillOurs();
    await users.remove(sid);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

const isPromotion = ({ confirmed }: SubjectState, { flexRole }: Assignment): boolean =>
  confirmed !== undefined && compareFlexRoles(flexRole, confirmed.flexRole) > 0;

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
