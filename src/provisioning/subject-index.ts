import type { Subject } from './subject.ts';

export interface SeenSubject {
  readonly subject: Subject;
  /** When the person last logged in, ms since epoch. */
  readonly at: number;
}

export interface PageRequest {
  /** 1 or more. */
  readonly limit: number;
  /** From the page before. Opaque. */
  readonly cursor?: string;
}

export interface SubjectPage {
  /** Those longest away first. */
  readonly subjects: readonly SeenSubject[];
  /** Absent on the last page. */
  readonly next?: string;
}

/**
 * Everyone who ever logged in, by their last login: the one list over all subjects. It decides nothing, so it is written
 * after a login and outside of it. A person who logs in while pages are read may come twice, and never be left out.
 * Rejects with Refusal STORE_UNAVAILABLE.
 */
export interface SubjectIndex {
  /** O(log n). `at` never moves back. */
  seen(subject: Subject, at: number): Promise<void>;
  /** Those whose last login was before `before`. */
  idle(before: number, page: PageRequest): Promise<SubjectPage>;
  all(page: PageRequest): Promise<SubjectPage>;
  count(): Promise<number>;
  forget(subject: Subject): Promise<void>;
}
