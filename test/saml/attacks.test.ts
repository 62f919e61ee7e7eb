import { createInThreadVerifier } from '../../src/saml/response-verifier.in-thread.ts';
import type { ConnectionTrust } from '../../src/saml/connection-trust.ts';
import { aTrust } from '../support/saml-builders.ts';
import {
  ASSERTION_ID,
  assertionXml,
  encode,
  NOW,
  RESPONSE_ID,
  responseXml,
  samlResponse,
  type ResponseOptions,
} from '../support/saml-idp.ts';
import { idpKey, otherIdpKey } from '../support/saml-keys.ts';
import { refusalFrom } from '../support/saml-refusal.ts';
import { HMAC_SHA1, signElement } from '../support/saml-signing.ts';

const verifier = createInThreadVerifier();
const attempt = (xml: string, trust: Partial<ConnectionTrust> = {}) =>
  refusalFrom(verifier.verify({ encoded: encode(xml), trust: aTrust(trust), now: NOW }));

/** Fails where the attack would not attack anything. */
function swap(xml: string, from: string | RegExp, to: string): string {
  const changed = xml.replace(from, () => to);
  if (changed === xml) throw new Error(`nothing to change: ${String(from)}`);
  return changed;
}
const piece = (xml: string, pattern: RegExp): string => {
  const found = pattern.exec(xml)?.[0];
  if (found === undefined) throw new Error(`nothing found: ${String(pattern)}`);
  return found;
};
const ASSERTION = /<saml2:Assertion.*<\/saml2:Assertion>/s;
const SIGNATURE = /<ds:Signature .*?<\/ds:Signature>/s;
const withoutDeclaration = (xml: string): string => xml.replace(/^<\?xml[^>]*\?>/, '');

/** What the attacker wants us to read. */
const EVIL: ResponseOptions = { nameId: 'eve@evil.example', attributes: [['roles', ['admin']]], assertionId: '_evil' };
const evilAssertion = assertionXml(EVIL);

const byResponse = samlResponse({ sign: 'response' });
const byAssertion = samlResponse({ sign: 'assertion' });
const signedAssertion = piece(byAssertion, ASSERTION);
const assertionSignature = piece(signedAssertion, SIGNATURE);
const bareAssertion = swap(signedAssertion, SIGNATURE, '');

describe('signature wrapping', () => {
  const evilResponse = (responseId: string): string => responseXml(evilAssertion, { responseId });
  const object = (inner: string): string =>
    swap(assertionSignature, '</ds:Signature>', `<ds:Object>${inner}</ds:Object></ds:Signature>`);
  const evilWith = (signature: string): string => swap(evilAssertion, '<saml2:Subject>', `${signature}<saml2:Subject>`);
  const around = (inner: string): string => swap(byAssertion, ASSERTION, inner);
  const responseSignature = piece(byResponse, SIGNATURE);

  test.each([
    {
      name: '1: the original response inside the signature of a forged one',
      xml: swap(
        evilResponse('_e'),
        '<saml2p:Status>',
        `${swap(responseSignature, '</ds:Signature>', `<ds:Object>${withoutDeclaration(byResponse)}</ds:Object></ds:Signature>`)}<saml2p:Status>`,
      ),
      code: 'SAML_SHAPE',
    },
    {
      name: '2: the original response beside the signature of a forged one',
      xml: swap(
        evilResponse('_e'),
        '<saml2p:Status>',
        `${swap(withoutDeclaration(byResponse), SIGNATURE, '')}${responseSignature}<saml2p:Status>`,
      ),
      code: 'SAML_SHAPE',
    },
    {
      name: '3: a forged assertion before the original',
      xml: around(evilAssertion + signedAssertion),
      code: 'SAML_SHAPE',
    },
    {
      name: '3, behind: a forged assertion after the original',
      xml: around(signedAssertion + evilAssertion),
      code: 'SAML_SHAPE',
    },
    {
      name: '4: the original inside a forged assertion',
      xml: around(swap(evilAssertion, '</saml2:Assertion>', `${signedAssertion}</saml2:Assertion>`)),
      code: 'SAML_SHAPE',
    },
    {
      name: '5: the signature moved to a forged assertion, the original behind',
      xml: around(evilWith(assertionSignature) + bareAssertion),
      code: 'SAML_SHAPE',
    },
    {
      name: '6: the original inside the signature of a forged assertion',
      xml: around(evilWith(swap(assertionSignature, '</ds:Signature>', `${bareAssertion}</ds:Signature>`))),
      code: 'SAML_SHAPE',
    },
    {
      name: '7: a forged assertion in Extensions',
      xml: swap(
        byAssertion,
        '<saml2p:Status>',
        `<saml2p:Extensions>${evilAssertion}</saml2p:Extensions><saml2p:Status>`,
      ),
      code: 'SAML_SHAPE',
    },
    {
      name: '7, the other way: the original in Extensions',
      xml: swap(
        around(evilAssertion),
        '<saml2p:Status>',
        `<saml2p:Extensions>${signedAssertion}</saml2p:Extensions><saml2p:Status>`,
      ),
      code: 'SAML_SHAPE',
    },
    {
      name: '8: the original in an Object of the signature of a forged assertion',
      xml: around(evilWith(object(bareAssertion))),
      code: 'SAML_SHAPE',
    },
    {
      name: 'with the original hidden in an attribute value',
      xml: around(swap(evilAssertion, /<saml2:AttributeValue[^>]*>admin/, `<saml2:AttributeValue>${signedAssertion}`)),
      code: 'SAML_SHAPE',
    },
    {
      name: 'with the original in the advice',
      xml: around(
        swap(
          evilAssertion,
          '<saml2:AuthnStatement',
          `<saml2:Advice>${signedAssertion}</saml2:Advice><saml2:AuthnStatement`,
        ),
      ),
      code: 'SAML_SHAPE',
    },
    {
      name: 'with the original behind the status',
      xml: around(swap(evilAssertion, '_evil', ASSERTION_ID) + signedAssertion),
      code: 'SAML_SHAPE',
    },
    {
      name: 'with the signature of an assertion on the response',
      xml: swap(around(bareAssertion), '<saml2p:Status>', `${assertionSignature}<saml2p:Status>`),
      code: 'SAML_SIGNATURE_SHAPE',
    },
    {
      name: 'with the signature of a response on the assertion',
      xml: swap(around(evilWith(responseSignature)), RESPONSE_ID, '_e'),
      code: 'SAML_SIGNATURE_SHAPE',
    },
    {
      name: 'with a forged assertion under the ID of the original',
      xml: around(swap(evilWith(assertionSignature), '_evil', ASSERTION_ID)),
      code: 'SAML_SIGNATURE_INVALID',
    },
    {
      name: 'with the assertion of a signed response exchanged',
      xml: swap(byResponse, ASSERTION, evilAssertion),
      code: 'SAML_SIGNATURE_INVALID',
    },
    {
      name: 'with look-alikes of another namespace',
      xml: around(signedAssertion + evilAssertion.replaceAll('SAML:2.0:assertion', 'SAML:2.0:assertions')),
      code: 'SAML_SHAPE',
    },
    { name: 'with the signed assertion for a document', xml: signedAssertion, code: 'SAML_SHAPE' },
  ])('$name', async ({ xml, code }) => {
    expect((await attempt(xml)).code).toBe(code);
  });
});

describe('one ID for two', () => {
  test.each([
    { name: 'response and assertion', xml: swap(byAssertion, RESPONSE_ID, ASSERTION_ID) },
    {
      name: 'assertion and an element of Extensions',
      xml: swap(
        byAssertion,
        '<saml2p:Status>',
        `<saml2p:Extensions><x Id="${ASSERTION_ID}"/></saml2p:Extensions><saml2p:Status>`,
      ),
    },
    {
      name: 'assertion and an element of another namespace',
      xml: swap(
        byAssertion,
        '<saml2p:Status>',
        `<saml2p:Extensions><x xmlns:w="urn:w" w:id="${ASSERTION_ID}"/></saml2p:Extensions><saml2p:Status>`,
      ),
    },
  ])('$name', async ({ xml }) => {
    expect(await attempt(xml)).toMatchObject({
      code: 'SAML_SHAPE',
      evidence: { reason: 'two elements have the same ID' },
    });
  });
});

describe('altering what was signed', () => {
  test.each([
    { name: 'the NameID', from: 'ana@corp.example</saml2:NameID>', to: 'eve@corp.example</saml2:NameID>' },
    { name: 'a role', from: 'supervisor', to: 'admin' },
    { name: 'the audience', from: 'urn:gw:flex', to: 'urn:gw:flux' },
    { name: 'the end', from: /NotOnOrAfter="2026/, to: 'NotOnOrAfter="2027' },
    { name: 'the ID', from: ` ID="${ASSERTION_ID}"`, to: ` ID="${ASSERTION_ID}x"` },
    { name: 'a new attribute of XML', from: '<saml2:Subject>', to: '<saml2:Subject x="y">' },
    { name: 'a blank', from: '<saml2:Subject>', to: '<saml2:Subject> ' },
  ])('$name', async ({ from, to }) => {
    for (const xml of [byResponse, byAssertion]) {
      const { code } = await attempt(swap(xml, from, to));
      expect(['SAML_SIGNATURE_INVALID', 'SAML_SIGNATURE_SHAPE']).toContain(code);
    }
  });

  test('the response around a signed response’s assertion', async () => {
    expect(
      (await attempt(swap(byResponse, 'Destination="', 'Destination="https://gw.example/saml/okta/acs" x="'))).code,
    ).toBe('SAML_SIGNATURE_INVALID');
  });

  test('a broken signature of the response is not passed over for a good one of the assertion', async () => {
    const xml = swap(samlResponse({ sign: 'both' }), /<saml2p:Status>/, '<saml2p:Status x="y">');
    for (const signed of ['either', 'assertion', 'both', 'response'] as const)
      expect((await attempt(xml, { signed })).code).toBe('SAML_SIGNATURE_INVALID');
  });

  test('a broken signature of the assertion under a good one of the response counts where it is asked for', async () => {
    const xml = samlResponse({ sign: 'both', response: (given) => swap(given, 'supervisor', 'admin') });
    for (const signed of ['assertion', 'both'] as const)
      expect((await attempt(xml, { signed })).code).toBe('SAML_SIGNATURE_INVALID');
  });
});

describe('what exclusive canonicalisation leaves out says nothing to us either', () => {
  const read = async (xml: string) => {
    const { nameId, attributes } = await verifier.verify({ encoded: encode(xml), trust: aTrust(), now: NOW });
    return { nameId, attributes };
  };
  test.each([
    {
      name: 'xml:base and xml:space around',
      from: '<saml2p:Response ',
      to: '<saml2p:Response xml:base="https://evil.example/" xml:space="default" ',
    },
    { name: 'another default namespace around', from: '<saml2p:Response ', to: '<saml2p:Response xmlns="urn:evil" ' },
    { name: 'an idle prefix inside', from: '<saml2:Subject>', to: '<saml2:Subject xmlns:evil="urn:evil">' },
    { name: 'a default namespace inside', from: '<saml2:NameID ', to: '<saml2:NameID xmlns="urn:evil" ' },
    {
      name: 'the prefix declared again as it was',
      from: '<saml2:Subject>',
      to: `<saml2:Subject xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">`,
    },
  ])('$name', async ({ from, to }) => {
    expect(await read(swap(byAssertion, from, to))).toEqual(await read(byAssertion));
  });

  test.each([
    {
      name: 'a prefix that comes to mean something else',
      from: '<saml2:Subject>',
      to: '<saml2:Subject xmlns:saml2="urn:evil">',
    },
    { name: 'xml:base inside', from: '<saml2:NameID ', to: '<saml2:NameID xml:base="https://evil.example/" ' },
    {
      name: 'a value declared nil',
      from: '<saml2:AttributeValue ',
      to: '<saml2:AttributeValue xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true" ',
    },
    { name: 'a qualifier', from: '<saml2:NameID ', to: '<saml2:NameID SPNameQualifier="urn:evil" ' },
  ])('$name breaks what was signed', async ({ from, to }) => {
    const { code } = await attempt(swap(byAssertion, from, to));
    expect(['SAML_SIGNATURE_INVALID', 'SAML_SIGNATURE_SHAPE', 'SAML_SHAPE']).toContain(code);
  });
});

describe('signatures', () => {
  test.each([
    { name: 'none at all', xml: samlResponse({ sign: 'none' }), code: 'SAML_SIGNATURE_MISSING' },
    { name: 'stripped from the response', xml: swap(byResponse, SIGNATURE, ''), code: 'SAML_SIGNATURE_MISSING' },
    { name: 'stripped from the assertion', xml: swap(byAssertion, SIGNATURE, ''), code: 'SAML_SIGNATURE_MISSING' },
    {
      name: 'emptied',
      xml: swap(byAssertion, /<ds:SignatureValue>.*<\/ds:SignatureValue>/s, '<ds:SignatureValue/>'),
      code: 'SAML_SIGNATURE_SHAPE',
    },
    {
      name: 'of a digest that is empty',
      xml: swap(byAssertion, /<ds:DigestValue>.*<\/ds:DigestValue>/, '<ds:DigestValue/>'),
      code: 'SAML_SIGNATURE_SHAPE',
    },
    {
      name: 'of a digest with a comment inside',
      xml: swap(byAssertion, '<ds:DigestValue>', '<ds:DigestValue><!--x-->'),
      code: 'SAML_MALFORMED',
    },
    {
      name: 'of another key, its certificate in KeyInfo',
      xml: samlResponse({ signing: { key: otherIdpKey().privateKey, certificate: otherIdpKey().certificate } }),
      code: 'SAML_SIGNATURE_INVALID',
    },
    {
      name: 'of another key, our certificate in KeyInfo',
      xml: samlResponse({ signing: { key: otherIdpKey().privateKey } }),
      code: 'SAML_SIGNATURE_INVALID',
    },
    {
      name: 'of the public key taken for an HMAC secret',
      xml: samlResponse({ signing: { signature: HMAC_SHA1, hmacKey: idpKey().certificate } }),
      code: 'SAML_ALGORITHM',
    },
    {
      name: 'of the public key taken for an HMAC secret, KeyInfo left out',
      xml: samlResponse({
        signing: {
          signature: HMAC_SHA1,
          hmacKey: idpKey().publicKey.export({ type: 'spki', format: 'pem' }).toString(),
          signatureXml: (xml) => swap(xml, /<ds:KeyInfo>.*<\/ds:KeyInfo>/s, ''),
        },
      }),
      code: 'SAML_ALGORITHM',
    },
    {
      name: 'with two References',
      xml: samlResponse({
        signing: {
          signedInfo: (xml) =>
            swap(xml, '</ds:Reference>', `</ds:Reference>${piece(xml, /<ds:Reference.*<\/ds:Reference>/)}`),
        },
      }),
      code: 'SAML_SIGNATURE_SHAPE',
    },
    {
      name: 'with an XSLT transform',
      xml: samlResponse({
        signing: {
          signedInfo: (xml) =>
            swap(
              xml,
              '</ds:Transforms>',
              '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></ds:Transform></ds:Transforms>',
            ),
        },
      }),
      code: 'SAML_SIGNATURE_SHAPE',
    },
    {
      name: 'twice on one element',
      xml: swap(byAssertion, SIGNATURE, assertionSignature + assertionSignature),
      code: 'SAML_SHAPE',
    },
    {
      name: 'of a look-alike namespace',
      xml: swap(
        byAssertion,
        'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"',
        'xmlns:ds="http://www.w3.org/2000/09/xmldsig"',
      ),
      code: 'SAML_SHAPE',
    },
  ])('$name', async ({ xml, code }) => {
    expect((await attempt(xml)).code).toBe(code);
  });

  test('each SignedInfo is looked at, also one that need not be verified', async () => {
    const weak = signElement(assertionXml(), ASSERTION_ID, { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' });
    const xml = signElement(responseXml(weak), RESPONSE_ID);
    expect((await attempt(xml, { signed: 'response' })).code).toBe('SAML_ALGORITHM');
  });
});

describe('text that two readers read differently', () => {
  const nameId = 'ana@corp.example</saml2:NameID>';
  test.each([
    {
      name: 'a comment in the NameID, gone from the canonical form',
      to: 'ana@corp.example<!---->.evil.example</saml2:NameID>',
    },
    { name: 'a processing instruction in the NameID', to: 'ana@corp.example<?x y?></saml2:NameID>' },
    { name: 'CDATA in the NameID', to: '<![CDATA[ana@corp.example]]></saml2:NameID>' },
    { name: 'a document type', to: `${nameId}<!DOCTYPE x>` },
  ])('$name', async ({ to }) => {
    for (const xml of [byResponse, byAssertion])
      expect((await attempt(swap(xml, nameId, to))).code).toBe('SAML_MALFORMED');
  });

  test.each([
    { name: 'entities that multiply', before: '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' },
    { name: 'an entity that reads a file', before: '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' },
    { name: 'a style sheet', before: '<?xml-stylesheet href="x"?>' },
  ])('$name', async ({ before }) => {
    expect((await attempt(swap(byResponse, '?><saml2p', `?>${before}<saml2p`))).code).toBe('SAML_MALFORMED');
  });

  test('a comment in a role', async () => {
    expect((await attempt(swap(byAssertion, 'supervisor', 'super<!-- -->visor'))).code).toBe('SAML_MALFORMED');
  });
});

describe('other messages that the IdP signs', () => {
  const logout = `<saml2p:LogoutResponse xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_l" Version="2.0"><saml2:Issuer xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">x</saml2:Issuer></saml2p:LogoutResponse>`;
  test.each([
    { name: 'a logout response', xml: signElement(logout, '_l'), code: 'SAML_NO_ASSERTION' },
    {
      name: 'a response that reports a failure',
      xml: signElement(responseXml('', { status: 'urn:oasis:names:tc:SAML:2.0:status:Requester' }), RESPONSE_ID),
      code: 'SAML_STATUS_NOT_SUCCESS',
    },
    { name: 'a response without assertion', xml: signElement(responseXml(''), RESPONSE_ID), code: 'SAML_NO_ASSERTION' },
    {
      name: 'an assertion for somebody else',
      xml: samlResponse({ sign: 'assertion', audiences: ['urn:other'] }),
      code: 'SAML_AUDIENCE_MISMATCH',
    },
    {
      name: 'an assertion about attributes only',
      xml: samlResponse({ sign: 'assertion', authnStatement: false }),
      code: 'SAML_AUTHN_STATEMENT_MISSING',
    },
  ])('$name', async ({ xml, code }) => {
    expect((await attempt(xml)).code).toBe(code);
  });
});

const inExtensions = (inner: string): string =>
  swap(byResponse, '<saml2p:Status>', `<saml2p:Extensions>${inner}</saml2p:Extensions><saml2p:Status>`);

describe('too much', () => {
  test.each([
    { name: 'characters', xml: inExtensions('x'.repeat(200_000)), limit: 'characters of base64' },
    { name: 'depth', xml: inExtensions('<x>'.repeat(40) + '</x>'.repeat(40)), limit: 'depth' },
    { name: 'elements', xml: inExtensions('<x/>'.repeat(3000)), limit: 'elements' },
    { name: 'attributes', xml: inExtensions('<x a="" b="" c="" d=""/>'.repeat(2000)), limit: 'attributes' },
    {
      name: 'attributes of one element',
      xml: inExtensions(`<x ${Array.from({ length: 30 }, (_, i) => `xmlns:n${i}="u"`).join(' ')}/>`),
      limit: 'attributesPerElement',
    },
    {
      name: 'one namespace, repeated by all elements in canonical form',
      xml: inExtensions(`<x xmlns:p="urn:${'x'.repeat(3_000)}">${'<p:x/>'.repeat(2_000)}</x>`),
      limit: 'attributeText',
    },
    {
      name: 'one list of prefixes',
      xml: samlResponse({ sign: 'response', signing: { prefixes: 'p '.repeat(2_000).trim() } }),
      limit: 'attributeText',
    },
    {
      name: 'names of elements',
      xml: inExtensions(Array.from({ length: 200 }, (_, i) => `<x${i}/>`).join('')),
      limit: 'names',
    },
    { name: 'text', xml: inExtensions('x'.repeat(70_000)), limit: 'text' },
  ])('of $name', async ({ xml, limit }) => {
    expect(await attempt(xml)).toMatchObject({ code: 'SAML_TOO_LARGE', evidence: { limit } });
  });
});

test('no refusal repeats what a library said of the message', async () => {
  const refusal = await attempt(swap(byResponse, 'supervisor', 'admin'));
  expect(refusal).toEqual({
    code: 'SAML_SIGNATURE_INVALID',
    evidence: {},
    detail: expect.not.stringContaining('Invalid'),
  });
});
