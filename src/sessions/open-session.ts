import { ensure } from '../kernel/refusal.ts';
import type { SessionSettings } from './session-settings.ts';
import type { Session } from './session-store.ts';

/** What a login knows when it opens a session. Times are ms since epoch. */
export interface SessionOpening extends Pick<
  Session,
  'subject' | 'connection' | 'nameId' | 'sessionIndex' | 'trace' | 'loginAt' | 'demotions'
> {
  /** The end of the session at the IdP (core 2.7.2), where it sent one. */
  readonly sessionNotOnOrAfter?: number;
  readonly now: number;
}

/**
 * The session that a login opens. It ends with session.max or with the session at the IdP, whichever is first; the skew
 * that the assertion's checks allow does not extend it. Refuses with SAML_SESSION_EXPIRED where that is over already.
 */
export function openSession(
  { sessionNotOnOrAfter = Infinity, now, ...rest }: SessionOpening,
  settings: Pick<SessionSettings, 'idleMs' | 'maxMs'>,
): Session {
  const expiresAt = Math.min(now + settings.maxMs, sessionNotOnOrAfter);
  ensure(expiresAt > now, 'SAML_SESSION_EXPIRED', {
    sessionNotOnOrAfter: new Date(expiresAt).toISOString(),
    now: new Date(now).toISOString(),
  });
  return { ...rest, createdAt: now, expiresAt, idleMs: settings.idleMs };
}
