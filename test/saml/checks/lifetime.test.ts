import { checkLifetime, readIssueInstant } from '../../../src/saml/checks/lifetime.ts';
import { parseXml } from '../../../src/saml/gate/parse-xml.ts';
import { anAssertion } from '../../support/saml-builders.ts';
import { assertionXml, iso, NOW } from '../../support/saml-idp.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const moment = { now: NOW, skewMs: 1000 };

test.each([NOW - 3_600_000, NOW, NOW + 1000])('reads the issue time %d', (at) => {
  expect(readIssueInstant(anAssertion({ issueInstant: iso(at) }), moment)).toBe(at);
});

test('refuses an issue time in the future, which would win over every later login', () => {
  expect(refusalOf(() => readIssueInstant(anAssertion({ issueInstant: iso(NOW + 1001) }), moment))).toMatchObject({
    code: 'SAML_NOT_YET_VALID',
    evidence: { notBefore: iso(NOW + 1001), now: iso(NOW) },
  });
});

test.each([
  { name: 'none', given: parseXml(assertionXml().replace(/ IssueInstant="[^"]*"/, '')) },
  { name: 'a local time', given: anAssertion({ issueInstant: '2026-05-04T09:15:27+02:00' }) },
])('refuses $name', ({ given }) => {
  expect(refusalOf(() => readIssueInstant(given, moment))).toMatchObject({
    code: 'SAML_TIME_FORMAT',
    evidence: { field: 'Assertion IssueInstant' },
  });
});

test('an assertion lives as long as allowed, and no ms longer', () => {
  expect(() => checkLifetime(NOW, NOW + 5000, 5000)).not.toThrow();
  expect(refusalOf(() => checkLifetime(NOW, NOW + 5001, 5000))).toMatchObject({
    code: 'SAML_LIFETIME',
    evidence: { lifetimeMs: 5001, allowedMs: 5000 },
  });
});
