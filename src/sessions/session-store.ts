import type { Subject } from '../provisioning/subject.ts';
import type { SubjectState } from '../provisioning/subject-ledger.ts';
import type { FlexRole } from '../roles/flex-role.ts';

/** Times are ms since epoch. */
export interface Session {
  readonly subject: Subject;
  readonly connection: string;
  readonly nameId: { readonly value: string; readonly format?: string };
  /** SessionIndex of the assertion, for single logout. */
  readonly sessionIndex?: string;
  /** Id of the trace of the login. */
  readonly trace: string;
  readonly createdAt: number;
  /** When its login began: a block since then ends it before it begins. */
  readonly loginAt?: number;
  /** How often the person had been demoted when the login was claimed, that one included; absent: never. */
  readonly demotions?: number;
  /** The end whatever happens: session.max, never beyond SessionNotOnOrAfter. */
  readonly expiresAt: number;
  /** Ends earlier when unused for so long. */
  readonly idleMs: number;
}

/** The bearer's side of a session: the cookie value or bearer. Never stored; the store keeps a hash of the secret. */
export type SessionCredential = string;

export interface ResumedSession {
  readonly session: Session;
  /** The subject as it stands at this moment, not as it stood at the login. */
  readonly state: SubjectState;
}

/** A session that may act: no higher than the connection that it came through may lift anybody. */
export interface ActiveSession extends ResumedSession {
  /** Of that connection, as it is configured at this moment. */
  readonly ceiling: FlexRole;
}

/** undefined where there is no live session. Rejects with STORE_UNAVAILABLE. */
export type ResumeSession = (credential: SessionCredential, now: number) => Promise<ActiveSession | undefined>;

/**
 * Sessions, beside their subjects: a session and its subject's state live in the same Redis Cluster slot, so one step
 * reads both. Rejects with Refusal STORE_UNAVAILABLE.
 */
export interface SessionStore {
  /** Refuses with SUBJECT_BLOCKED where the subject is blocked, or was since `loginAt`. */
  create(session: Session): Promise<SessionCredential>;
  /** Extends the idle time. undefined where the credential is unknown, malformed or over, or the subject is blocked. */
  resume(credential: SessionCredential, now: number): Promise<ResumedSession | undefined>;
  /** The session that it was, for single logout; undefined where there was none. */
  end(credential: SessionCredential): Promise<Session | undefined>;
  /** Ends all sessions of the subject, or those with one of these SessionIndex values. Answers those that ended. */
  endOf(slot: string, sessionIndexes?: readonly string[]): Promise<readonly Session[]>;
  listOf(slot: string, now: number): Promise<readonly Session[]>;
}
