import { createHash } from 'node:crypto';
import type { Records } from '../kernel/records.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { LONGEST_WAIT_MS } from './waiting-tickets.ts';

/** Whom a logout of an IdP means: in its own namespace, since another IdP may name the same person. */
export interface LoggedOut {
  readonly namespace: string;
  readonly slot: string;
  /** Empty: all sessions. */
  readonly sessionIndexes: readonly string[];
}

/**
 * Logouts of the IdPs, for logins that were under way when they came: there was no session yet that could end. Kept for
 * as long as a login may wait. Times are ms since epoch.
 */
export interface LogoutMarks {
  note(loggedOut: LoggedOut, now: number): Promise<void>;
  /** Whether a logout since then meant a login of this person with this SessionIndex. */
  since(at: number, login: { readonly subject: Subject; readonly sessionIndex?: string }): Promise<boolean>;
}

/** Of the time that a login may take before it begins to wait. */
const MARGIN_MS = 300_000;
const ANY = 'any';
const ALL = 'all';

const keyOf = (namespace: string, slot: string, what: string): string => `logged-out:${namespace}:${slot}:${what}`;
const indexed = (sessionIndex: string): string => createHash('sha256').update(sessionIndex).digest('base64url');

export function createLogoutMarks(records: Pick<Records, 'get' | 'put'>): LogoutMarks {
  return {
    note: async ({ namespace, slot, sessionIndexes }, now) => {
      // `any`: logins without SessionIndex cannot be told apart, and each logout means them.
      const meant = [ANY, ...(sessionIndexes.length === 0 ? [ALL] : sessionIndexes.map(indexed))];
      const put = (what: string) => records.put(keyOf(namespace, slot, what), String(now), LONGEST_WAIT_MS + MARGIN_MS);
      await Promise.all(meant.map(put));
    },
    since: async (at, { subject, sessionIndex }) => {
      const asked = sessionIndex === undefined ? [ANY] : [ALL, indexed(sessionIndex)];
      const found = await Promise.all(
        asked.map((what) => records.get(keyOf(subject.namespace, slotOf(subject.identity), what))),
      );
      return found.some((noted) => noted !== undefined && Number(noted) >= at);
    },
  };
}
