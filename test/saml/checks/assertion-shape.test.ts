import { checkAssertionShape } from '../../../src/saml/checks/assertion-shape.ts';
import { parseXml } from '../../../src/saml/gate/parse-xml.ts';
import { assertionXml, ENTRA, GOOGLE, KEYCLOAK, OKTA } from '../../support/saml-idp.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const check = (xml: string): void => checkAssertionShape(parseXml(xml));
const xml = assertionXml();

test.each([
  { name: 'Okta', given: assertionXml({ style: OKTA }) },
  { name: 'Entra, attributes before the authentication', given: assertionXml({ style: ENTRA }) },
  { name: 'Google', given: assertionXml({ style: GOOGLE }) },
  { name: 'Keycloak', given: assertionXml({ style: KEYCLOAK }) },
  { name: 'AD FS, without NameID', given: assertionXml({ nameId: null }) },
  {
    name: 'an IdP with several statements',
    given: xml.replace(/<saml2:AttributeStatement>.*<\/saml2:AttributeStatement>/, '$&$&'),
  },
  { name: 'an IdP without attributes', given: assertionXml({ attributes: [] }) },
  {
    name: 'an IdP that gives advice',
    given: xml.replace('<saml2:AuthnStatement', '<saml2:Advice/><saml2:AuthnStatement'),
  },
])('takes the assertion of $name', ({ given }) => {
  expect(() => check(given)).not.toThrow();
});

test.each([
  { name: 'another element', given: '<a/>', reason: '“a” stands where an Assertion is expected' },
  {
    name: 'another namespace',
    given: xml.replaceAll('SAML:2.0:assertion', 'SAML:1.0:assertion'),
    reason: '“Assertion” stands where an Assertion is expected',
  },
  {
    name: 'another version',
    given: xml.replace('Version="2.0"', 'Version="1.1"'),
    reason: 'Assertion has the Version “1.1”, not 2.0',
  },
  { name: 'no ID', given: xml.replace(/ ID="\w+"/, ''), reason: 'Assertion has no proper ID' },
  {
    name: 'no Issuer',
    given: xml.replace(/<saml2:Issuer>.*<\/saml2:Issuer>/, ''),
    reason: 'Assertion holds no Issuer',
  },
  {
    name: 'two Issuer',
    given: xml.replace(/<saml2:Issuer>.*<\/saml2:Issuer>/, '$&$&'),
    reason: 'Assertion holds 2 Issuer',
  },
  {
    name: 'an Issuer with elements',
    given: xml.replace('</saml2:Issuer>', '<b/></saml2:Issuer>'),
    reason: 'Issuer holds elements, only text is allowed',
  },
  {
    name: 'two Subject',
    given: xml.replace(/<saml2:Subject>.*<\/saml2:Subject>/, '$&$&'),
    reason: 'Assertion holds 2 Subject',
  },
  {
    name: 'two Conditions',
    given: xml.replace(/<saml2:Conditions.*<\/saml2:Conditions>/, '$&$&'),
    reason: 'Assertion holds 2 Conditions',
  },
  {
    name: 'two NameID',
    given: xml.replace(/<saml2:NameID.*<\/saml2:NameID>/, '$&$&'),
    reason: 'Subject holds 2 NameID',
  },
  {
    name: 'a NameID with elements',
    given: xml.replace('</saml2:NameID>', '<b/></saml2:NameID>'),
    reason: 'NameID holds elements, only text is allowed',
  },
  {
    name: 'a NameID of another namespace',
    given: xml.replace('<saml2:NameID', '<NameID xmlns="urn:x">eve</NameID><saml2:NameID'),
    reason: 'Subject holds an unexpected NameID',
  },
  {
    name: 'an unknown child',
    given: xml.replace('<saml2:Subject>', '<saml2:Odd/><saml2:Subject>'),
    reason: 'Assertion holds an unexpected Odd',
  },
])('refuses $name', ({ given, reason }) => {
  expect(refusalOf(() => check(given))).toMatchObject({ code: 'SAML_SHAPE', evidence: { reason } });
});
