import { z } from 'zod';
import { get, post } from '../http/endpoint.ts';
import type { Endpoint, Reply } from '../http/endpoint.ts';
import { ensure, isRefusal, Refusal } from '../kernel/refusal.ts';
import type { Connection } from '../saml/connection.ts';
import { chooseReturnTarget } from '../saml/return-targets.ts';
import type { LoginStart } from '../saml/service-provider.ts';
import type { SessionCookie } from '../sessions/session-cookie.ts';
import type { BrowserBinding } from './browser-binding.ts';
import type { CompleteLogin } from './complete-login.ts';
import type { ContinueLogin } from './continue-login.ts';
import type { LoginDeps } from './login-deps.ts';
import type { WaitingCookie } from './waiting-cookie.ts';

export interface LoginRouteDeps extends LoginDeps {
  readonly completeLogin: CompleteLogin;
  readonly binding: BrowserBinding;
  readonly cookie: SessionCookie;
  /** A page with a form that posts itself to the IdP. */
  readonly postPage: (start: Extract<LoginStart, { binding: 'post' }>) => string;
  readonly continueLogin: ContinueLogin;
  readonly waiting: WaitingCookie;
  /** A page that asks `continueUrl` again by itself. */
  readonly waitingPage: (page: { traceId: string; refreshSeconds: number; continueUrl: string }) => string;
}

const REFRESH_SECONDS = 3;

/** 256 kB of base64 is far beyond what any IdP sends; the gate has its own, finer limits. */
const ACS_LIMIT_BYTES = 300_000;
const params = z.object({ connection: z.string().max(40) });
const acsForm = z.object({
  SAMLResponse: z.string().optional(),
  RelayState: z.string().max(4096).optional(),
});
const loginQuery = z.object({ return_to: z.string().max(4096).optional() });

function enabledConnection(name: string, { connections }: LoginRouteDeps): Connection {
  const connection = connections.get(name);
  if (connection === undefined) throw new Refusal('SAML_CONNECTION_UNKNOWN', { connection: name });
  ensure(connection.enabled, 'SAML_CONNECTION_DISABLED', { connection: name });
  return connection;
}

const metadata = (deps: LoginRouteDeps): Endpoint =>
  get('/saml/:connection/metadata', {
    access: 'public',
    summary: 'SP metadata of a connection, for the IdP',
    params,
    handle: async ({ params: { connection } }) => ({
      status: 200,
      text: {
        type: 'application/samlmetadata+xml; charset=utf-8',
        body: deps.serviceProvider.metadata(enabledConnection(connection, deps)),
      },
    }),
  });

const start = (deps: LoginRouteDeps): Endpoint =>
  get('/saml/:connection/login', {
    access: 'public',
    summary: 'Begins a login here: sends the browser to the IdP with an AuthnRequest',
    page: true,
    params,
    query: loginQuery,
    handle: async ({ params: { connection: name }, query, cookies }) => {
      const connection = enabledConnection(name, deps);
      const { target } = chooseReturnTarget(query.return_to, deps.returnTo);
      const attempt = await deps.attempts.begin({
        connection: name,
        returnTo: target.url,
        browserSecret: deps.binding.read(cookies),
      });
      const begun = await deps.serviceProvider.start(connection, {
        id: attempt.requestId,
        relayState: attempt.relayState,
      });
      const cookie = deps.binding.cookie(attempt.browserSecret);
      return { ...towardsIdp(begun, deps), cookies: [cookie] };
    },
  });

function towardsIdp(begun: LoginStart, { postPage }: LoginRouteDeps): Reply {
  if (begun.binding === 'redirect') return { status: 302, redirect: begun.url };
  return { status: 200, html: postPage(begun), formAction: [new URL(begun.action).origin] };
}

const acs = (deps: LoginRouteDeps): Endpoint =>
  post('/saml/:connection/acs', {
    access: 'public',
    summary: 'Assertion consumer: takes the SAML response that the browser posts (bindings 3.5)',
    page: true,
    params,
    body: { type: 'form', schema: acsForm, limitBytes: ACS_LIMIT_BYTES },
    handle: async ({ params: { connection }, body, cookies, headers }) => {
      ensure(body.SAMLResponse !== undefined && body.SAMLResponse !== '', 'SAML_MESSAGE_MISSING', {});
      const login = await deps.completeLogin({
        connection,
        response: body.SAMLResponse,
        relayState: body.RelayState === '' ? undefined : body.RelayState,
        browserSecret: deps.binding.read(cookies),
        canWait: takesPages(headers['accept']),
      });
      if ('waiting' in login) {
        const { trace, secret } = login.waiting;
        return { ...waitingReply(connection, trace, deps), cookies: [deps.waiting.carrying(secret)] };
      }
      return { status: 303, redirect: login.redirect, cookies: [deps.cookie.carrying(login.credential)] };
    },
  });

/** A browser on its way asks for HTML and never for JSON; a client that can read problems gets one, to try again. */
const takesPages = (accept: string | readonly string[] | undefined): boolean =>
  typeof accept === 'string' && accept.includes('text/html') && !accept.includes('json');

const waitingReply = (connection: string, traceId: string, { waitingPage }: LoginRouteDeps): Reply => ({
  status: 200,
  html: waitingPage({ traceId, refreshSeconds: REFRESH_SECONDS, continueUrl: `/saml/${connection}/continue` }),
});

const goOn = (deps: LoginRouteDeps): Endpoint =>
  get('/saml/:connection/continue', {
    access: 'public',
    optionalSession: true,
    summary: 'Goes on with a first login that waits for Twilio, without another trip to the IdP',
    page: true,
    params,
    handle: async ({ params: { connection }, cookies, caller }) => {
      const secret = deps.waiting.read(cookies);
      const login = await deps.continueLogin(connection, secret).catch((error: unknown) => {
        // Its ticket was used by another tab a moment ago.
        if (isRefusal(error) && error.code === 'WAITING_OVER' && caller.session !== undefined) return undefined;
        throw error;
      });
      if (login === undefined) return { status: 303, redirect: '/me', cookies: [deps.waiting.cleared] };
      if ('waiting' in login) return waitingReply(connection, login.waiting.trace, deps);
      const carrying = deps.cookie.carrying(login.credential);
      return { status: 303, redirect: login.redirect, cookies: [carrying, deps.waiting.cleared] };
    },
  });

/** The way in: metadata for the IdP, logins that begin here, and what comes back from the IdP. */
export const loginRoutes = (deps: LoginRouteDeps): readonly Endpoint[] => [
  metadata(deps),
  start(deps),
  acs(deps),
  goOn(deps),
];
