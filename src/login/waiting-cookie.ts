import type { Cookie } from '../http/endpoint.ts';
import type { TicketSecret } from './waiting-tickets.ts';

export interface WaitingCookie {
  read(cookies: ReadonlyMap<string, string>): TicketSecret | undefined;
  carrying(secret: TicketSecret): Cookie;
  readonly cleared: Cookie;
}

/** The page that waits asks from here, so the cookie need not travel across sites. It ends with the browser. */
export function waitingCookie(publicUrl: string): WaitingCookie {
  const name = publicUrl.startsWith('https:') ? '__Host-flexgate-waiting' : 'flexgate-waiting';
  const shape = { name, sameSite: 'Lax', path: '/' } as const;
  return {
    read: (cookies) => cookies.get(name),
    carrying: (secret) => ({ ...shape, value: secret }),
    cleared: { ...shape, value: undefined },
  };
}
