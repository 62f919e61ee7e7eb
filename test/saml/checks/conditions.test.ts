import { checkAudience, checkConditionsUnderstood, checkWindow } from '../../../src/saml/checks/conditions.ts';
import { parseXml } from '../../../src/saml/gate/parse-xml.ts';
import { anAssertion } from '../../support/saml-builders.ts';
import { assertionXml, iso, NOW, SP_ENTITY_ID } from '../../support/saml-idp.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const moment = { now: NOW, skewMs: 1000 };
const withoutConditions = parseXml(assertionXml().replace(/<saml2:Conditions.*<\/saml2:Conditions>/, ''));

describe('window', () => {
  test.each([
    { name: 'around now', given: anAssertion(), end: NOW + 300_000 },
    { name: 'that begins now, as AD FS does', given: anAssertion({ notBefore: iso(NOW) }), end: NOW + 300_000 },
    { name: 'that begins within the skew', given: anAssertion({ notBefore: iso(NOW + 1000) }), end: NOW + 300_000 },
    { name: 'without beginning', given: anAssertion({ notBefore: null }), end: NOW + 300_000 },
    { name: 'without end', given: anAssertion({ notOnOrAfter: null }), end: undefined },
    { name: 'that is not there', given: withoutConditions, end: undefined },
  ])('$name is open', ({ given, end }) => {
    expect(checkWindow(given, moment)).toBe(end);
  });

  test.each([
    { options: { notBefore: iso(NOW + 1001) }, code: 'SAML_NOT_YET_VALID' },
    { options: { notOnOrAfter: iso(NOW - 1000) }, code: 'SAML_EXPIRED' },
    { options: { notBefore: 'x' }, code: 'SAML_TIME_FORMAT' },
    { options: { notOnOrAfter: '' }, code: 'SAML_TIME_FORMAT' },
  ])('$options is refused with $code', ({ options, code }) => {
    expect(refusalOf(() => checkWindow(anAssertion(options), moment)).code).toBe(code);
  });
});

const second = (name: string): string =>
  `<saml2:AudienceRestriction><saml2:Audience>${name}</saml2:Audience></saml2:AudienceRestriction>`;

describe('audience', () => {
  test.each([
    { name: 'us alone', given: anAssertion() },
    { name: 'us among others', given: anAssertion({ audiences: ['urn:other', SP_ENTITY_ID] }) },
    { name: 'us twice', given: anAssertion({ conditionsXml: second(SP_ENTITY_ID) }) },
  ])('of $name is right', ({ given }) => {
    expect(() => checkAudience(given, SP_ENTITY_ID)).not.toThrow();
  });

  test.each([
    { name: 'somebody else', given: anAssertion({ audiences: ['urn:other'] }), received: ['urn:other'] },
    { name: 'nobody', given: anAssertion({ audiences: [] }), received: [] },
    { name: 'an empty name', given: anAssertion({ audiences: [''] }), received: [''] },
    {
      name: 'our name and more',
      given: anAssertion({ audiences: [`${SP_ENTITY_ID}/`] }),
      received: [`${SP_ENTITY_ID}/`],
    },
    {
      name: 'us in one restriction, not in the next',
      given: anAssertion({ conditionsXml: second('urn:other') }),
      received: [SP_ENTITY_ID, 'urn:other'],
    },
    {
      name: 'an empty restriction beside ours',
      given: anAssertion({ conditionsXml: '<saml2:AudienceRestriction/>' }),
      received: [SP_ENTITY_ID],
    },
    { name: 'nobody, for lack of conditions', given: withoutConditions, received: [] },
  ])('of $name is refused', ({ given, received }) => {
    expect(refusalOf(() => checkAudience(given, SP_ENTITY_ID))).toMatchObject({
      code: 'SAML_AUDIENCE_MISMATCH',
      evidence: { expected: SP_ENTITY_ID, received },
    });
  });
});

describe('conditions', () => {
  test.each(['', '<saml2:OneTimeUse/>', '<saml2:ProxyRestriction Count="0"/>'])('understands “%s”', (conditionsXml) => {
    expect(() => checkConditionsUnderstood(anAssertion({ conditionsXml }))).not.toThrow();
  });

  test.each([
    {
      xml: '<saml2:Condition xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x"/>',
      condition: 'Condition',
    },
    { xml: '<x:OneTimeUse xmlns:x="urn:x"/>', condition: 'OneTimeUse' },
    { xml: '<x:Delegate xmlns:x="urn:x"/>', condition: 'Delegate' },
  ])('refuses what it does not understand: $xml', ({ xml, condition }) => {
    expect(refusalOf(() => checkConditionsUnderstood(anAssertion({ conditionsXml: xml })))).toMatchObject({
      code: 'SAML_CONDITION_UNKNOWN',
      evidence: { condition },
    });
  });
});
