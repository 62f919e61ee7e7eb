import type { Clock } from '../kernel/clock.ts';
import { isRefusal, Refusal } from '../kernel/refusal.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Assignment } from '../roles/assignment.ts';
import type { ReconcileOutcome } from './outcome.ts';
import type { Reconcile } from './reconcile.ts';
import type { ClaimOutcome, Fence, SubjectLedger, SubjectState } from './subject-ledger.ts';
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
  /** Absent where Twilio could not be reached. */
  readonly outcome?: ReconcileOutcome;
  /** Why Twilio is not up to date, where the person gets in all the same. */
  readonly pending?: Refusal;
}

export type SignIn = (request: SignInRequest) => Promise<SignInResult>;

export interface SignInDeps {
  readonly ledger: SubjectLedger;
  readonly reconcile: Reconcile;
  /** Digest of what Twilio must hold for an assignment. */
  readonly digest: (assignment: Assignment) => string;
  readonly clock: Clock;
}

/** Failures that pass by themselves: Twilio away or slow, or another writer at work. */
const PASSING: ReadonlySet<RefusalCode> = new Set([
  'TWILIO_UNAVAILABLE',
  'TWILIO_RATE_LIMITED',
  'PROVISIONING_BUSY',
  'PROVISIONING_PENDING',
]);

const isoOf = (ms: number): string => new Date(ms).toISOString();

function refuseUnclaimed(
  claimed: Exclude<ClaimOutcome, { kind: 'accepted' }>,
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

/**
 * Claims the assertion and makes Twilio agree. Somebody whom Twilio already knows gets in while Twilio is away, at the
 * lower of what it last held and what the assertion says (design 3.7); a first login does not.
 */
export const createSignIn =
  ({ ledger, reconcile, digest, clock }: SignInDeps): SignIn =>
  async (request) => {
    const { subject, assignment, fence, usedUntil } = request;
    const desired = { assignment, fence, digest: digest(assignment) };
    const claimed = await ledger.claim({ subject, desired, usedUntil, now: clock() });
    if (claimed.kind !== 'accepted') return refuseUnclaimed(claimed, request);
    try {
      const { outcome, confirmed } = await reconcile(subject);
      return { state: { ...claimed.state, confirmed }, outcome };
    } catch (error) {
      if (!isRefusal(error) || !PASSING.has(error.code)) throw error;
      if (claimed.state.confirmed === undefined) {
        throw new Refusal('PROVISIONING_PENDING', { reason: error.code }, { cause: error });
      }
      return { state: claimed.state, pending: error };
    }
  };
