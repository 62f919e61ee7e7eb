import { ensure } from '../../kernel/refusal.ts';
import type { XmlElement } from '../gate/xml-element.ts';
import { checkBegun, parseInstant, type Moment } from './instant.ts';

/**
 * When the assertion was issued. Not in the future, since this time is the fence by which the newest login wins. How old
 * it may be follows from checkLifetime: what has not expired was issued at most `maxLifetimeMs` ago, give or take the skew.
 */
export function readIssueInstant(assertion: XmlElement, moment: Moment): number {
  const issuedAt = parseInstant(assertion.attributes.get('IssueInstant'), 'Assertion IssueInstant');
  checkBegun(issuedAt, moment);
  return issuedAt;
}

/** A stolen assertion is worth as much as it lives. */
export function checkLifetime(issuedAt: number, notOnOrAfter: number, maxLifetimeMs: number): void {
  const lifetimeMs = notOnOrAfter - issuedAt;
  ensure(lifetimeMs <= maxLifetimeMs, 'SAML_LIFETIME', { lifetimeMs, allowedMs: maxLifetimeMs });
}
