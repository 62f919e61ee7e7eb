import { ensure } from '../../kernel/refusal.ts';
import { childrenNamed, type XmlElement } from '../gate/xml-element.ts';
import { ASSERTION } from '../namespaces.ts';
import type { VerifiedAssertion } from '../verified-assertion.ts';
import { parseInstant, toIso, type Moment } from './instant.ts';

type Authentication = Pick<VerifiedAssertion, 'authnInstant' | 'sessionIndex' | 'sessionNotOnOrAfter'>;

/**
 * How and when the person signed in (core 2.7.2, profiles 4.1.4.2). The instant may lie hours back: it is the sign-on at
 * the IdP, not this one. Of several statements the earliest end of a session counts; one that names several sessions
 * names none, so that a logout of any of them ends ours.
 */
export function readAuthnStatement(assertion: XmlElement, moment: Moment): Authentication {
  const statements = childrenNamed(assertion, ASSERTION, 'AuthnStatement');
  const [first] = statements;
  ensure(first, 'SAML_AUTHN_STATEMENT_MISSING', {});
  const authnInstant = parseInstant(first.attributes.get('AuthnInstant'), 'AuthnInstant');
  const [sessionIndex, ...others] = new Set(
    statements.flatMap(({ attributes }) => attributes.get('SessionIndex') ?? []),
  );
  const ends = statements.flatMap(({ attributes }) => attributes.get('SessionNotOnOrAfter') ?? []);
  const sessionNotOnOrAfter = Math.min(...ends.map((end) => parseInstant(end, 'SessionNotOnOrAfter')));
  if (ends.length > 0) checkSessionLives(sessionNotOnOrAfter, moment);
  return {
    authnInstant,
    ...(sessionIndex !== undefined && others.length === 0 && { sessionIndex }),
    ...(ends.length > 0 && { sessionNotOnOrAfter }),
  };
}

function checkSessionLives(sessionNotOnOrAfter: number, { now, skewMs }: Moment): void {
  ensure(now < sessionNotOnOrAfter + skewMs, 'SAML_SESSION_EXPIRED', {
    sessionNotOnOrAfter: toIso(sessionNotOnOrAfter),
    now: toIso(now),
  });
}
