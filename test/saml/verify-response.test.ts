import { SignedXml } from 'xml-crypto';
import { createInThreadVerifier } from '../../src/saml/response-verifier.in-thread.ts';
import type { ConnectionTrust } from '../../src/saml/connection-trust.ts';
import type { VerifiedAssertion } from '../../src/saml/verified-assertion.ts';
import { aTrust } from '../support/saml-builders.ts';
import {
  ASSERTION_ID,
  EMAIL_FORMAT,
  encode,
  ENTRA,
  GOOGLE,
  IDP_ENTITY_ID,
  iso,
  KEYCLOAK,
  NOW,
  OKTA,
  postedResponse,
  RESPONSE_ID,
  samlResponse,
  type ResponseOptions,
} from '../support/saml-idp.ts';
import { idpKey, otherIdpKey, shortIdpKey, spKey, type TestKey } from '../support/saml-keys.ts';
import { refusalFrom } from '../support/saml-refusal.ts';
import { RSA_SHA1, RSA_SHA512, SHA1, SHA512 } from '../support/saml-signing.ts';

const verifier = createInThreadVerifier();
const MINUTE = 60_000;

const verify = (options: ResponseOptions, trust: Partial<ConnectionTrust> = {}): Promise<VerifiedAssertion> =>
  verifier.verify({ encoded: postedResponse(options), trust: aTrust(trust), now: NOW });

test('answers everything that the login needs, and nothing else', async () => {
  const verified = await verify({ inResponseTo: '_r1', sessionNotOnOrAfter: iso(NOW + 60 * MINUTE) });
  expect(verified).toEqual({
    connection: 'okta',
    id: ASSERTION_ID,
    issuer: IDP_ENTITY_ID,
    issuedAt: NOW,
    nameId: { value: 'ana@corp.example', format: EMAIL_FORMAT },
    inResponseTo: '_r1',
    notOnOrAfter: NOW + 5 * MINUTE,
    authnInstant: NOW - 23 * MINUTE,
    sessionIndex: 'session-1',
    sessionNotOnOrAfter: NOW + 60 * MINUTE,
    attributes: new Map([
      ['email', ['ana@corp.example']],
      ['full_name', ['Ana Díaz']],
      ['roles', ['supervisor', 'wfo.team_leader']],
    ]),
    signedBy: ['response'],
  });
});

test.each([
  { name: 'the conditions', options: { notOnOrAfter: iso(NOW + MINUTE) } },
  { name: 'the confirmation', options: { confirmationNotOnOrAfter: iso(NOW + MINUTE) } },
])('ends with $name, where they end first', async ({ options }) => {
  expect((await verify(options)).notOnOrAfter).toBe(NOW + MINUTE);
});

test('a login that starts at the IdP answers no request', async () => {
  expect('inResponseTo' in (await verify({}))).toBe(false);
});

test.each([
  { name: 'Okta, both signed', options: { style: OKTA } },
  { name: 'Okta, response signed', options: { style: OKTA, sign: 'response' } },
  { name: 'Okta, assertion signed', options: { style: OKTA, sign: 'assertion' } },
  { name: 'Okta, without attributes', options: { style: OKTA, attributes: [], signing: { prefixes: '' } } },
  {
    name: 'Entra, an hour long, assertion signed',
    options: {
      style: ENTRA,
      sign: 'assertion',
      signing: { prefixes: '' },
      notOnOrAfter: iso(NOW + 59 * MINUTE),
      confirmationNotOnOrAfter: iso(NOW + 59 * MINUTE),
    },
  },
  { name: 'Google, attributes first', options: { style: GOOGLE, sign: 'assertion', nameIdFormat: null } },
  { name: 'Keycloak, response signed', options: { style: KEYCLOAK, sign: 'response', signing: { prefixes: '' } } },
  {
    name: 'AD FS, window from now',
    options: { style: ENTRA, sign: 'assertion', notBefore: iso(NOW), signing: { prefixes: '' } },
  },
  { name: 'an IdP without Issuer on the response', options: { responseIssuer: null, sign: 'assertion' } },
  { name: 'an IdP without Destination, response not signed', options: { destination: null, sign: 'assertion' } },
  { name: 'a clock two minutes behind ours', options: { now: NOW - 2 * MINUTE } },
  { name: 'a clock two minutes before ours', options: { now: NOW + 2 * MINUTE } },
  { name: 'SHA-512', options: { signing: { signature: RSA_SHA512, digest: SHA512 } } },
  {
    name: 'letters of all the world',
    options: { nameId: 'Zoë 漢字', attributes: [['roles', ['Ünïcode & <b>', '🙂']]] },
  },
  {
    name: 'line ends between its elements',
    options: { posted: (xml: string) => xml.replaceAll('?><', '?>\r\n<'), sign: 'response' },
  },
] as const)('takes $name', async ({ options }) => {
  const verified = await verify(options);
  expect(verified.nameId.value).toMatch(/^(ana@corp\.example|Zoë 漢字)$/);
});

test('takes base64 in lines, as IdPs send it', async () => {
  const encoded = postedResponse().replaceAll(/.{76}/g, '$&\r\n');
  expect((await verifier.verify({ encoded, trust: aTrust(), now: NOW })).id).toBe(ASSERTION_ID);
});

test('takes what xml-crypto itself signs, prefix lists in both transforms', async () => {
  const signer = new SignedXml({
    privateKey: idpKey().privatePem,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  });
  signer.addReference({
    xpath: "//*[local-name(.)='Response']",
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    inclusiveNamespacesPrefixList: ['xs'],
  });
  signer.computeSignature(samlResponse({ sign: 'none' }), {
    location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' },
  });
  const verified = await verifier.verify({ encoded: encode(signer.getSignedXml()), trust: aTrust(), now: NOW });
  expect(verified.signedBy).toEqual(['response']);
});

test.each([
  { policy: 'either', sign: 'both', signedBy: ['response'] },
  { policy: 'either', sign: 'assertion', signedBy: ['assertion'] },
  { policy: 'either', sign: 'response', signedBy: ['response'] },
  { policy: 'response', sign: 'both', signedBy: ['response'] },
  { policy: 'response', sign: 'response', signedBy: ['response'] },
  { policy: 'assertion', sign: 'assertion', signedBy: ['assertion'] },
  { policy: 'assertion', sign: 'both', signedBy: ['response', 'assertion'] },
  { policy: 'both', sign: 'both', signedBy: ['response', 'assertion'] },
] as const)('where $policy must be signed and $sign is, verifies $signedBy', async ({ policy, sign, signedBy }) => {
  expect((await verify({ sign }, { signed: policy })).signedBy).toEqual(signedBy);
});

test.each([
  { policy: 'either', sign: 'none' },
  { policy: 'response', sign: 'assertion' },
  { policy: 'assertion', sign: 'response' },
  { policy: 'both', sign: 'response' },
  { policy: 'both', sign: 'assertion' },
] as const)('where $policy must be signed, refuses one with $sign signed', async ({ policy, sign }) => {
  expect(await refusalFrom(verify({ sign }, { signed: policy }))).toMatchObject({
    code: 'SAML_SIGNATURE_MISSING',
    evidence: { required: policy },
  });
});

test('trusts each of several certificates, as during a rollover', async () => {
  const idpCertificates = [otherIdpKey().certificate, idpKey().certificate];
  expect((await verify({}, { idpCertificates })).id).toBe(ASSERTION_ID);
});

test('forgets a certificate that is taken from the connection', async () => {
  await verify({}, { idpCertificates: [idpKey().certificate] });
  expect((await refusalFrom(verify({}, { idpCertificates: [otherIdpKey().certificate] }))).code).toBe(
    'SAML_SIGNATURE_INVALID',
  );
});

test('while two keys are trusted, either verifies at any time, and a third never', async () => {
  const trust = { idpCertificates: [idpKey().certificate, otherIdpKey().certificate] };
  const signing = ({ privateKey: key, certificate }: TestKey) => ({ signing: { key, certificate } });
  for (const key of [otherIdpKey(), otherIdpKey(), idpKey(), otherIdpKey(), idpKey(), idpKey()]) {
    expect((await verify(signing(key), trust)).id).toBe(ASSERTION_ID);
    expect(await refusalFrom(verify(signing(spKey()), trust))).toMatchObject({ code: 'SAML_SIGNATURE_INVALID' });
  }
});

test('does not verify with a key below 2048 bits', async () => {
  const key = shortIdpKey();
  const signing = { key: key.privateKey, certificate: key.certificate };
  expect(await refusalFrom(verify({ signing }, { idpCertificates: [key.certificate] }))).toMatchObject({
    code: 'SAML_ALGORITHM',
    evidence: { algorithm: 'no RSA key of 2048 bits or more in the connection' },
  });
  const both = [idpKey().certificate, key.certificate];
  expect((await refusalFrom(verify({ signing }, { idpCertificates: both }))).code).toBe('SAML_SIGNATURE_INVALID');
});

test('takes SHA-1 where the connection names it, and nowhere else', async () => {
  const signing = { signature: RSA_SHA1, digest: SHA1 };
  expect((await verify({ signing }, { allowSha1: true })).id).toBe(ASSERTION_ID);
  expect((await refusalFrom(verify({ signing }))).code).toBe('SAML_ALGORITHM');
});

test.each([
  { name: 'another issuer', options: { issuer: 'http://www.okta.com/exkOther' }, code: 'SAML_ISSUER_MISMATCH' },
  {
    name: 'another issuer of the response',
    options: { responseIssuer: 'http://evil.example' },
    code: 'SAML_ISSUER_MISMATCH',
  },
  {
    name: 'another destination',
    options: { destination: 'https://other.example/acs' },
    code: 'SAML_DESTINATION_MISMATCH',
  },
  { name: 'no destination, response signed', options: { destination: null }, code: 'SAML_DESTINATION_MISMATCH' },
  {
    name: 'another destination, response not signed',
    options: { destination: 'https://other.example/acs', sign: 'assertion' },
    code: 'SAML_DESTINATION_MISMATCH',
  },
  { name: 'another recipient', options: { recipient: 'https://other.example/acs' }, code: 'SAML_SUBJECT_CONFIRMATION' },
  {
    name: 'no bearer',
    options: { confirmationMethod: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' },
    code: 'SAML_SUBJECT_CONFIRMATION',
  },
  {
    name: 'another request inside than outside',
    options: { inResponseTo: '_a', responseInResponseTo: '_b' },
    code: 'SAML_SUBJECT_CONFIRMATION',
  },
  { name: 'no NameID', options: { nameId: null }, code: 'SAML_SUBJECT_MISSING' },
  { name: 'an invisible NameID', options: { nameId: 'ana\u200B' }, code: 'SAML_SUBJECT_MISSING' },
  { name: 'another audience', options: { audiences: ['urn:other'] }, code: 'SAML_AUDIENCE_MISMATCH' },
  { name: 'no audience', options: { audiences: [] }, code: 'SAML_AUDIENCE_MISMATCH' },
  {
    name: 'an unknown condition',
    options: { conditionsXml: '<x:Y xmlns:x="urn:x"/>' },
    code: 'SAML_CONDITION_UNKNOWN',
  },
  { name: 'an hour that has passed', options: { now: NOW - 60 * MINUTE }, code: 'SAML_EXPIRED' },
  { name: 'an hour that is to come', options: { now: NOW + 60 * MINUTE }, code: 'SAML_NOT_YET_VALID' },
  {
    name: 'a confirmation that has passed',
    options: { confirmationNotOnOrAfter: iso(NOW - 3 * MINUTE) },
    code: 'SAML_EXPIRED',
  },
  { name: 'conditions that have passed', options: { notOnOrAfter: iso(NOW - 3 * MINUTE) }, code: 'SAML_EXPIRED' },
  { name: 'conditions that are to come', options: { notBefore: iso(NOW + 3 * MINUTE) }, code: 'SAML_NOT_YET_VALID' },
  {
    name: 'an issue time far ahead',
    options: { issueInstant: iso(NOW + 10 * 365 * 24 * 60 * MINUTE) },
    code: 'SAML_NOT_YET_VALID',
  },
  { name: 'an issue time long ago', options: { issueInstant: iso(NOW - 24 * 60 * MINUTE) }, code: 'SAML_LIFETIME' },
  {
    name: 'a life of a year',
    options: { notOnOrAfter: null, confirmationNotOnOrAfter: iso(NOW + 365 * 24 * 60 * MINUTE) },
    code: 'SAML_LIFETIME',
  },
  { name: 'a local time', options: { notOnOrAfter: '2026-05-04T11:20:27+02:00' }, code: 'SAML_TIME_FORMAT' },
  { name: 'no authentication', options: { authnStatement: false }, code: 'SAML_AUTHN_STATEMENT_MISSING' },
  {
    name: 'a session that is over',
    options: { sessionNotOnOrAfter: iso(NOW - 3 * MINUTE) },
    code: 'SAML_SESSION_EXPIRED',
  },
  {
    name: 'a failure for status, assertion and all',
    options: { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' },
    code: 'SAML_STATUS_NOT_SUCCESS',
  },
  {
    name: 'a failure for status, not signed',
    options: { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder', sign: 'assertion' },
    code: 'SAML_STATUS_NOT_SUCCESS',
  },
  {
    name: 'a value with elements inside',
    options: {
      attributesXml:
        '<saml2:AttributeStatement><saml2:Attribute Name="roles"><saml2:AttributeValue>ad<b/>min</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>',
    },
    code: 'SAML_SHAPE',
  },
] as const)('refuses a well-signed response with $name', async ({ options, code }) => {
  expect((await refusalFrom(verify(options))).code).toBe(code);
});

test('names like __proto__ are names of attributes and change nothing else', async () => {
  const { attributes } = await verify({
    attributes: [
      ['__proto__', ['admin']],
      ['constructor', ['admin']],
    ],
  });
  expect([...attributes]).toEqual([
    ['__proto__', ['admin']],
    ['constructor', ['admin']],
  ]);
  expect(attributes.get('roles')).toBeUndefined();
});

test('the request that is answered is read from the assertion, not from the response that anybody may edit', async () => {
  const unsigned = await verify({ inResponseTo: '_r1', responseInResponseTo: null, sign: 'assertion' });
  expect(unsigned.inResponseTo).toBe('_r1');
});

test('both ids come from signed bytes', async () => {
  const verified = await verify({ sign: 'response', responseId: '_r', assertionId: '_a' });
  expect(verified.id).toBe('_a');
  expect(verified.id).not.toBe(RESPONSE_ID);
});
