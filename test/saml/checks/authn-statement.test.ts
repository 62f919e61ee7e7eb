import { readAuthnStatement } from '../../../src/saml/checks/authn-statement.ts';
import { parseXml } from '../../../src/saml/gate/parse-xml.ts';
import { anAssertion } from '../../support/saml-builders.ts';
import { assertionXml, iso, NOW } from '../../support/saml-idp.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const moment = { now: NOW, skewMs: 1000 };
const HOURS = 3_600_000;

test('reads the sign-on at the IdP, which may lie hours back', () => {
  const assertion = anAssertion({ authnInstant: iso(NOW - 9 * HOURS), sessionIndex: 's' });
  expect(readAuthnStatement(assertion, moment)).toEqual({ authnInstant: NOW - 9 * HOURS, sessionIndex: 's' });
});

test('reads the end of the session', () => {
  const assertion = anAssertion({ sessionNotOnOrAfter: iso(NOW + HOURS) });
  expect(readAuthnStatement(assertion, moment)).toMatchObject({ sessionNotOnOrAfter: NOW + HOURS });
});

test('of several statements, the earliest end counts', () => {
  const first = assertionXml({ sessionNotOnOrAfter: iso(NOW + 2 * HOURS) });
  const more = `<saml2:AuthnStatement AuthnInstant="${iso(NOW)}" SessionNotOnOrAfter="${iso(NOW + HOURS)}"/>`;
  const assertion = parseXml(first.replace('<saml2:AttributeStatement>', `${more}<saml2:AttributeStatement>`));
  expect(readAuthnStatement(assertion, moment)).toMatchObject({
    sessionNotOnOrAfter: NOW + HOURS,
    sessionIndex: 'session-1',
  });
});

test('leaves the session index out where the IdP does', () => {
  const assertion = parseXml(assertionXml().replace(/ SessionIndex="[^"]*"/, ''));
  expect(Object.keys(readAuthnStatement(assertion, moment))).toEqual(['authnInstant']);
});

test('refuses an assertion without statement', () => {
  expect(refusalOf(() => readAuthnStatement(anAssertion({ authnStatement: false }), moment))).toMatchObject({
    code: 'SAML_AUTHN_STATEMENT_MISSING',
  });
});

test('refuses a session that is over', () => {
  const end = NOW - 1000;
  expect(refusalOf(() => readAuthnStatement(anAssertion({ sessionNotOnOrAfter: iso(end) }), moment))).toMatchObject({
    code: 'SAML_SESSION_EXPIRED',
    evidence: { sessionNotOnOrAfter: iso(end), now: iso(NOW) },
  });
  expect(readAuthnStatement(anAssertion({ sessionNotOnOrAfter: iso(end + 1) }), moment).sessionNotOnOrAfter).toBe(
    end + 1,
  );
});

test.each([
  { options: { authnInstant: 'yesterday' }, field: 'AuthnInstant' },
  { options: { authnInstant: '' }, field: 'AuthnInstant' },
  { options: { sessionNotOnOrAfter: 'tomorrow' }, field: 'SessionNotOnOrAfter' },
])('refuses $options', ({ options, field }) => {
  expect(refusalOf(() => readAuthnStatement(anAssertion(options), moment))).toMatchObject({
    code: 'SAML_TIME_FORMAT',
    evidence: { field },
  });
});
