import type { Assignment } from '../roles/assignment.ts';
import type { Door } from '../roles/console-roles.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import type { InsightsRole } from '../roles/insights-role.ts';
import type { Subject } from './subject.ts';

/** Orders assignments: by issue time, then by assertion id, so that every replica orders alike. */
export interface Fence {
  /** IssueInstant of the assertion, ms since epoch. */
  readonly issuedAt: number;
  readonly assertionId: string;
}

export interface DesiredState {
  readonly assignment: Assignment;
  readonly fence: Fence;
  /** Digest of what Twilio must hold (without the explanation): equal digests need no write. */
  readonly digest: string;
}

/** What Twilio was last seen to hold. */
export interface ConfirmedState {
  readonly digest: string;
  readonly flexRole: FlexRole;
  /** As in the assignment. */
  readonly readOnlyAdmin?: true;
  readonly insightsRoles: readonly InsightsRole[];
  readonly workerSid: string;
  readonly userSid: string;
  /** Name and SID of the Conversations service role that the User carries. */
  readonly serviceRole: { readonly name: string; readonly sid: string };
  /** Stored names of the worker attributes that we have written. */
  readonly ownedAttributes: readonly string[];
  /** ms since epoch. */
  readonly at: number;
}

export interface Block {
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

/**
 * Assignments that lowered the Flex role. Counted in the claim itself, so that a session tells by the count of its own
 * login whether one came after it, whatever the clocks of the replicas say.
 */
export interface Demotions {
  readonly times: number;
  /** When it last happened, ms since epoch. */
  readonly at: number;
}

export interface SubjectState {
  readonly subject: Subject;
  readonly desired?: DesiredState;
  readonly confirmed?: ConfirmedState;
  readonly blocked?: Block;
  /** Absent: never. */
  readonly demoted?: Demotions;
  /** How often an assignment raised the Flex role; absent: never. */
  readonly promotions?: number;
  /** When a block last ended all that the person had begun, ms since epoch; it stays after the unblock. */
  readonly endedAt?: number;
}

export interface Claim {
  readonly subject: Subject;
  readonly desired: DesiredState;
  /** The assertion id is remembered until then (ms since epoch): NotOnOrAfter plus skew. */
  readonly usedUntil: number;
  readonly now: number;
  /** The door that the person comes through, where a desired state of the other one closes it; absent: it does not. */
  readonly closedByOther?: Door;
  /** Assertion id of the desired state that closes no door: its person did not get in by it, or was taken out since. */
  readonly vacant?: string;
}

export type ClaimOutcome =
  /** It is now the desired state. `previous` is the state before. */
  | { readonly kind: 'accepted'; readonly previous?: SubjectState; readonly state: SubjectState }
  | { readonly kind: 'replay' }
  | { readonly kind: 'stale'; readonly state: SubjectState }
  | { readonly kind: 'blocked'; readonly state: SubjectState }
  /** The desired state came through the other door. Nothing was written, the assertion is not used up. */
  | { readonly kind: 'other-door'; readonly state: SubjectState }
  /** The slot belongs to another subject. Nothing was written, the assertion is not used up. */
  | { readonly kind: 'conflict'; readonly owner: Subject };

/** The right to write one subject's Twilio resources. A higher `token` supersedes all lower ones. */
export interface Lease {
  readonly slot: string;
  readonly token: number;
}

/**
 * Desired and confirmed state of each subject, with the fence. Every method is one atomic step over all replicas; all
 * keys of a subject live in one Redis Cluster slot. Rejects with Refusal STORE_UNAVAILABLE when the store fails.
 */
export interface SubjectLedger {
  /**
   * In one step: slot owner checked, block checked, door checked, assertion id used up, fence compared, desired state stored, a
   * demotion counted (against the state that this very claim replaces). The order
   * of checks is conflict, blocked, other door, replay, stale; the first three do not use the assertion up. A lower fence is
   * stale (and its assertion id is used up). A claim issued at the same instant as the stored one that asks for the same
   * (equal digest) is accepted whatever its id: two tabs, one second. The higher fence stays.
   */
  claim(claim: Claim): Promise<ClaimOutcome>;
  read(slot: string): Promise<SubjectState | undefined>;
  /** undefined while another holds the lease. It ends by itself after `ttlMs`. For an unknown subject it confirms nothing. */
  lease(slot: string, ttlMs: number): Promise<Lease | undefined>;
  release(lease: Lease): Promise<void>;
  /** Stores what Twilio holds; false (and nothing stored) where a newer lease was given meanwhile. */
  confirm(lease: Lease, confirmed: ConfirmedState): Promise<boolean>;
  /** Ends all sessions of the subject, for good. undefined, and nothing done, where the subject is unknown. */
  block(slot: string, block: Block): Promise<SubjectState | undefined>;
  /**
   * As `block`, also for people who never logged in: leavers. The block then waits for them. undefined, and nothing done,
   * where the slot belongs to another subject.
   */
  blockSubject(subject: Subject, block: Block): Promise<SubjectState | undefined>;
  /** Answers the state after. Who never logged in is unknown from then on: the slot waits for whoever comes. */
  unblock(slot: string): Promise<SubjectState | undefined>;
  /** Forgets what Twilio held, after the worker was removed. Desired state, fence and block stay. */
  forgetConfirmed(lease: Lease): Promise<boolean>;
}
