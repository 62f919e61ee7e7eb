import { createHash } from 'node:crypto';
import type { Records } from '../kernel/records.ts';
import type { Fence } from '../provisioning/subject-ledger.ts';
import type { SessionOpening } from '../sessions/open-session.ts';

/** A login that is through but for Twilio: all that its session needs once the person stands there. */
export interface WaitingLogin {
  readonly opening: Omit<SessionOpening, 'now' | 'demotions'>;
  /** Of the assertion: one that came after it ends the wait. */
  readonly fence: Fence;
  /** When the response was posted, ms since epoch: a block or a logout since then ends the wait. */
  readonly startedAt: number;
  /** Where the person wanted to go, unchecked. */
  readonly returnTo?: string;
}

/** The browser's side of a ticket: 43 characters of base64url, for a cookie. */
export type TicketSecret = string;

/**
 * Logins that wait for Twilio, each held by the browser that it came from. A ticket is what is left of an assertion that
 * was verified, claimed and used up: it opens one session, and none before Worker and User stand.
 */
export interface WaitingTickets {
  issue(login: WaitingLogin, now: number): Promise<TicketSecret>;
  read(secret: TicketSecret): Promise<WaitingLogin | undefined>;
  /** Uses it up: of any number of callers, one gets the login. */
  redeem(secret: TicketSecret): Promise<WaitingLogin | undefined>;
}

export interface WaitingTicketsDeps {
  readonly records: Records;
  /** Random bytes: node:crypto's randomBytes. */
  readonly random: (bytes: number) => Buffer;
}

/** Nobody looks at a waiting page for longer. */
export const LONGEST_WAIT_MS = 600_000;
const SECRET = /^[\w-]{43}$/;

/** The store holds hashes: a look into it lets nobody take over a login. */
const keyOf = (secret: TicketSecret): string => `waiting:${createHash('sha256').update(secret).digest('base64url')}`;

const loginOf = (stored: string | undefined): WaitingLogin | undefined =>
  stored === undefined ? undefined : (JSON.parse(stored) as WaitingLogin);

export function createWaitingTickets({ records, random }: WaitingTicketsDeps): WaitingTickets {
  return {
    issue: async (login, now) => {
      const secret = random(32).toString('base64url');
      const { sessionNotOnOrAfter = Infinity } = login.opening;
      const ttlMs = Math.max(1, Math.min(LONGEST_WAIT_MS, sessionNotOnOrAfter - now));
      await records.put(keyOf(secret), JSON.stringify(login), ttlMs);
      return secret;
    },
    read: async (secret) => (SECRET.test(secret) ? loginOf(await records.get(keyOf(secret))) : undefined),
    redeem: async (secret) => (SECRET.test(secret) ? loginOf(await records.take(keyOf(secret))) : undefined),
  };
}
