import type { Cookie } from '../http/endpoint.ts';
import type { SessionCredential } from './session-store.ts';

export interface SessionCookie {
  readonly name: string;
  carrying(credential: SessionCredential): Cookie;
  readonly cleared: Cookie;
}

/**
 * The cookie of a gateway at this address. Over https it carries the `__Host-` prefix (RFC 6265bis 4.1.3.2): Secure,
 * Path=/, no Domain, so that no neighbouring host can plant one. It ends with the browser: desks are shared, and the
 * store knows the true end.
 */
export function sessionCookie(publicUrl: string): SessionCookie {
  const name = new URL(publicUrl).protocol === 'https:' ? '__Host-flexgate' : 'flexgate';
  const shape = { name, sameSite: 'Lax', path: '/' } as const;
  return {
    name,
    carrying: (credential) => ({ ...shape, value: credential }),
    cleared: { ...shape, value: undefined },
  };
}
