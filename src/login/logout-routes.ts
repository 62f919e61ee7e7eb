import { z } from 'zod';
import { post } from '../http/endpoint.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { ensure } from '../kernel/refusal.ts';
import type { Connection } from '../saml/connection.ts';
import type { SessionCookie } from '../sessions/session-cookie.ts';
import type { SessionStore } from '../sessions/session-store.ts';

export interface LogoutRouteDeps {
  readonly connections: ReadonlyMap<string, Connection>;
  readonly sessions: Pick<SessionStore, 'end'>;
  readonly cookie: SessionCookie;
}

/** The way out: ends the session here, whatever becomes of the one at the IdP. */
export const logoutRoutes = ({ connections, sessions, cookie }: LogoutRouteDeps): readonly Endpoint[] => [
  post('/saml/:connection/logout', {
    access: 'session',
    summary: 'Ends the session here',
    page: true,
    params: z.object({ connection: z.string().max(40) }),
    handle: async ({ params: { connection }, caller }) => {
      ensure(connections.has(connection), 'SAML_CONNECTION_UNKNOWN', { connection });
      ensure(caller.credential !== undefined, 'SESSION_REQUIRED', {});
      await sessions.end(caller.credential);
      return { status: 303, redirect: '/signed-out', cookies: [cookie.cleared] };
    },
  }),
];
