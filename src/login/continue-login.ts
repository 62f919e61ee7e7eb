import { ensure, Refusal } from '../kernel/refusal.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { SubjectLedger } from '../provisioning/subject-ledger.ts';
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
 * Goes on with a login that waits for Twilio. Refuses with WAITING_OVER where no such login waits in this browser, and
 * with SUBJECT_BLOCKED.
 */
export type ContinueLogin = (
  connection: string,
  secret: TicketSecret | undefined,
) => Promise<CompletedLogin | StillWaiting>;

/** The session opens at what the person has now, which a newer assertion may have changed meanwhile. */
async function open(
  login: WaitingLogin,
  secret: TicketSecret,
  deps: ContinueLoginDeps,
): Promise<CompletedLogin | StillWaiting> {
  const { subject, trace, connection } = login.opening;
  const ceiling = deps.ceilingOf(login.opening);
  ensure(ceiling !== undefined, 'SAML_CONNECTION_DISABLED', { connection });
  const state = await deps.ledger.read(slotOf(subject.identity));
  if (state === undefined || (!state.blocked && standingOf(state) === undefined)) return { waiting: { trace } };
  const redeemed = await deps.tickets.redeem(secret);
  // Another request of the same browser was faster; its answer brings the session.
  if (redeemed === undefined) return { waiting: { trace } };
  const attempt = new Attempt(await deps.traces.resume(trace, connection));
  try {
    await attempt.at(
      'reconcile',
      () => requireStanding({ state, ceiling }),
      ({ roles }) => `Twilio holds it now: in as ${roles.flexRole}`,
    );
    const completed = await finishLogin(login, attempt, deps);
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
