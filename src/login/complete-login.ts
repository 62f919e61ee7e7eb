import { isRefusal, Refusal } from '../kernel/refusal.ts';
import { quoted } from '../kernel/printable.ts';
import type { SignInResult } from '../provisioning/sign-in.ts';
import type { Assignment } from '../roles/assignment.ts';
import type { Judgement } from '../roles/decide.ts';
import { correlate } from '../saml/correlate.ts';
import { chooseReturnTarget } from '../saml/return-targets.ts';
import type { ReturnTarget } from '../saml/return-targets.ts';
import type { Connection } from '../saml/connection.ts';
import type { VerifiedAssertion } from '../saml/verified-assertion.ts';
import { openSession } from '../sessions/open-session.ts';
import type { SessionCredential } from '../sessions/session-store.ts';
import type { TraceDraft } from '../traces/trace-recorder.ts';
import type { TraceStep } from '../traces/trace.ts';
import type { LoginDeps } from './login-deps.ts';

/** What the browser posted to the assertion consumer. */
export interface PostedLogin {
  readonly connection: string;
  /** SAMLResponse, base64. */
  readonly response: string;
  readonly relayState: string | undefined;
  /** From the cookie that ties a login to the browser that began it. */
  readonly browserSecret: string | undefined;
}

export interface CompletedLogin {
  readonly credential: SessionCredential;
  /** Where the browser goes, with a code where the target wants one. */
  readonly redirect: string;
  readonly trace: string;
}

export type CompleteLogin = (posted: PostedLogin) => Promise<CompletedLogin>;

/** One login under way: its trace knows at which step it stands. */
class Attempt {
  readonly draft: TraceDraft;
  #step: TraceStep['step'] = 'verify';

  constructor(draft: TraceDraft) {
    this.draft = draft;
  }

  /** Runs a step; what it throws is a refusal at that step. */
  async at<T>(
    step: TraceStep['step'],
    act: () => Promise<T> | T,
    note?: (result: T) => string | undefined,
  ): Promise<T> {
    this.#step = step;
    const result = await act();
    this.draft.step(step, 'passed', note?.(result));
    return result;
  }

  refused(note: string): void {
    this.draft.step(this.#step, 'refused', note);
  }
}

function connectionOf(name: string, { connections }: LoginDeps): Connection {
  const connection = connections.get(name);
  if (connection === undefined) throw new Refusal('SAML_CONNECTION_UNKNOWN', { connection: name });
  return connection;
}

function noteOfSignIn({ outcome, pending }: SignInResult): string {
  if (pending !== undefined) return `Twilio is not up to date (${pending.code}): in at the lower role until it is`;
  return `worker ${outcome?.worker.change}, Conversation User ${outcome?.user.change}`;
}

function claim(
  assertion: VerifiedAssertion,
  assignment: Assignment,
  context: { connection: Connection; deps: LoginDeps },
): Promise<SignInResult> {
  const { connection, deps } = context;
  return deps.signIn({
    subject: { namespace: connection.namespace, username: assignment.username, identity: assignment.identity },
    assignment,
    fence: { issuedAt: assertion.issuedAt, assertionId: assertion.id },
    usedUntil: assertion.notOnOrAfter + connection.trust.skewMs,
  });
}

async function startSession(
  assertion: VerifiedAssertion,
  signedIn: SignInResult,
  trace: string,
  deps: LoginDeps,
): Promise<SessionCredential> {
  const { sessionIndex, sessionNotOnOrAfter } = assertion;
  const session = openSession(
    {
      subject: signedIn.state.subject,
      connection: assertion.connection,
      nameId: assertion.nameId,
      ...(sessionIndex !== undefined && { sessionIndex }),
      ...(sessionNotOnOrAfter !== undefined && { sessionNotOnOrAfter }),
      trace,
      now: deps.clock(),
    },
    deps.sessionSettings,
  );
  return deps.sessions.create(session);
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

function assignmentOf({ outcome }: Judgement): Assignment {
  if ('refusal' in outcome) throw outcome.refusal;
  return outcome.assignment;
}

/** The steps of design 2, in order. Nothing below `verify` sees unsigned data. */
async function run(posted: PostedLogin, attempt: Attempt, deps: LoginDeps): Promise<CompletedLogin> {
  const { draft } = attempt;
  const connection = connectionOf(posted.connection, deps);
  const assertion = await attempt.at(
    'verify',
    () => deps.serviceProvider.consume(connection, posted.response, deps.clock()),
    ({ signedBy }) => `signature of ${signedBy.join(' and ')}`,
  );
  draft.received(assertion.attributes);
  draft.found({ username: assertion.nameId.value });
  const asked = await attempt.at('correlate', () => correlate({ connection, assertion, posted }, deps.attempts));
  const judgement = deps.judge({
    username: assertion.nameId.value,
    attributes: assertion.attributes,
    policy: connection.policy,
  });
  draft.found({ explanation: judgement.explanation });
  const assignment = await attempt.at(
    'decide',
    () => assignmentOf(judgement),
    ({ roles }) => `roles ${quoted(roles)}`,
  );
  const signedIn = await attempt.at(
    'reconcile',
    () => claim(assertion, assignment, { connection, deps }),
    noteOfSignIn,
  );
  if (signedIn.outcome !== undefined) draft.found({ provisioned: signedIn.outcome });
  const credential = await attempt.at('session', () => startSession(assertion, signedIn, draft.id, deps));
  const choice = chooseReturnTarget(asked.returnTo, deps.returnTo);
  const redirect = await attempt.at(
    'redirect',
    () => redirectTo(choice.target, credential, deps),
    () => choice.dropped,
  );
  draft.found({ redirect: choice.target.url });
  return { credential, redirect, trace: draft.id };
}

async function fail(error: unknown, attempt: Attempt, posted: PostedLogin, deps: LoginDeps): Promise<void> {
  const refusal = isRefusal(error) ? error : new Refusal('INTERNAL', {});
  const outcome = deps.isFailure(refusal.code) ? 'failed' : 'refused';
  attempt.refused(`${refusal.code}: ${refusal.entry.title}`);
  await attempt.draft.finish(outcome, { code: refusal.code, detail: refusal.detail });
  deps.attachTrace(error, attempt.draft.id);
  const connection = deps.connections.has(posted.connection) ? posted.connection : 'unknown';
  deps.onEnd({ connection, outcome, code: refusal.code });
  deps.log.info({ trace: attempt.draft.id, connection, outcome, code: refusal.code }, 'login refused');
}

/** One login from the posted response to the session, with its trace, whatever becomes of it. */
export const createCompleteLogin =
  (deps: LoginDeps): CompleteLogin =>
  async (posted) => {
    const attempt = new Attempt(deps.traces.begin(posted.connection));
    try {
      const completed = await run(posted, attempt, deps);
      const trace = await attempt.draft.finish('granted');
      const change = { worker: trace.provisioned?.worker.change, user: trace.provisioned?.user.change };
      deps.log.info({ trace: trace.id, connection: posted.connection, outcome: 'granted', change }, 'login granted');
      deps.onEnd({ connection: posted.connection, outcome: 'granted' });
      return completed;
    } catch (error) {
      await fail(error, attempt, posted, deps);
      throw error;
    }
  };
