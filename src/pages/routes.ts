import { get } from '../http/endpoint.ts';
import type { Caller, Endpoint } from '../http/endpoint.ts';
import type { Clock } from '../kernel/clock.ts';
import { ensure } from '../kernel/refusal.ts';
import type { Connection } from '../saml/connection.ts';
import { requireStanding } from '../sessions/effective.ts';
import type { ActiveSession } from '../sessions/session-store.ts';
import { tokensOfHigherRoleUntil } from '../sessions/session-view.ts';
import type { Traces } from '../traces/trace-recorder.ts';
import { homePage } from './home-page.tsx';
import type { DecodedToken, MeView } from './me/me-view.ts';
import { mePage } from './me-page.tsx';
import { signedOutPage } from './signed-out-page.tsx';

/** The start page: of the gateway, or of the sandbox around it. */
export type HomePage = (signedIn: { readonly username: string } | undefined) => Promise<string>;
/** Where to change a person's roles and log in again, in the sandbox. */
export type SandboxLinks = (username: string) => Promise<MeView['sandbox'] | undefined>;

export interface PageRouteDeps {
  readonly connections: readonly Connection[];
  readonly traces: Traces;
  /** A token as the session would get it now, for its claims alone; undefined where it would get none. */
  readonly decodedToken: (active: ActiveSession) => DecodedToken | undefined;
  /** Of any token that may be asked for: what is configured is only what they live for where nothing is said. */
  readonly longestTokenMs: number;
  readonly clock: Clock;
  readonly home?: HomePage;
  readonly sandbox?: SandboxLinks;
}

const usernameOf = ({ session }: Caller): { readonly username: string } | undefined =>
  session && { username: session.state.subject.username };

async function meView(active: ActiveSession, deps: PageRouteDeps): Promise<MeView> {
  const { session, state } = active;
  const { assignment, roles } = requireStanding(active);
  const token = deps.decodedToken(active);
  const [trace, sandbox] = await Promise.all([deps.traces.read(session.trace), deps.sandbox?.(state.subject.username)]);
  const connection = deps.connections.find(({ name }) => name === session.connection);
  const oldTokensUntil = tokensOfHigherRoleUntil(state, { ...deps, now: deps.clock() });
  return {
    session: {
      username: assignment.username,
      identity: assignment.identity,
      email: assignment.email,
      fullName: assignment.fullName,
      connection: { name: session.connection, label: connection?.label ?? session.connection },
      createdAt: session.createdAt,
      expiresAt: session.expiresAt,
      trace: session.trace,
    },
    roles,
    explanation: assignment.explanation,
    ...(trace !== undefined && { trace }),
    ...(token !== undefined && { token }),
    longestTokenMs: deps.longestTokenMs,
    ...(oldTokensUntil !== undefined && { oldTokensUntil }),
    ...(sandbox !== undefined && { sandbox }),
  };
}

const home = (deps: PageRouteDeps): Endpoint =>
  get('/', {
    access: 'public',
    // In an outage too, the page says more than an error would: who comes without a cookie gets it anyway.
    optionalSession: 'if-readable',
    page: true,
    summary: 'The ways in',
    handle: async ({ caller }) => {
      const signedIn = usernameOf(caller);
      const { sessionUnread = false } = caller;
      const own = (): string =>
        homePage({ connections: deps.connections, sessionUnread, ...(signedIn !== undefined && { signedIn }) });
      return { status: 200, html: deps.home === undefined ? own() : await deps.home(signedIn) };
    },
  });

/** The page's logout form is sent on to the IdP, and browsers hold that to the page's policy too. */
function logoutAddresses({ session }: ActiveSession, { connections }: PageRouteDeps): readonly string[] {
  const { redirect, post } = connections.find(({ name }) => name === session.connection)?.idp.slo ?? {};
  return [redirect, post].filter((url) => url !== undefined);
}

const me = (deps: PageRouteDeps): Endpoint =>
  get('/me', {
    access: 'session',
    page: true,
    summary: 'What the last login gave, and why',
    handle: async ({ caller }) => {
      ensure(caller.session, 'SESSION_REQUIRED', {});
      const html = mePage(await meView(caller.session, deps));
      return { status: 200, html, formAction: logoutAddresses(caller.session, deps) };
    },
  });

const signedOut = (): Endpoint =>
  get('/signed-out', {
    access: 'public',
    page: true,
    summary: 'The end of a session',
    handle: async () => ({ status: 200, html: signedOutPage({}) }),
  });

export const pageRoutes = (deps: PageRouteDeps): readonly Endpoint[] => [home(deps), me(deps), signedOut()];
