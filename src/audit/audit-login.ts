import type { Clock } from '../kernel/clock.ts';
import type { Trace } from '../traces/trace.ts';
import { byAssertion } from './audit-reconcile.ts';
import type { AuditEntry } from './audit-record.ts';
import type { AuditTrail } from './audit-trail.ts';

/** How a login ended. */
export interface EndedLogin {
  /** `unknown` where there is no such connection: the path is anybody's text. */
  readonly connection: string;
  readonly trace: Trace;
}

const rolesOf = ({ explanation }: Trace): readonly string[] =>
  (explanation?.roles ?? []).filter(({ outcome }) => outcome === 'granted').map(({ role }) => role);

/** The record of one login, granted or refused. Names nobody whom no verified assertion named. */
export function loginEntry({ connection, trace }: EndedLogin): AuditEntry {
  const { id, username, outcome, code, assertionId } = trace;
  return {
    kind: `login.${outcome}`,
    ...(username !== undefined && { subject: username }),
    connection,
    ...(outcome === 'granted' && { to: rolesOf(trace) }),
    ...(code !== undefined && { why: code }),
    by: assertionId === undefined ? 'anonymous' : byAssertion(assertionId),
    trace: id,
  };
}

const WINDOW_MS = 60_000;
/** Refusals without a verified assertion that each get a record of their own, in a window and on a replica. */
const ANONYMOUS = 60;

/**
 * Tells the audit of every login. What anybody can post without an assertion is bounded: the rest of a flood is one
 * record with a count, or it would push the records that matter out of a bounded log. Does not wait.
 */
export function createLoginAudit({ append }: Pick<AuditTrail, 'append'>, clock: Clock): (login: EndedLogin) => void {
  let window = { since: -Infinity, count: 0 };

  const closeWindow = (now: number): void => {
    const more = window.count - ANONYMOUS;
    if (more > 0) {
      const why = `${more} more refused without a verified assertion since ${new Date(window.since).toISOString()}`;
      void append({ kind: 'login.refused', why, by: 'anonymous' });
    }
    window = { since: now, count: 0 };
  };
  return (login) => {
    const now = clock();
    if (now - window.since >= WINDOW_MS) closeWindow(now);
    const isAnonymous = login.trace.assertionId === undefined;
    if (isAnonymous) window.count += 1;
    if (!isAnonymous || window.count <= ANONYMOUS) void append(loginEntry(login));
  };
}
