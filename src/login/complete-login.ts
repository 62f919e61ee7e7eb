import { quoted } from '../kernel/printable.ts';
import { ensure, isRefusal, Refusal } from '../kernel/refusal.ts';
import type { SignInResult } from '../provisioning/sign-in.ts';
import type { Fence, SubjectState } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import type { Assignment } from '../roles/assignment.ts';
import type { Judgement } from '../roles/decide.ts';
import { escapeIdentity } from '../roles/identity.ts';
import type { Connection } from '../saml/connection.ts';
import { correlate } from '../saml/correlate.ts';
import type { VerifiedAssertion } from '../saml/verified-assertion.ts';
import { standingOf } from '../sessions/effective.ts';
import { Attempt, recordGranted, recordRefused } from './attempt.ts';
import type { Waits } from './attempt.ts';
import { finishLogin } from './finish-login.ts';
import type { CompletedLogin } from './finish-login.ts';
import type { LoginDeps } from './login-deps.ts';
import type { TicketSecret, WaitingLogin, WaitingTickets } from './waiting-tickets.ts';

/** What the browser posted to the assertion consumer. */
export interface PostedLogin {
  readonly connection: string;
  /** SAMLResponse, base64. */
  readonly response: string;
  readonly relayState: string | undefined;
  /** From the cookie that ties a login to the browser that began it. */
  readonly browserSecret: string | undefined;
  /** Whether a page can be shown while Twilio does not answer. */
  readonly canWait?: boolean;
}

export type CompleteLogin = (posted: PostedLogin) => Promise<CompletedLogin | BegunWait>;

/** Twilio could not be brought up to date in time for a first login: a browser waits, instead of being turned away. */
export interface BegunWait {
  readonly waiting: { readonly trace: string; readonly secret: TicketSecret };
}

function connectionOf(name: string, { connections }: LoginDeps): Connection {
  const connection = connections.get(name);
  if (connection === undefined) throw new Refusal('SAML_CONNECTION_UNKNOWN', { connection: name });
  return connection;
}

const UNVERIFIED: Readonly<Record<NonNullable<SignInResult['unverified']>, string>> = {
  trusted: 'nothing changed, and Twilio held it a moment ago: not asked again',
  coalesced: 'another login of this person brought Twilio up to date at the same moment',
  unreachable: 'nothing changed since Twilio held it: in, although it does not answer',
  late: 'nothing changed since Twilio held it: in, and looked at again afterwards, as it takes long to answer',
};

/** What Twilio does not hold yet, and as what the person gets in until it does. */
function waitsOf({ state }: SignInResult, pending: Refusal): Waits {
  const standing = standingOf(state)?.roles.flexRole ?? 'nobody';
  const wanted = state.desired?.assignment.flexRole ?? standing;
  const promotion = wanted === standing ? `the rest of ${wanted}` : `${wanted}, in as ${standing} until then,`;
  return { waits: `Twilio is not up to date (${pending.code}): ${promotion} waits in the outbox` };
}

function noteOfSignIn(signedIn: SignInResult): string | Waits {
  const { outcome, pending, unverified } = signedIn;
  if (unverified !== undefined) return UNVERIFIED[unverified];
  if (pending !== undefined) return waitsOf(signedIn, pending);
  return `worker ${outcome?.worker.change}, Conversation User ${outcome?.user.change}`;
}

const fenceOf = ({ issuedAt, id }: VerifiedAssertion): Fence => ({ issuedAt, assertionId: id });

function waitingLogin(
  assertion: VerifiedAssertion,
  subject: Subject,
  context: { readonly trace: string; readonly startedAt: number; readonly returnTo: string | undefined },
): WaitingLogin {
  const { sessionIndex, sessionNotOnOrAfter } = assertion;
  const { trace, startedAt, returnTo } = context;
  return {
    opening: {
      subject,
      connection: assertion.connection,
      nameId: assertion.nameId,
      ...(sessionIndex !== undefined && { sessionIndex }),
      ...(sessionNotOnOrAfter !== undefined && { sessionNotOnOrAfter }),
      trace,
    },
    fence: fenceOf(assertion),
    startedAt,
    ...(returnTo !== undefined && { returnTo }),
  };
}

function assignmentOf({ outcome }: Judgement): Assignment {
  if ('refusal' in outcome) throw outcome.refusal;
  return outcome.assignment;
}

/** The claim refuses a block. Where no role leads to a claim, it comes before what would have to change for one. */
async function checkBlock(
  { nameId: { value: username } }: VerifiedAssertion,
  { namespace }: Connection,
  { ledger }: CompleteLoginDeps,
): Promise<void> {
  const state = await ledger.read(slotOf(escapeIdentity(username)));
  const isTheirs = state?.subject.username === username && state.subject.namespace === namespace;
  ensure(!isTheirs || state.blocked === undefined, 'SUBJECT_BLOCKED', { username });
}

interface Decided {
  readonly connection: Connection;
  readonly assertion: VerifiedAssertion;
  readonly assignment: Assignment;
  readonly returnTo?: string;
}

/** The steps of design 2, in order. Nothing below `verify` sees unsigned data. */
async function decide(posted: PostedLogin, { attempt, deps }: Context): Promise<Decided> {
  const { draft } = attempt;
  draft.found({ responseSize: posted.response.length });
  const connection = connectionOf(posted.connection, deps);
  const assertion = await attempt.at(
    'verify',
    () =>
      deps.keys.using(connection, (trusted) => deps.serviceProvider.consume(trusted, posted.response, deps.clock())),
    ({ signedBy }) => `signature of ${signedBy.join(' and ')}`,
  );
  draft.received(assertion.attributes);
  draft.found({ username: assertion.nameId.value, assertionId: assertion.id });
  const asked = await attempt.at('correlate', () => correlate({ connection, assertion, posted }, deps.attempts));
  const judgement = deps.judge({
    username: assertion.nameId.value,
    attributes: assertion.attributes,
    policy: connection.policy,
  });
  draft.found({ explanation: judgement.explanation });
  if ('refusal' in judgement.outcome) await checkBlock(assertion, connection, deps);
  const assignment = await attempt.at(
    'decide',
    () => assignmentOf(judgement),
    ({ roles }) => `roles ${quoted(roles)}`,
  );
  return { connection, assertion, assignment, ...asked };
}

interface Context {
  readonly attempt: Attempt;
  readonly deps: CompleteLoginDeps;
}

async function provision(decided: Decided, login: WaitingLogin, { attempt, deps }: Context): Promise<SubjectState> {
  const { assertion, assignment, connection } = decided;
  const { subject } = login.opening;
  const signedIn = await attempt.at(
    'reconcile',
    () =>
      deps.signIn({
        subject,
        assignment,
        fence: login.fence,
        usedUntil: assertion.issuedAt + connection.trust.maxLifetimeMs + connection.trust.skewMs + CLOCKS_APART_MS,
      }),
    noteOfSignIn,
  );
  if (signedIn.outcome !== undefined) attempt.draft.found({ provisioned: signedIn.outcome });
  return signedIn.state;
}

/**
 * Ids are remembered for as long as anything that the assertion says could let it in, and not until the end by which it
 * came in: another of its confirmations may end later. Longer still, since the clocks of replicas may differ, and a
 * verified login may wait for the store.
 */
const CLOCKS_APART_MS = 600_000;

const mustWait = (error: unknown): boolean => isRefusal(error) && error.code === 'PROVISIONING_PENDING';

/** The trace says why there is a wait, and is taken up again when it ends. */
async function wait(error: unknown, login: WaitingLogin, { attempt, deps }: Context): Promise<BegunWait> {
  const secret = await deps.tickets.issue(login, deps.clock());
  await recordRefused(error, attempt, login.opening.connection, deps);
  return { waiting: { trace: attempt.draft.id, secret } };
}

async function run(posted: PostedLogin, context: Context): Promise<CompletedLogin | BegunWait> {
  const { attempt, deps } = context;
  const startedAt = deps.clock();
  const decided = await decide(posted, context);
  const { assertion, assignment, connection } = decided;
  const subject = { namespace: connection.namespace, username: assignment.username, identity: assignment.identity };
  const login = waitingLogin(assertion, subject, {
    trace: attempt.draft.id,
    startedAt,
    returnTo: decided.returnTo,
  });
  let state: SubjectState;
  try {
    state = await provision(decided, login, context);
  } catch (error) {
    if (posted.canWait !== true || !mustWait(error)) throw error;
    return wait(error, login, context);
  }
  const completed = await finishLogin(login, state, attempt, deps);
  await recordGranted(attempt, posted.connection, deps);
  return completed;
}

export interface CompleteLoginDeps extends LoginDeps {
  readonly tickets: Pick<WaitingTickets, 'issue'>;
}

/** One login from the posted response to the session, with its trace, whatever becomes of it. */
export const createCompleteLogin =
  (deps: CompleteLoginDeps): CompleteLogin =>
  async (posted) => {
    const attempt = new Attempt(deps.traces.begin(posted.connection));
    try {
      return await run(posted, { attempt, deps });
    } catch (error) {
      await recordRefused(error, attempt, posted.connection, deps);
      throw error;
    }
  };
