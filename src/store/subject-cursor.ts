import type { SeenSubject, SubjectPage } from '../provisioning/subject-index.ts';
import type { Subject } from '../provisioning/subject.ts';
import { ensure } from '../kernel/refusal.ts';
import { subjectText } from './subject-state-text.ts';

/** A place in the order of (last login, member). */
export interface Place {
  readonly at: number;
  readonly member: string;
}

export function placeIn(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, at, member] = /^(\d+):(\{.+\})$/s.exec(text) ?? [];
  ensure(at !== undefined && member !== undefined, 'REQUEST_INVALID', {
    problems: [{ path: 'cursor', reason: 'comes from no page before' }],
  });
  return { at: Number(at), member };
}

const cursorAt = ({ subject, at }: SeenSubject): string =>
  Buffer.from(`${at}:${subjectText(subject)}`).toString('base64url');

export const seenOf = ({ at, member }: Place): SeenSubject => ({ subject: JSON.parse(member) as Subject, at });

/** A full page may have one after it. */
export function pageOf(subjects: readonly SeenSubject[], limit: number): SubjectPage {
  const last = subjects.at(-1);
  return { subjects, ...(last !== undefined && subjects.length === limit && { next: cursorAt(last) }) };
}
