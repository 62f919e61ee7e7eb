import type { Clock } from '../kernel/clock.ts';
import type { Trace } from '../traces/trace.ts';
import type { AuditEntry } from './audit-record.ts';
import type { AuditTrail } from './audit-trail.ts';
import { createBoundedAudit } from './bounded-audit.ts';
import { byAssertion } from './role-move.ts';

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

/** Tells the audit of every login; what anybody can post without an assertion is bounded. Does not wait. */
export function createLoginAudit({ append }: Pick<AuditTrail, 'append'>, clock: Clock): (login: EndedLogin) => void {
  const rest = { kind: 'login.refused', what: 'refused without a verified assertion' } as const;
  const anonymous = createBoundedAudit({ append }, clock, rest);
  return (login) => {
    anonymous.turn();
    if (login.trace.assertionId === undefined) anonymous.append(loginEntry(login));
    else void append(loginEntry(login));
  };
}
