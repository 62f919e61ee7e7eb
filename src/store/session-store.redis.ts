import type { Clock } from '../kernel/clock.ts';
import { ensure } from '../kernel/refusal.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Session, SessionCredential, SessionStore } from '../sessions/session-store.ts';
import type { ScriptArgument, StoreConnection } from './connect.redis.ts';
import { lifetimeMs } from './lifetime.ts';
import type { ScriptName } from './scripts/scripts.ts';
import { issueCredential, placeOf } from './session-credential.ts';
import type { SessionPlace } from './session-credential.ts';
import { byCreation, endUnlessUsed } from './session-life.ts';
import { keysOf, subjectTag } from './subject-key.ts';
import { stateFrom } from './subject-state-text.ts';
import type { StateText } from './subject-state-text.ts';

type ResumeReply = readonly [session: string, state: StateText];

const sessionOf = (text: string): Session => JSON.parse(text) as Session;

async function createIn(connection: StoreConnection, session: Session): Promise<SessionCredential> {
  const { createdAt, expiresAt, subject, loginAt = '' } = session;
  const { credential, tag, hash } = issueCredential(slotOf(subject.identity));
  const { state, endings, sessions } = keysOf(connection.prefix, tag);
  const ends = endUnlessUsed(session, createdAt);
  const created = await connection.script<number>('sessions.create', 'createSession', {
    keys: [state, endings, sessions],
    args: [hash, JSON.stringify(session), createdAt, ends, lifetimeMs(expiresAt - createdAt), loginAt],
  });
  ensure(created === 1, 'SUBJECT_BLOCKED', { username: subject.username });
  return credential;
}

async function resumeIn(connection: StoreConnection, place: SessionPlace, now: number) {
  const { state, endings, sessions } = keysOf(connection.prefix, place.tag);
  const call = { keys: [state, endings, sessions], args: [place.hash, now] };
  const reply = await connection.script<ResumeReply | null>('sessions.resume', 'resumeSession', call);
  const current = reply === null ? undefined : stateFrom(reply[1]);
  return reply === null || current === undefined ? undefined : { session: sessionOf(reply[0]), state: current };
}

/** Every method is one command: one round trip to the node that holds the subject. */
export function redisSessionStore(connection: StoreConnection, clock: Clock): SessionStore {
  const several = async (operation: string, name: ScriptName, tag: string, args: readonly ScriptArgument[]) => {
    const { endings, sessions } = keysOf(connection.prefix, tag);
    const found = await connection.script<readonly string[]>(operation, name, { keys: [endings, sessions], args });
    return found.map(sessionOf).toSorted(byCreation);
  };
  return {
    create: (session) => createIn(connection, session),
    resume: async (credential, now) => {
      const place = placeOf(credential);
      return place && resumeIn(connection, place, now);
    },
    end: async (credential) => {
      const place = placeOf(credential);
      return place && (await several('sessions.end', 'endSessions', place.tag, [clock(), 'hash', place.hash]))[0];
    },
    endOf: (slot, sessionIndexes) => {
      const match = sessionIndexes ? ['index', ...sessionIndexes] : ['all'];
      return several('sessions.endOf', 'endSessions', subjectTag(slot), [clock(), ...match]);
    },
    listOf: (slot, now) => several('sessions.listOf', 'listSessions', subjectTag(slot), [now]),
  };
}
