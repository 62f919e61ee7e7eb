import { isRefusal } from '../kernel/refusal.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Subject } from './subject.ts';

export interface OutboxStats {
  /** Subjects whose state has still to reach Twilio, and logins under way that may leave one behind. */
  readonly pending: number;
  /** Age of the oldest of them, ms; 0 where there is none. A lower bound where more than a hundred wait. */
  readonly oldestAgeMs: number;
}

/** Brings one subject up to date. Rejects where it must be tried again. */
export type OutboxWork = (subject: Subject) => Promise<void>;

/** Takes the guard away: nothing was left behind. */
export type ReleaseGuard = () => Promise<void>;

/**
 * Subjects whose desired state could not be written to Twilio, until it is. An entry names the subject and never what to
 * write: whoever runs it works towards the newest desired state, so entries of one subject cannot overtake each other.
 * Tried again without a limit on tries or age. The adapter on Redis is shared by all replicas and outlives each of them:
 * what a dead one was working on is taken up by another. Rejects with Refusal STORE_UNAVAILABLE.
 */
export interface Outbox {
  /**
   * At most one entry of a subject waits. One that comes while the subject is being worked on runs afterwards, since that
   * work may have read the state before.
   */
  enqueue(subject: Subject, reason: string): Promise<void>;
  /**
   * An entry that comes to life only when it is not taken back in time: for a caller that is about to store a desired
   * state and may die before it is written.
   */
  guard(subject: Subject): Promise<ReleaseGuard>;
  /** Begins to work. Once. */
  start(work: OutboxWork): void;
  stats(): Promise<OutboxStats>;
  /** Waits for the work under way, within bounds. */
  close(): Promise<void>;
}

export interface RetrySettings {
  /** Longest wait after the first failure, ms; it doubles with each. */
  readonly firstMs: number;
  /** The longest wait of all, ms. */
  readonly longestMs: number;
  /** Between two tries at what only an operator or a new login can cure, ms. */
  readonly incurableMs: number;
}

export const RETRIES: RetrySettings = { firstMs: 500, longestMs: 30_000, incurableMs: 900_000 };

/** Nothing that time heals: wrong settings at Twilio or here, or attributes that it will never take. */
const INCURABLE: ReadonlySet<RefusalCode> = new Set([
  'TWILIO_REJECTED',
  'TWILIO_CREDENTIALS',
  'SERVICE_ROLE_MISSING',
  'ATTRIBUTES_TOO_LARGE',
  'SUBJECT_OTHER_DOOR',
  'CONVERSATION_ROLE_MISSING',
]);

/** Of those, and of those that no wait ends at all: the person must not get in this way. */
export const isForGood = (error: unknown): boolean =>
  isIncurable(error) || (isRefusal(error) && error.code === 'SUBJECT_CONFLICT');

export const isIncurable = (error: unknown): boolean => isRefusal(error) && INCURABLE.has(error.code);

function retryAfterOf(error: unknown): number {
  if (!isRefusal(error) || !('retryAfterMs' in error.evidence)) return 0;
  return error.evidence.retryAfterMs ?? 0;
}

/**
 * How long to wait before the next try, ms: doubling, capped, and jittered over its upper half, so that what an outage
 * gathered does not come back in step.
 * @param tries failures so far, 1 or more
 * @param random from 0 (inclusive) to 1
 */
export function retryDelayMs(failed: { tries: number; error: unknown }, random: number, settings = RETRIES): number {
  const { firstMs, longestMs, incurableMs } = settings;
  const doubled = Math.min(longestMs, firstMs * 2 ** Math.min(failed.tries - 1, 20));
  const longest = isIncurable(failed.error) ? incurableMs : doubled;
  return Math.round(longest * (0.5 + random / 2)) + retryAfterOf(failed.error);
}
