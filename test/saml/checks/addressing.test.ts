import { checkDestination, checkIssuers } from '../../../src/saml/checks/addressing.ts';
import { parseXml } from '../../../src/saml/gate/parse-xml.ts';
import type { XmlElement } from '../../../src/saml/gate/xml-element.ts';
import { anAssertion } from '../../support/saml-builders.ts';
import { ACS_URL, IDP_ENTITY_ID, responseXml, type ResponseOptions } from '../../support/saml-idp.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const aResponse = (options: ResponseOptions = {}): XmlElement => parseXml(responseXml('', options));

describe('issuer', () => {
  test.each([{ responseIssuer: IDP_ENTITY_ID }, { responseIssuer: null }])(
    'is ours with the response saying $responseIssuer',
    (options) => {
      expect(() => checkIssuers(anAssertion(), aResponse(options), IDP_ENTITY_ID)).not.toThrow();
    },
  );

  test.each([
    {
      name: 'of the assertion',
      assertion: 'http://evil.example',
      response: IDP_ENTITY_ID,
      received: 'http://evil.example',
    },
    {
      name: 'of the response',
      assertion: IDP_ENTITY_ID,
      response: 'http://evil.example',
      received: 'http://evil.example',
    },
    { name: 'with a slash more', assertion: `${IDP_ENTITY_ID}/`, response: null, received: `${IDP_ENTITY_ID}/` },
    {
      name: 'in another case',
      assertion: IDP_ENTITY_ID.toUpperCase(),
      response: null,
      received: IDP_ENTITY_ID.toUpperCase(),
    },
    { name: 'that is empty', assertion: '', response: null, received: '' },
    { name: 'of the response that is empty', assertion: IDP_ENTITY_ID, response: '', received: '' },
  ])('$name is refused', ({ assertion, response, received }) => {
    const act = (): void =>
      checkIssuers(anAssertion({ issuer: assertion }), aResponse({ responseIssuer: response }), IDP_ENTITY_ID);
    expect(refusalOf(act)).toMatchObject({
      code: 'SAML_ISSUER_MISMATCH',
      evidence: { expected: IDP_ENTITY_ID, received },
    });
  });

  test('that differs only in the trailing slash is told so', () => {
    const assertion = anAssertion({ issuer: `${IDP_ENTITY_ID}/` });
    const refusal = refusalOf(() => checkIssuers(assertion, aResponse(), IDP_ENTITY_ID));
    expect(refusal.detail).toContain('They differ only in the trailing slash.');
  });
});

describe('destination', () => {
  test.each([
    { signed: true, destination: ACS_URL },
    { signed: false, destination: ACS_URL },
    { signed: false, destination: null },
  ])('$destination is right where signed is $signed', ({ signed, destination }) => {
    expect(() => checkDestination(aResponse({ destination }), signed, ACS_URL)).not.toThrow();
  });

  test.each([
    { signed: true, destination: null, received: '' },
    { signed: true, destination: '', received: '' },
    { signed: false, destination: '', received: '' },
    { signed: true, destination: 'https://evil.example/acs', received: 'https://evil.example/acs' },
    { signed: false, destination: 'https://evil.example/acs', received: 'https://evil.example/acs' },
    { signed: true, destination: `${ACS_URL}/`, received: `${ACS_URL}/` },
    { signed: true, destination: `${ACS_URL}?x`, received: `${ACS_URL}?x` },
  ])('$destination is wrong where signed is $signed', ({ signed, destination, received }) => {
    expect(refusalOf(() => checkDestination(aResponse({ destination }), signed, ACS_URL))).toMatchObject({
      code: 'SAML_DESTINATION_MISMATCH',
      evidence: { expected: ACS_URL, received },
    });
  });
});
