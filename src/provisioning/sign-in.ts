import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { isRefusal, Refusal } from '../kernel/refusal.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Assignment } from '../roles/assignment.ts';
import { lowersFlexRole, raisesFlexRole } from './desired-state.ts';
import type { DoorKeeper } from './doors.ts';
import type { Outbox, ReleaseGuard } from './outbox.ts';
import type { ReconcileOutcome } from './outcome.ts';
import type { Reconcile } from './reconcile.ts';
import type { Claim, ClaimOutcome, Fence, SubjectLedger, SubjectState } from './subject-ledger.ts';
import { slotOf } from './subject.ts';
import type { Subject } from './subject.ts';

export interface SignInRequest {
  readonly subject: Subject;
  readonly assignment: Assignment;
  readonly fence: Fence;
  /** The assertion id is remembered until then, ms since epoch. */
  readonly usedUntil: number;
}

export interface SignInResult {
  /** As it stands after the sign-in: what the session starts with. */
  readonly state: SubjectState;
  /** Absent where Twilio was not asked, or could not be. */
  readonly outcome?: ReconcileOutcome;
  /** Why Twilio is not up to date, where the person gets in all the same. The outbox brings it up to date. */
  readonly pending?: Refusal;
  /**
   * Twilio was last seen to hold all of this and was not looked at again: within `trust` of the last look, because
   * another login looked at the same moment, because it does not answer, or because it takes long to: then it is looked
   * at after the login, and the outbox goes on with that where need be.
   */
  readonly unverified?: 'trusted' | 'coalesced' | 'unreachable' | 'late';
}

export type SignIn = (request: SignInRequest) => Promise<SignInResult>;

export interface SignInDeps {
  readonly ledger: SubjectLedger;
  readonly reconcile: Reconcile;
  readonly outbox: Pick<Outbox, 'enqueue' | 'guard'>;
  /** Digest of what Twilio must hold for an assignment. */
  readonly digest: (assignment: Assignment) => string;
  readonly clock: Clock;
  readonly log: Log;
  /** An unchanged login whose state was confirmed so recently makes no call to Twilio, ms; 0: always look. */
  readonly trustMs: number;
  /** Begins to count how long somebody waits of whom Twilio was last seen to hold everything already. */
  readonly verifyDeadline: () => VerifyDeadline;
  /** Absent where everybody comes through the same door. */
  readonly doors?: DoorKeeper;
  /** The accepted assertion lowered the Flex role; its session is not open yet. */
  readonly onDemotion?: (subject: Subject) => Promise<void>;
  /** As `onDemotion`, for a raise that Twilio holds by now; one that it does not hold yet is left to the outbox. */
  readonly onPromotion?: (subject: Subject) => Promise<void>;
}

export interface VerifyDeadline {
  readonly passed: Promise<undefined>;
  cancel(): void;
}

/** Failures that pass by themselves: Twilio away or slow, or another writer at work. */
const PASSING: ReadonlySet<RefusalCode> = new Set([
  'TWILIO_UNAVAILABLE',
  'TWILIO_RATE_LIMITED',
  'PROVISIONING_BUSY',
  'PROVISIONING_PENDING',
]);

const isPassing = (error: unknown): error is Refusal => isRefusal(error) && PASSING.has(error.code);

const isoOf = (ms: number): string => new Date(ms).toISOString();

function refuseUnclaimed(
  claimed: Exclude<ClaimOutcome, { kind: 'accepted' | 'other-door' }>,
  { subject, fence }: SignInRequest,
): never {
  switch (claimed.kind) {
    case 'replay':
      throw new Refusal('SAML_REPLAYED', {});
    case 'stale':
      throw new Refusal('ASSERTION_STALE', {
        issuedAt: isoOf(fence.issuedAt),
        newest: isoOf(claimed.state.desired?.fence.issuedAt ?? fence.issuedAt),
      });
    case 'blocked':
      throw new Refusal('SUBJECT_BLOCKED', { username: subject.username });
    case 'conflict':
      throw new Refusal('SUBJECT_CONFLICT', { username: subject.username, owner: claimed.owner.username });
  }
}

const refused = (
  claimed: Exclude<ClaimOutcome, { kind: 'accepted' }>,
  request: SignInRequest,
  deps: SignInDeps,
): Promise<never> =>
  claimed.kind === 'other-door' ? refuseAtDoor(request, claimed.state, deps) : refuseUnclaimed(claimed, request);

/** Only a claim that asks for a keeper of doors is answered so. */
function refuseAtDoor(request: SignInRequest, state: SubjectState, { doors }: SignInDeps): Promise<never> {
  if (doors === undefined) throw new Error('a door without a keeper');
  return doors.refuse(request, state);
}

type Accepted = Extract<ClaimOutcome, { kind: 'accepted' }>;

const isConfirmed = ({ confirmed, desired }: SubjectState): boolean =>
  confirmed !== undefined && confirmed.digest === desired?.digest;

function isTrusted(state: SubjectState, { trustMs, clock }: SignInDeps): boolean {
  return isConfirmed(state) && clock() - (state.confirmed?.at ?? 0) < trustMs;
}

/** Asks Twilio, and tells how somebody stands whom it does not answer for. */
async function reconciled(state: SubjectState, since: number, deps: SignInDeps): Promise<SignInResult> {
  try {
    const { outcome, confirmed } = await deps.reconcile(state.subject, { since });
    return { state: { ...state, confirmed }, ...(outcome === undefined ? { unverified: 'coalesced' } : { outcome }) };
  } catch (error) {
    if (!isPassing(error)) throw error;
    if (state.confirmed === undefined) {
      throw new Refusal('PROVISIONING_PENDING', { reason: error.code }, { cause: error });
    }
    return isConfirmed(state) ? { state, unverified: 'unreachable' } : { state, pending: error };
  }
}

/** The guard stays where the outbox does not take the subject: it comes to life by itself. */
async function leaveToOutbox(subject: Subject, reason: string, guard: ReleaseGuard, deps: SignInDeps): Promise<void> {
  try {
    await deps.outbox.enqueue(subject, reason);
    await guard();
  } catch (error) {
    deps.log.warn({ username: subject.username, err: error }, 'outbox did not answer: its guard takes over');
  }
}

const reasonOf = (error: unknown): string => (isRefusal(error) ? error.code : 'INTERNAL');

const isMove = (move: typeof lowersFlexRole, { state: { desired }, previous }: Accepted): boolean =>
  desired !== undefined && move(previous?.desired, desired);

async function provisioned(claimed: Accepted, since: number, deps: SignInDeps): Promise<SignInResult> {
  const { state } = claimed;
  if (isMove(lowersFlexRole, claimed)) await deps.onDemotion?.(state.subject);
  const result: SignInResult = isTrusted(state, deps)
    ? { state, unverified: 'trusted' }
    : await verified(state, since, deps);
  if (result.pending === undefined && isMove(raisesFlexRole, claimed)) await deps.onPromotion?.(state.subject);
  return result;
}

/**
 * The look at Twilio is not cut off when it takes long: what is slow would be taken for dead, and a repair that it has
 * begun must not end half way.
 */
async function verified(state: SubjectState, since: number, deps: SignInDeps): Promise<SignInResult> {
  const asked = reconciled(state, since, deps);
  if (!isConfirmed(state)) return asked;
  const deadline = deps.verifyDeadline();
  const result = await Promise.race([asked, deadline.passed]).finally(() => deadline.cancel());
  if (result !== undefined) return result;
  void lookAfterwards(asked, state.subject, deps);
  return { state, unverified: 'late' };
}

/** Guarded, so that another replica looks where this one ends before Twilio answers. */
async function lookAfterwards(asked: Promise<SignInResult>, subject: Subject, deps: SignInDeps): Promise<void> {
  // Handled below, however long the guard takes.
  asked.catch(() => undefined);
  const guard = await deps.outbox.guard(subject).catch(() => unguarded);
  const failure = await asked.then(
    ({ unverified }) => (unverified === 'unreachable' ? 'TWILIO_UNAVAILABLE' : undefined),
    reasonOf,
  );
  if (failure === undefined) {
    await guard().catch(() => undefined);
    return;
  }
  deps.log.info({ username: subject.username, code: failure }, 'not verified after the login: left to the outbox');
  await leaveToOutbox(subject, failure, guard, deps);
}

/** Else nobody could come by either door. What is lost here is made up for by the next try. */
async function giveUpDoor(state: SubjectState, { doors, log }: SignInDeps): Promise<void> {
  await doors?.vacate(state).catch((error: unknown) => {
    log.warn({ username: state.subject.username, err: error }, 'the door is not given up: the store does not answer');
  });
}

async function afterClaim(
  claimed: Accepted,
  since: number,
  guard: ReleaseGuard,
  deps: SignInDeps,
): Promise<SignInResult> {
  const { state } = claimed;
  try {
    const result = await provisioned(claimed, since, deps);
    if (result.pending === undefined) await guard().catch(() => undefined);
    else await leaveToOutbox(state.subject, reasonOf(result.pending), guard, deps);
    return result;
  } catch (error) {
    if (isRefusal(error) && error.code === 'SUBJECT_OTHER_DOOR') await giveUpDoor(state, deps);
    if (!isConfirmed(state)) await leaveToOutbox(state.subject, reasonOf(error), guard, deps);
    throw error;
  }
}

async function claimOf(
  { subject, assignment, fence, usedUntil }: SignInRequest,
  known: SubjectState | undefined,
  { doors, clock, digest }: SignInDeps,
): Promise<Claim> {
  const now = clock();
  const desired = { assignment, fence, digest: digest(assignment) };
  return { subject, desired, usedUntil, now, ...(await doors?.forClaim(assignment, known)) };
}

/**
 * Claims the assertion and makes Twilio agree. Somebody whom Twilio already knows gets in while Twilio is away, at the
 * lower of what it last held and what the assertion says (design 3.7); a first login does not. What could not be written
 * is left to the outbox, also where this process dies: a login that changes something is guarded before it claims.
 */
export const createSignIn =
  (deps: SignInDeps): SignIn =>
  async (request) => {
    const { ledger, outbox } = deps;
    const { subject } = request;
    const known = await ledger.read(slotOf(subject.identity));
    const claim = await claimOf(request, known, deps);
    const guard = known?.confirmed?.digest === claim.desired.digest ? unguarded : await outbox.guard(subject);
    const claimed = await ledger.claim(claim);
    if (claimed.kind === 'accepted') {
      // Another login came between the read and the claim, and what looked unchanged is not.
      const late = guard === unguarded && !isConfirmed(claimed.state);
      deps.doors?.entered(request, claimed.previous);
      return afterClaim(claimed, claim.now, late ? await outbox.guard(subject) : guard, deps);
    }
    await guard().catch(() => undefined);
    return refused(claimed, request, deps);
  };

/** Nothing changes, so nothing can be lost. */
const unguarded: ReleaseGuard = () => Promise.resolve();
