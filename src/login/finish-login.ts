import { Refusal } from '../kernel/refusal.ts';
import { chooseReturnTarget } from '../saml/return-targets.ts';
import type { ReturnTarget } from '../saml/return-targets.ts';
import type { SubjectState } from '../provisioning/subject-ledger.ts';
import { openSession } from '../sessions/open-session.ts';
import type { Session, SessionCredential } from '../sessions/session-store.ts';
import type { Attempt } from './attempt.ts';
import type { LoginDeps } from './login-deps.ts';
import type { WaitingLogin } from './waiting-tickets.ts';

export interface CompletedLogin {
  readonly credential: SessionCredential;
  /** Where the browser goes, with a code where the target wants one. */
  readonly redirect: string;
  readonly trace: string;
}

async function redirectTo(
  target: ReturnTarget,
  credential: SessionCredential,
  { exchangeCodes }: LoginDeps,
): Promise<string> {
  if (!target.code) return target.url;
  const url = new URL(target.url);
  url.searchParams.set('code', await exchangeCodes.issue(credential));
  return url.href;
}

/** A logout that comes while the session is being opened finds either the session, or us finding its mark. */
async function openUnlessLoggedOut(
  session: Session,
  { sessions, marks }: Pick<LoginDeps, 'sessions' | 'marks'>,
): Promise<SessionCredential> {
  const { loginAt = session.createdAt } = session;
  const credential = await sessions.create(session);
  if (!(await marks.since(loginAt, session))) return credential;
  await sessions.end(credential);
  throw new Refusal('WAITING_OVER', { reason: 'the identity provider logged the person out meanwhile' });
}

/**
 * The last two steps of design 2: the session, and the way to where the person wanted to go. `state`: the subject as this
 * login left it, which tells the demotions that the session is not older than.
 */
export async function finishLogin(
  { opening, startedAt, returnTo }: WaitingLogin,
  { demoted }: SubjectState,
  attempt: Attempt,
  deps: LoginDeps,
): Promise<CompletedLogin> {
  const opened = { ...opening, loginAt: startedAt, ...(demoted !== undefined && { demotions: demoted.times }) };
  const credential = await attempt.at('session', () =>
    openUnlessLoggedOut(openSession({ ...opened, now: deps.clock() }, deps.sessionSettings), deps),
  );
  const choice = chooseReturnTarget(returnTo, deps.returnTo);
  const redirect = await attempt.at(
    'redirect',
    () => redirectTo(choice.target, credential, deps),
    () => choice.dropped,
  );
  attempt.draft.found({ redirect: choice.target.url });
  return { credential, redirect, trace: attempt.draft.id };
}
