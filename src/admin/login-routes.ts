import { z } from 'zod';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { get, post } from '../http/endpoint.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { AdminCookie } from './admin-cookie.ts';
import { adminLoginPage } from './pages/admin-login-page.tsx';

export interface AdminLoginDeps {
  /** Constant in time. False for everything where no admin token is configured. */
  readonly isAdminToken: (guess: string) => boolean;
  readonly cookie: AdminCookie | undefined;
  readonly audit: Pick<AuditTrail, 'append'>;
  /** Counts and records a wrong token. Rejects with TOO_MANY_REQUESTS where they come too often from this address. */
  readonly onWrongToken: (address: string) => Promise<void>;
}

const FORM_BYTES = 4_096;

/** The way in for an operator in a browser: the admin token once, then a signed cookie for an hour. */
export const adminLoginRoutes = ({
  isAdminToken,
  cookie,
  audit,
  onWrongToken,
}: AdminLoginDeps): readonly Endpoint[] => [
  get('/admin/login', {
    access: 'public',
    page: true,
    summary: 'Where operators type in the admin token',
    handle: async () => ({ status: 200, html: adminLoginPage({}) }),
  }),
  post('/admin/login', {
    access: 'public',
    page: true,
    summary: 'Checks the admin token and opens the pages for operators for an hour',
    body: { type: 'form', schema: z.object({ token: z.string().max(512) }), limitBytes: FORM_BYTES },
    handle: async ({ body: { token }, caller: { address } }) => {
      if (cookie === undefined || !isAdminToken(token.trim())) {
        await onWrongToken(address);
        return { status: new Refusal('ADMIN_TOKEN_WRONG', {}).entry.status, html: adminLoginPage({ wrong: true }) };
      }
      await audit.append({ kind: 'operator.entered', by: 'operator:admin token' });
      return { status: 303, redirect: '/admin', cookies: [cookie.issue()] };
    },
  }),
  post('/admin/logout', {
    access: 'admin',
    page: true,
    summary: 'Takes the permission of this browser away',
    handle: async () => ({
      status: 303,
      redirect: '/admin/login',
      ...(cookie !== undefined && { cookies: [cookie.cleared] }),
    }),
  }),
];
