import type { SubjectState } from '../provisioning/subject-ledger.ts';
import { ExpiringMap } from './expiring-map.ts';
import { subjectTag } from './subject-key.ts';
import { stateFrom } from './subject-state-text.ts';

/** One subject. Everything that callers hand in or get is kept as text, so that nobody holds a part of the store. */
export interface MemorySubject {
  /** Absent where it was unblocked before it ever logged in. */
  owner?: string;
  desired?: string;
  confirmed?: string;
  blocked?: string;
  demoted?: string;
  endedAt?: string;
  promotions?: string;
  lease: { token: number; ends: number };
}

export interface MemorySession {
  readonly tag: string;
  readonly text: string;
}

/** What the ledger and the sessions share: a session stands beside its subject, as in Redis. Keys are subject tags. */
export interface MemorySubjects {
  readonly subjects: ExpiringMap<MemorySubject>;
  readonly used: ExpiringMap<true>;
  readonly sessions: ExpiringMap<MemorySession>;
}

export const createMemorySubjects = (capacity: number): MemorySubjects => ({
  subjects: new ExpiringMap(capacity),
  used: new ExpiringMap(capacity),
  sessions: new ExpiringMap(capacity),
});

/** Subjects have no end. */
export const subjectAt = ({ subjects }: MemorySubjects, slot: string): MemorySubject | undefined =>
  subjects.get(subjectTag(slot), 0);

export const stateOf = (subject: MemorySubject | undefined): SubjectState | undefined =>
  subject &&
  stateFrom([
    subject.owner,
    subject.desired,
    subject.confirmed,
    subject.blocked,
    subject.demoted,
    subject.endedAt,
    subject.promotions,
  ]);
