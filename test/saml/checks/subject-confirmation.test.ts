import { confirmSubject, type ConfirmationTerms } from '../../../src/saml/checks/subject-confirmation.ts';
import { anAssertion } from '../../support/saml-builders.ts';
import { ACS_URL, iso, NOW } from '../../support/saml-idp.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const terms: ConfirmationTerms = { now: NOW, skewMs: 1000, acsUrl: ACS_URL, responseInResponseTo: undefined };
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const END = NOW + 300_000;

const confirmation = (data: Readonly<Record<string, string>>, method = BEARER): string => {
  const attributes = Object.entries(data).map(([name, value]) => ` ${name}="${value}"`);
  return `<saml2:SubjectConfirmation Method="${method}"><saml2:SubjectConfirmationData${attributes.join('')}/></saml2:SubjectConfirmation>`;
};
const right = { Recipient: ACS_URL, NotOnOrAfter: iso(END) };
const given = (...confirmations: readonly string[]) => anAssertion({ confirmationsXml: confirmations.join('') });

test('takes the end of a confirmation that fits', () => {
  expect(confirmSubject(given(confirmation(right)), terms)).toEqual({ notOnOrAfter: END });
});

test('tells the request that it answers', () => {
  const assertion = given(confirmation({ ...right, InResponseTo: '_r' }));
  expect(confirmSubject(assertion, terms)).toEqual({ notOnOrAfter: END, inResponseTo: '_r' });
  expect(confirmSubject(assertion, { ...terms, responseInResponseTo: '_r' }).inResponseTo).toBe('_r');
});

test('an empty InResponseTo is one: such an assertion is not unsolicited', () => {
  expect(confirmSubject(given(confirmation({ ...right, InResponseTo: '' })), terms).inResponseTo).toBe('');
});

test('tolerates a NotBefore that has passed', () => {
  expect(confirmSubject(given(confirmation({ ...right, NotBefore: iso(NOW + 1000) })), terms).notOnOrAfter).toBe(END);
});

test('of several, takes the one that fits', () => {
  const other = confirmation({ ...right, Recipient: 'https://other.example/acs', InResponseTo: '_other' });
  const holder = confirmation(right, 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key');
  const fitting = confirmation({ ...right, InResponseTo: '_r' });
  expect(confirmSubject(given(holder, other, fitting), terms).inResponseTo).toBe('_r');
});

test.each([
  { title: 'fits', answering: { ...right, InResponseTo: '_r' }, outcome: { notOnOrAfter: END, inResponseTo: '_r' } },
  {
    title: 'is over',
    answering: { ...right, NotOnOrAfter: iso(NOW - 1000), InResponseTo: '_r' },
    outcome: expect.objectContaining({ code: 'SAML_EXPIRED' }),
  },
])('one that answers a request, and $title, counts before one that answers none', ({ answering, outcome }) => {
  const act = () => {
    try {
      return confirmSubject(given(confirmation(right), confirmation(answering)), terms);
    } catch (error) {
      return error;
    }
  };
  expect(act()).toEqual(outcome);
});

test.each([
  { name: 'none', confirmations: [], evidence: { reason: 'there is no bearer confirmation' } },
  {
    name: 'none of the bearer',
    confirmations: [confirmation(right, 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches')],
    evidence: { reason: 'there is no bearer confirmation' },
  },
  {
    name: 'one without data',
    confirmations: [`<saml2:SubjectConfirmation Method="${BEARER}"/>`],
    evidence: { reason: 'it has no SubjectConfirmationData' },
  },
  {
    name: 'another recipient',
    confirmations: [confirmation({ ...right, Recipient: 'https://evil.example' })],
    evidence: { reason: 'Recipient is not our ACS URL', expected: ACS_URL, received: 'https://evil.example' },
  },
  {
    name: 'no recipient',
    confirmations: [confirmation({ NotOnOrAfter: iso(END) })],
    evidence: { reason: 'Recipient is not our ACS URL', expected: ACS_URL, received: '' },
  },
  {
    name: 'no end',
    confirmations: [confirmation({ Recipient: ACS_URL })],
    evidence: { reason: 'it has no NotOnOrAfter' },
  },
])('refuses $name', ({ confirmations, evidence }) => {
  expect(refusalOf(() => confirmSubject(given(...confirmations), terms))).toMatchObject({
    code: 'SAML_SUBJECT_CONFIRMATION',
    evidence,
  });
});

test.each([
  { name: 'that has ended', data: { ...right, NotOnOrAfter: iso(NOW - 1000) }, code: 'SAML_EXPIRED' },
  { name: 'that has not begun', data: { ...right, NotBefore: iso(NOW + 1001) }, code: 'SAML_NOT_YET_VALID' },
  { name: 'whose end is no date', data: { ...right, NotOnOrAfter: 'later' }, code: 'SAML_TIME_FORMAT' },
  { name: 'whose start is no date', data: { ...right, NotBefore: '' }, code: 'SAML_TIME_FORMAT' },
])('refuses one $name, and says so', ({ data, code }) => {
  expect(refusalOf(() => confirmSubject(given(confirmation(data)), terms)).code).toBe(code);
});

test.each([
  { name: 'another request', inner: { InResponseTo: '_a' } },
  { name: 'no request', inner: {} },
])('refuses one of $name than the response', ({ inner }) => {
  const act = () =>
    confirmSubject(given(confirmation({ ...right, ...inner })), { ...terms, responseInResponseTo: '_b' });
  expect(refusalOf(act)).toMatchObject({
    code: 'SAML_SUBJECT_CONFIRMATION',
    evidence: { reason: 'its InResponseTo is not that of the Response' },
  });
});

test('never puts two halves together: right recipient in one, right time in the other', () => {
  const expired = confirmation({ ...right, NotOnOrAfter: iso(NOW - 60_000) });
  const elsewhere = confirmation({ ...right, Recipient: 'https://other.example/acs' });
  expect(refusalOf(() => confirmSubject(given(expired, elsewhere), terms)).code).toBe('SAML_EXPIRED');
  expect(refusalOf(() => confirmSubject(given(elsewhere, expired), terms)).code).toBe('SAML_SUBJECT_CONFIRMATION');
});

test('shows both addresses in full', () => {
  const long = `https://gw.example/${'a'.repeat(60)}`;
  const act = () => confirmSubject(given(confirmation({ ...right, Recipient: long })), terms);
  expect(refusalOf(act).detail).toContain(`Expected “${ACS_URL}”, received “${long}”.`);
});
