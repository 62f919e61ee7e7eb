import { checkPlaces, checkResponseShape, payloadOf } from '../../../src/saml/checks/response-shape.ts';
import { parseXml } from '../../../src/saml/gate/parse-xml.ts';
import { assertionXml, ENTRA, KEYCLOAK, OKTA, responseXml, type ResponseOptions } from '../../support/saml-idp.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const aResponse = (options: ResponseOptions = {}): string => responseXml(assertionXml(options), options);
const check = (xml: string): void => checkResponseShape(parseXml(xml));
const extensions = (inner: string): string =>
  aResponse().replace('<saml2p:Status>', `<saml2p:Extensions>${inner}</saml2p:Extensions><saml2p:Status>`);

test.each([
  { name: 'Okta', xml: aResponse({ style: OKTA }) },
  { name: 'Entra', xml: aResponse({ style: ENTRA }) },
  { name: 'Keycloak', xml: aResponse({ style: KEYCLOAK }) },
  { name: 'one without Issuer', xml: aResponse({ responseIssuer: null }) },
  { name: 'one with Extensions', xml: extensions('<x:y xmlns:x="urn:x">z</x:y>') },
])('takes the response of $name', ({ xml }) => {
  expect(() => check(xml)).not.toThrow();
  expect(payloadOf(parseXml(xml)).kind).toBe('plain');
});

test.each([
  { name: 'another root', xml: '<Foo/>', reason: 'the root is “Foo”, not a SAML 2.0 Response' },
  {
    name: 'a look-alike of no namespace',
    xml: '<Response ID="a" Version="2.0"/>',
    reason: 'the root is “Response”, not a SAML 2.0 Response',
  },
  {
    name: 'SAML 1.1',
    xml: aResponse().replace('SAML:2.0:protocol', 'SAML:1.0:protocol'),
    reason: 'the root is “Response”, not a SAML 2.0 Response',
  },
  {
    name: 'another version',
    xml: aResponse().replace(/Version="2.0"/, 'Version="1.1"'),
    reason: 'Response has the Version “1.1”, not 2.0',
  },
  {
    name: 'no version',
    xml: aResponse().replace(/ Version="2.0"/, ''),
    reason: 'Response has the Version “”, not 2.0',
  },
  { name: 'no ID', xml: aResponse().replace(/ ID="_response\w+"/, ''), reason: 'Response has no proper ID' },
  { name: 'an ID with a quote', xml: aResponse({ responseId: `a'b` }), reason: 'Response has no proper ID' },
  { name: 'an endless ID', xml: aResponse({ responseId: 'a'.repeat(257) }), reason: 'Response has no proper ID' },
  { name: 'no Status', xml: aResponse({ statusXml: '' }), reason: 'Response holds no Status' },
  {
    name: 'two Status',
    xml: aResponse().replace(/<saml2p:Status>.*<\/saml2p:Status>/, '$&$&'),
    reason: 'Response holds 2 Status',
  },
  {
    name: 'two Issuer',
    xml: aResponse().replace(/<saml2:Issuer.*?<\/saml2:Issuer>/, '$&$&'),
    reason: 'Response holds 2 Issuer',
  },
  {
    name: 'an Issuer with elements',
    xml: aResponse().replace('</saml2:Issuer>', '<b/></saml2:Issuer>'),
    reason: 'Issuer holds elements, only text is allowed',
  },
  {
    name: 'an unknown child',
    xml: aResponse().replace('<saml2p:Status>', '<saml2p:Odd/><saml2p:Status>'),
    reason: 'Response holds an unexpected Odd',
  },
  {
    name: 'an Assertion of another namespace',
    xml: aResponse().replace('<saml2p:Status>', '<Assertion xmlns="urn:x"/><saml2p:Status>'),
    reason: 'Response holds an unexpected Assertion',
  },
  {
    name: 'an Assertion in Extensions',
    xml: extensions(assertionXml({ assertionId: 'b' })),
    reason: 'a second Assertion is hidden inside Extensions',
  },
  {
    name: 'an Assertion of another namespace in Extensions',
    xml: extensions('<Assertion xmlns="urn:x"/>'),
    reason: 'a second Assertion is hidden inside Extensions',
  },
  {
    name: 'an EncryptedAssertion in Extensions',
    xml: extensions('<e:EncryptedAssertion xmlns:e="urn:x"/>'),
    reason: 'a second EncryptedAssertion is hidden inside Extensions',
  },
  {
    name: 'a Response in Extensions',
    xml: extensions('<saml2p:Response ID="b"/>'),
    reason: 'a second Response is hidden inside Extensions',
  },
  {
    name: 'an Assertion in an Assertion',
    xml: aResponse().replace(
      '<saml2:Subject>',
      `<saml2:Advice>${assertionXml({ assertionId: 'b' })}</saml2:Advice><saml2:Subject>`,
    ),
    reason: 'a second Assertion is hidden inside Advice',
  },
])('refuses $name', ({ xml, reason }) => {
  expect(refusalOf(() => check(xml))).toMatchObject({ code: 'SAML_SHAPE', evidence: { reason } });
});

test.each([
  { place: 'Extensions', xml: extensions('<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>') },
  { place: 'Extensions', xml: extensions('<Signature xmlns="urn:look-alike"/>') },
  { place: 'Subject', xml: aResponse().replace('</saml2:Subject>', '<s:Signature xmlns:s="urn:x"/></saml2:Subject>') },
])('refuses a Signature inside $place', ({ place, xml }) => {
  expect(refusalOf(() => check(xml))).toMatchObject({
    code: 'SAML_SIGNATURE_SHAPE',
    evidence: { reason: `a Signature stands inside ${place}` },
  });
});

test.each(['LogoutResponse', 'LogoutRequest', 'AuthnRequest'])('tells a %s from a broken login', (name) => {
  const xml = `<p:${name} xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="a" Version="2.0"/>`;
  expect(refusalOf(() => check(xml))).toMatchObject({ code: 'SAML_NO_ASSERTION' });
});

test('a response without assertion carries none', () => {
  expect(refusalOf(() => payloadOf(parseXml(responseXml(''))))).toMatchObject({ code: 'SAML_NO_ASSERTION' });
});

test.each([
  { name: 'two plain ones', inner: assertionXml() + assertionXml({ assertionId: 'b' }) },
  {
    name: 'a plain and an encrypted one',
    inner: `${assertionXml()}<e:EncryptedAssertion xmlns:e="urn:oasis:names:tc:SAML:2.0:assertion"/>`,
  },
])('refuses $name, since which of them is read would be a choice', ({ inner }) => {
  expect(refusalOf(() => payloadOf(parseXml(responseXml(inner))))).toMatchObject({
    code: 'SAML_SHAPE',
    evidence: { reason: 'the Response holds 2 assertions, not one' },
  });
});

test('knows an encrypted assertion by its element', () => {
  const inner = '<e:EncryptedAssertion xmlns:e="urn:oasis:names:tc:SAML:2.0:assertion"/>';
  expect(payloadOf(parseXml(responseXml(inner)))).toMatchObject({
    kind: 'encrypted',
    encrypted: { name: 'EncryptedAssertion' },
  });
});

test('an assertion that was encrypted may carry a signature at its top only', () => {
  const signature = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>';
  const atTop = assertionXml().replace('<saml2:Subject>', `${signature}<saml2:Subject>`);
  expect(() => checkPlaces(parseXml(atTop))).not.toThrow();
  const below = assertionXml().replace('</saml2:Subject>', `${signature}</saml2:Subject>`);
  expect(refusalOf(() => checkPlaces(parseXml(below)))).toMatchObject({ code: 'SAML_SIGNATURE_SHAPE' });
});
