import { z } from 'zod';
import { get, post } from '../http/endpoint.ts';
import type { Caller, Cookie, Endpoint, Reply } from '../http/endpoint.ts';
import { ensure, Refusal } from '../kernel/refusal.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Connection } from '../saml/connection.ts';
import type { ArrivedLogout, LogoutDelivery } from '../saml/logout/logout-message.ts';
import type { SessionCookie } from '../sessions/session-cookie.ts';
import type { LogoutArrived, SingleLogout } from './single-logout.ts';
import type { WaitingCookie } from './waiting-cookie.ts';
import type { TicketSecret, WaitingTickets } from './waiting-tickets.ts';

export interface LogoutRouteDeps {
  readonly connections: Pick<ReadonlyMap<string, Connection>, 'has'>;
  readonly logout: SingleLogout;
  readonly cookie: SessionCookie;
  readonly waiting: WaitingCookie;
  readonly tickets: Pick<WaitingTickets, 'redeem'>;
  /** A page with a form that posts itself to the IdP. */
  readonly postPage: (post: Extract<LogoutDelivery, { binding: 'post' }> & { readonly lead: string }) => string;
}

const LIMIT_BYTES = 100_000;
const params = z.object({ connection: z.string().max(40) });
const form = z.object({
  SAMLRequest: z.string().optional(),
  SAMLResponse: z.string().optional(),
  RelayState: z.string().max(4096).optional(),
});
type Form = z.output<typeof form>;

const LEAD = 'You are logged out here; it ends its own session, too.';

/** A switched-off connection still lets people out. */
function ensureKnown(name: string, { connections }: LogoutRouteDeps): void {
  if (!connections.has(name)) throw new Refusal('SAML_CONNECTION_UNKNOWN', { connection: name });
}

function towardsIdp(delivery: LogoutDelivery | undefined, { postPage }: LogoutRouteDeps): Reply {
  if (delivery === undefined) return { status: 303, redirect: '/signed-out' };
  if (delivery.binding === 'redirect') return { status: 303, redirect: delivery.url };
  const to = [delivery.action];
  return { status: 200, html: postPage({ ...delivery, lead: LEAD }), formAction: to, framedBy: to };
}

/** A sign-on that still waits for Twilio in this browser is over as well. */
async function begin(
  { credential, foreignOrigin }: Caller,
  waiting: TicketSecret | undefined,
  deps: LogoutRouteDeps,
): Promise<Reply> {
  const isAnythingHeld = credential !== undefined || waiting !== undefined;
  ensure(foreignOrigin === undefined || !isAnythingHeld, 'ORIGIN_REFUSED', { origin: foreignOrigin ?? '' });
  if (waiting !== undefined) await deps.tickets.redeem(waiting);
  const delivery = credential === undefined ? undefined : await deps.logout.begin(credential);
  return {
    ...towardsIdp(delivery, deps),
    cookies: [deps.cookie.cleared, ...(waiting === undefined ? [] : [deps.waiting.cleared])],
  };
}

/** The cookie that this browser may still hold goes with its session. */
function clearedCookies({ session }: Caller, { ended }: LogoutArrived, cookie: SessionCookie): readonly Cookie[] {
  const slot = session && slotOf(session.session.subject.identity);
  return ended.some(({ subject }) => slotOf(subject.identity) === slot) ? [cookie.cleared] : [];
}

async function arrive(name: string, message: ArrivedLogout, caller: Caller, deps: LogoutRouteDeps): Promise<Reply> {
  const arrived = await deps.logout.arrive(name, message);
  return { ...towardsIdp(arrived.answer, deps), cookies: clearedCookies(caller, arrived, deps.cookie) };
}

function postedMessage({ SAMLRequest, SAMLResponse, RelayState }: Form): ArrivedLogout | undefined {
  ensure(SAMLRequest === undefined || SAMLResponse === undefined, 'SAML_LOGOUT_INVALID', {
    reason: 'the form must carry either SAMLRequest or SAMLResponse',
  });
  const encoded = SAMLRequest ?? SAMLResponse;
  if (encoded === undefined) return undefined;
  const kind = SAMLRequest === undefined ? 'response' : 'request';
  return { binding: 'post', kind, encoded, relayState: RelayState };
}

/**
 * The way out. A form without SAML parameters is ours; all else comes from the IdP, whose POST and whose iframe bring no
 * cookie of ours: its signature says whom it means.
 */
export const logoutRoutes = (deps: LogoutRouteDeps): readonly Endpoint[] => [
  get('/saml/:connection/logout', {
    access: 'public',
    optionalSession: true,
    summary: 'Single logout: a request or an answer of the IdP, by HTTP-Redirect (bindings 3.4)',
    page: true,
    params,
    handle: ({ params: { connection }, rawQuery = '', caller }) =>
      arrive(connection, { binding: 'redirect', rawQuery }, caller, deps),
  }),
  post('/saml/:connection/logout', {
    access: 'public',
    optionalSession: true,
    summary: 'Ends the session here and at the IdP; single logout of the IdP, by HTTP-POST (bindings 3.5)',
    page: true,
    params,
    body: { type: 'form', schema: form, limitBytes: LIMIT_BYTES },
    handle: async ({ params: { connection }, body, caller, cookies }) => {
      const message = postedMessage(body);
      if (message !== undefined) return arrive(connection, message, caller, deps);
      ensureKnown(connection, deps);
      return begin(caller, deps.waiting.read(cookies), deps);
    },
  }),
];
