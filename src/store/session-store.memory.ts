import type { Clock } from '../kernel/clock.ts';
import { ensure } from '../kernel/refusal.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { ResumedSession, Session, SessionStore } from '../sessions/session-store.ts';
import { stateOf, subjectAt } from './memory-subjects.ts';
import type { MemorySubjects } from './memory-subjects.ts';
import { issueCredential, placeOf } from './session-credential.ts';
import { byCreation, endUnlessUsed } from './session-life.ts';
import { subjectTag } from './subject-key.ts';

const sessionOf = ({ text }: { text: string }): Session => JSON.parse(text) as Session;

function createIn(all: MemorySubjects, session: Session): string {
  const slot = slotOf(session.subject.identity);
  const { blocked, endedAt = -Infinity } = stateOf(subjectAt(all, slot)) ?? {};
  const isEnded = blocked !== undefined || (session.loginAt ?? Infinity) <= endedAt;
  ensure(!isEnded, 'SUBJECT_BLOCKED', { username: session.subject.username });
  const { credential, tag, hash } = issueCredential(slot);
  const entry = { value: { tag, text: JSON.stringify(session) }, ends: endUnlessUsed(session, session.createdAt) };
  all.sessions.set(hash, entry, session.createdAt, 'sessions.create');
  return credential;
}

/** Also of a session that is over. The tag is part of where a session is: under another tag there is none. */
function hashOf(all: MemorySubjects, credential: string): string | undefined {
  const place = placeOf(credential);
  return place && all.sessions.get(place.hash, -Infinity)?.tag === place.tag ? place.hash : undefined;
}

function resumeIn(all: MemorySubjects, credential: string, now: number): ResumedSession | undefined {
  const hash = hashOf(all, credential);
  const stored = hash === undefined ? undefined : all.sessions.get(hash, now);
  if (hash === undefined || stored === undefined) return undefined;
  const state = stateOf(all.subjects.get(stored.tag, now));
  if (state === undefined || state.blocked) return undefined;
  const session = sessionOf(stored);
  all.sessions.extend(hash, endUnlessUsed(session, now));
  return { session, state };
}

const entriesOf = (all: MemorySubjects, slot: string, now: number) => {
  const tag = subjectTag(slot);
  return all.sessions.live(now).filter(([, session]) => session.tag === tag);
};

const matches = ({ sessionIndex }: Session, wanted: readonly string[] | undefined): boolean =>
  wanted === undefined || (sessionIndex !== undefined && wanted.includes(sessionIndex));

function endIn(all: MemorySubjects, slot: string, now: number, indexes?: readonly string[]): readonly Session[] {
  const ending = entriesOf(all, slot, now)
    .map(([hash, stored]) => ({ hash, session: sessionOf(stored) }))
    .filter(({ session }) => matches(session, indexes));
  for (const { hash } of ending) all.sessions.take(hash, now);
  return ending.map(({ session }) => session).toSorted(byCreation);
}

export function memorySessionStore(all: MemorySubjects, clock: Clock): SessionStore {
  return {
    create: async (session) => createIn(all, session),
    resume: async (credential, now) => resumeIn(all, credential, now),
    end: async (credential) => {
      const hash = hashOf(all, credential);
      const ended = hash === undefined ? undefined : all.sessions.take(hash, clock());
      return ended && sessionOf(ended);
    },
    endOf: async (slot, sessionIndexes) => endIn(all, slot, clock(), sessionIndexes),
    listOf: async (slot, now) =>
      entriesOf(all, slot, now)
        .map(([, stored]) => sessionOf(stored))
        .toSorted(byCreation),
  };
}
