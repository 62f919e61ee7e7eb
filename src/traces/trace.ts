import type { Explanation } from '../roles/assignment.ts';
import type { ReconcileOutcome } from '../provisioning/outcome.ts';

export interface TraceStep {
  readonly step: 'verify' | 'correlate' | 'decide' | 'claim' | 'reconcile' | 'session' | 'redirect' | 'end' | 'answer';
  readonly result: 'passed' | 'refused' | 'noted';
  /** ms since the attempt began. */
  readonly atMs: number;
  /** One sentence, safe to show to an operator. */
  readonly note?: string;
}

/** The record of one login attempt, or of one logout message of the IdP. Plain JSON. Holds no assertion, token, cookie or key. */
export interface Trace {
  /** Short and speakable: four pronounceable syllable pairs, such as `bako-timi-sero-lafi`. */
  readonly id: string;
  /** Absent: a login. */
  readonly kind?: 'login' | 'logout';
  readonly connection: string;
  /** ms since epoch. */
  readonly at: number;
  readonly steps: readonly TraceStep[];
  /** A logout that was done as the IdP asked is `granted`. */
  readonly outcome: 'granted' | 'refused' | 'failed';
  readonly code?: string;
  readonly detail?: string;
  /** Characters of base64 that arrived. */
  readonly responseSize?: number;
  readonly username?: string;
  /** Of the verified assertion, to find it in the log of the IdP. */
  readonly assertionId?: string;
  /** What arrived, by the redaction policy: names and values, or names only. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  readonly explanation?: Explanation;
  readonly provisioned?: ReconcileOutcome;
  readonly redirect?: string;
}
