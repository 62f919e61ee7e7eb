import type { Clock } from '../kernel/clock.ts';
import { isRefusal, Refusal } from '../kernel/refusal.ts';
import type { Assignment } from '../roles/assignment.ts';
import { compareFlexRoles } from '../roles/flex-role.ts';
import type { ConversationUsers, ServiceRoles } from './conversation-users.ts';
import type { BothDoors } from './doors.ts';
import { isForGood } from './outbox.ts';
import type { ReconcileOutcome } from './outcome.ts';
import { planWorker } from './plan-worker.ts';
import { reconcileUser } from './reconcile-user.ts';
import { reconcileWorker } from './reconcile-worker.ts';
import type { ServiceRolePolicy } from './service-role-policy.ts';
import type { DesiredState, SubjectState } from './subject-ledger.ts';
import type { WorkerDirectory } from './worker-directory.ts';

export interface WriteBothDeps {
  readonly workers: WorkerDirectory;
  readonly users: ConversationUsers;
  readonly serviceRoles: ServiceRoles;
  readonly policy: ServiceRolePolicy;
  /** Absent: first. */
  readonly bothDoors?: BothDoors;
  readonly clock: Clock;
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
export async function writeBoth(
  state: SubjectState,
  desired: DesiredState,
  { expiresAt, isAwaited }: Writing,
  deps: WriteBothDeps,
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
  deps: WriteBothDeps,
): Promise<never> {
  if (user.status === 'fulfilled' && isForGood(reason)) await takeAway(user.value, ensureStillOurs, deps);
  throw reason;
}

/** Only what this very run created. Where Twilio does not let go of it, the refusal of the worker is told all the same. */
async function takeAway(
  { sid, change }: ReconcileOutcome['user'],
  ensureStillOurs: () => void,
  { users }: WriteBothDeps,
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
