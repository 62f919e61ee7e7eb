import { ensure, Refusal } from '../kernel/refusal.ts';
import { compareFences } from '../provisioning/desired-state.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import type { CeilingOf } from '../sessions/resume-session.ts';
import { requireStanding, standingOf } from '../sessions/effective.ts';
import { Attempt, recordGranted, recordRefused } from './attempt.ts';
import { finishLogin } from './finish-login.ts';
import type { CompletedLogin } from './finish-login.ts';
import type { LoginDeps } from './login-deps.ts';
import type { TicketSecret, WaitingLogin, WaitingTickets } from './waiting-tickets.ts';

export interface ContinueLoginDeps extends LoginDeps {
  readonly tickets: WaitingTickets;
  readonly ledger: Pick<SubjectLedger, 'read'>;
  readonly ceilingOf: CeilingOf;
}

/** Still waiting: the trace to name on the page. */
export interface StillWaiting {
  readonly waiting: { readonly trace: string };
}

/**
 * Goes on with a login that waits for Twilio. Refuses with WAITING_OVER where no such login waits in this browser or
 * something came after it that ends it, with SUBJECT_BLOCKED, and with SAML_CONNECTION_DISABLED.
 */
export type ContinueLogin = (
  connection: string,
  secret: TicketSecret | undefined,
) => Promise<CompletedLogin | StillWaiting>;

/** A ticket is as good as the assertion behind it: what would have ended its session ends the wait as well. */
async function endOf(
  { opening, fence, startedAt }: WaitingLogin,
  { desired, endedAt = -Infinity }: SubjectState,
  { marks }: ContinueLoginDeps,
): Promise<string | undefined> {
  if (endedAt >= startedAt) return 'the person was blocked meanwhile';
  if (desired !== undefined && compareFences(desired.fence, fence) > 0) return 'a newer sign-on of this person came';
  return (await marks.since(startedAt, opening)) ? 'the identity provider logged the person out meanwhile' : undefined;
}

async function ensureNotOver(login: WaitingLogin, state: SubjectState, deps: ContinueLoginDeps): Promise<void> {
  const reason = await endOf(login, state, deps);
  if (reason !== undefined) throw new Refusal('WAITING_OVER', { reason });
}

async function openSession(
  login: WaitingLogin,
  state: SubjectState,
  attempt: Attempt,
  deps: ContinueLoginDeps,
): Promise<CompletedLogin> {
  const ceiling = deps.ceilingOf(login.opening);
  ensure(ceiling !== undefined, 'SAML_CONNECTION_DISABLED', { connection: login.opening.connection });
  await attempt.at(
    'reconcile',
    async () => {
      ensure(state.blocked === undefined, 'SUBJECT_BLOCKED', { username: login.opening.subject.username });
      await ensureNotOver(login, state, deps);
      return requireStanding({ state, ceiling });
    },
    ({ roles }) => `Twilio holds it now: in as ${roles.flexRole}`,
  );
  return finishLogin(login, state, attempt, deps);
}

/** Whether nothing is decided yet: neither does Twilio hold the person, nor did anything end the wait. */
async function mustWait(login: WaitingLogin, state: SubjectState, deps: ContinueLoginDeps): Promise<boolean> {
  const isHeld = state.blocked !== undefined || standingOf(state) !== undefined;
  return !isHeld && (await endOf(login, state, deps)) === undefined;
}

async function open(
  login: WaitingLogin,
  secret: TicketSecret,
  deps: ContinueLoginDeps,
): Promise<CompletedLogin | StillWaiting> {
  const { subject, trace, connection } = login.opening;
  const state = await deps.ledger.read(slotOf(subject.identity));
  if (state === undefined || (await mustWait(login, state, deps))) return { waiting: { trace } };
  const redeemed = await deps.tickets.redeem(secret);
  // Another request of the same browser was faster; its answer brings the session.
  if (redeemed === undefined) return { waiting: { trace } };
  const attempt = new Attempt(await deps.traces.resume(trace, connection));
  try {
    const completed = await openSession(login, state, attempt, deps);
    await recordGranted(attempt, connection, deps);
    return completed;
  } catch (error) {
    await recordRefused(error, attempt, connection, deps);
    throw error;
  }
}

export const createContinueLogin =
  (deps: ContinueLoginDeps): ContinueLogin =>
  async (connection, secret) => {
    ensure(deps.connections.has(connection), 'SAML_CONNECTION_UNKNOWN', { connection });
    const login = secret === undefined ? undefined : await deps.tickets.read(secret);
    if (secret === undefined || login === undefined || login.opening.connection !== connection) {
      throw new Refusal('WAITING_OVER', { reason: 'no sign-on waits in this browser' });
    }
    return open(login, secret, deps);
  };
