import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Records } from '../kernel/records.ts';
import { ensure, Refusal } from '../kernel/refusal.ts';
import { slotOf } from '../provisioning/subject.ts';
import { escapeIdentity } from '../roles/identity.ts';
import type { Connection } from '../saml/connection.ts';
import type {
  ArrivedLogout,
  LogoutDelivery,
  LogoutRequest,
  LogoutResponse,
  VerifiedLogout,
} from '../saml/logout/logout-message.ts';
import { verifyLogout } from '../saml/logout/verify-logout.ts';
import { sendLogoutRequest, sendLogoutResponse } from '../saml/logout/write-logout.ts';
import type { IdpKeys } from '../saml/rollover/idp-keys.ts';
import type { Session, SessionStore } from '../sessions/session-store.ts';
import type { Attempt } from './attempt.ts';
import type { LogoutMarks } from './logout-marks.ts';
import { factsOf, tracedLogout, type LogoutTraceDeps } from './logout-trace.ts';

export interface SingleLogoutDeps extends LogoutTraceDeps {
  readonly connections: Pick<ReadonlyMap<string, Connection>, 'get' | 'has'>;
  readonly keys: Pick<IdpKeys, 'using'>;
  readonly sessions: Pick<SessionStore, 'end' | 'endOf' | 'listOf'>;
  readonly records: Records;
  readonly marks: Pick<LogoutMarks, 'note'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onEnded: (reason: 'logout' | 'single logout', count: number) => void;
}

/** What became of a message of the IdP. */
export interface LogoutArrived {
  readonly ended: readonly Session[];
  /** Our answer; absent where none is due, or the IdP has no address for it. */
  readonly answer?: LogoutDelivery;
}

/** Single logout, both ways (profiles 4.4). */
export interface SingleLogout {
  /** Ends the session here first, whatever the IdP will say. Answers how to tell the IdP, where it can be told. */
  begin(credential: string): Promise<LogoutDelivery | undefined>;
  /** A message of the IdP, at this connection; it leaves a trace. Refuses with SAML_…. */
  arrive(connection: string, message: ArrivedLogout): Promise<LogoutArrived>;
}

/** How long the IdP may take to answer a request of ours. */
const ANSWER_MS = 3_600_000;

const requestKey = (connection: string, id: string): string => `logout:${connection}:${id}`;
const seenKey = (connection: string, id: string): string =>
  `logout-seen:${connection}:${createHash('sha256').update(id).digest('base64url')}`;
const newId = (): string => `_${randomBytes(20).toString('hex')}`;

async function tellIdp(session: Session, deps: SingleLogoutDeps): Promise<LogoutDelivery | undefined> {
  const connection = deps.connections.get(session.connection);
  if (connection?.enabled !== true) return undefined;
  const { nameId, sessionIndex } = session;
  const id = newId();
  const delivery = sendLogoutRequest(connection, { id, now: deps.clock(), nameId, sessionIndex });
  if (delivery !== undefined) await deps.records.put(requestKey(connection.name, id), '1', ANSWER_MS);
  return delivery;
}

async function begin(credential: string, deps: SingleLogoutDeps): Promise<LogoutDelivery | undefined> {
  const session = await deps.sessions.end(credential);
  if (session === undefined) return undefined;
  deps.onEnded('logout', 1);
  deps.log.info({ connection: session.connection, trace: session.trace }, 'logged out');
  return tellIdp(session, deps).catch((error: unknown) => {
    deps.log.warn({ connection: session.connection, err: error }, 'the IdP was not told of a logout');
    return undefined;
  });
}

/**
 * The sessions that a request names: those of the person in the connection's own namespace, since another IdP may name
 * the same person. Where the IdP sent a login without SessionIndex its sessions cannot be told apart, and all end.
 */
async function endSessions(
  { nameId, sessionIndexes }: LogoutRequest,
  { namespace }: Connection,
  { sessions, marks, clock }: SingleLogoutDeps,
): Promise<readonly Session[]> {
  const slot = slotOf(escapeIdentity(nameId));
  // Before the sessions end: a login that is under way either opens one that ends below, or finds the mark.
  await marks.note({ namespace, slot, sessionIndexes }, clock());
  const live = await sessions.listOf(slot, clock());
  // By the slot, which one person owns: an IdP may write the NameID of a logout in other letter case.
  const isTheirs = ({ subject }: Session): boolean => subject.namespace === namespace;
  if (live.length === 0 || !live.every(isTheirs)) return [];
  const canTellApart = sessionIndexes.length > 0 && live.every(({ sessionIndex }) => sessionIndex !== undefined);
  return canTellApart ? sessions.endOf(slot, sessionIndexes) : sessions.endOf(slot);
}

/** Once: a copy of an old request must not end the sessions of today. One that failed half-way may come again. */
async function endOnce(
  request: LogoutRequest,
  connection: Connection,
  deps: SingleLogoutDeps,
): Promise<readonly Session[]> {
  const key = seenKey(connection.name, request.id);
  const isFirst = await deps.records.putOnce(key, '1', Math.max(1, request.usableUntil - deps.clock()));
  ensure(isFirst, 'SAML_LOGOUT_INVALID', { reason: 'it was used already' });
  try {
    return await endSessions(request, connection, deps);
  } catch (error) {
    await deps.records.take(key).catch(() => undefined);
    throw error;
  }
}

async function checkAnswer(
  { inResponseTo, status, signed }: LogoutResponse,
  { name }: Connection,
  { records, log }: SingleLogoutDeps,
): Promise<void> {
  const isOurs = /^_[0-9a-f]{40}$/.test(inResponseTo) && (await records.take(requestKey(name, inResponseTo)));
  ensure(isOurs, 'SAML_LOGOUT_INVALID', { reason: 'it answers no logout that began here' });
  const isDone = status === 'Success';
  log[isDone ? 'info' : 'warn']({ connection: name, status, signed }, 'the IdP answered a logout');
}

/** A switched-off connection still lets people out. */
function connectionOf(name: string, { connections }: SingleLogoutDeps): Connection {
  const connection = connections.get(name);
  if (connection === undefined) throw new Refusal('SAML_CONNECTION_UNKNOWN', { connection: name });
  return connection;
}

async function verified(
  name: string,
  arrived: ArrivedLogout,
  { attempt, deps }: Context,
): Promise<{ readonly connection: Connection; readonly logout: VerifiedLogout }> {
  return attempt.at(
    'verify',
    async () => {
      const connection = connectionOf(name, deps);
      const logout = await deps.keys.using(connection, async (trusted) => verifyLogout(arrived, trusted, deps.clock()));
      attempt.draft.received(factsOf(logout));
      return { connection, logout };
    },
    ({ logout: { message } }) => `a logout ${message.kind} of the IdP${wordOnSignature(message)}`,
  );
}

const wordOnSignature = (message: VerifiedLogout['message']): string =>
  message.kind === 'response' && !message.signed ? ', not signed' : ', signed';

interface Context {
  readonly attempt: Attempt;
  readonly deps: SingleLogoutDeps;
}

async function endTraced(
  request: LogoutRequest,
  connection: Connection,
  context: Context,
): Promise<readonly Session[]> {
  const { attempt, deps } = context;
  const ended = await attempt.at(
    'end',
    () => endOnce(request, connection, deps),
    ({ length }) => `sessions ended: ${length}`,
  );
  const [session] = ended;
  if (session !== undefined) {
    attempt.draft.found({ username: session.subject.username });
    deps.onEnded('single logout', ended.length);
  }
  deps.log.info({ connection: connection.name, trace: attempt.draft.id, ended: ended.length }, 'logged out by the IdP');
  return ended;
}

async function arrive(name: string, arrived: ArrivedLogout, context: Context): Promise<LogoutArrived> {
  const { attempt, deps } = context;
  const { connection, logout } = await verified(name, arrived, context);
  const { binding, message, relayState } = logout;
  if (message.kind === 'response') {
    await attempt.at(
      'correlate',
      () => checkAnswer(message, connection, deps),
      () => `the IdP says ${message.status || 'nothing'}; the session here had ended before`,
    );
    return { ended: [] };
  }
  const ended = await endTraced(message, connection, context);
  const ours = { id: newId(), now: deps.clock(), inResponseTo: message.id, relayState };
  const answer = await attempt.at(
    'answer',
    () => sendLogoutResponse(connection, binding, ours),
    (sent) => (sent === undefined ? 'the IdP has no address for an answer' : `an answer by ${sent.binding}`),
  );
  return { ended, ...(answer !== undefined && { answer }) };
}

export const createSingleLogout = (deps: SingleLogoutDeps): SingleLogout => ({
  begin: (credential) => begin(credential, deps),
  arrive: (connection, arrived) =>
    tracedLogout({ connection, arrived }, (attempt) => arrive(connection, arrived, { attempt, deps }), deps),
});
