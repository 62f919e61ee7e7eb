import { deflateRawSync } from 'node:zlib';
import { verifyLogout } from '../../../src/saml/logout/verify-logout.ts';
import { EMAIL_FORMAT, IDP_ENTITY_ID, iso } from '../../support/saml-idp.ts';
import { aConnection, aTrust } from '../../support/saml-builders.ts';
import { idpKey, otherIdpKey } from '../../support/saml-keys.ts';
import {
  logoutRequestXml,
  logoutResponseXml,
  LOGOUT_URL,
  postedLogout,
  redirectQuery,
} from '../../support/saml-logout.ts';
import { refusalOf } from '../../support/saml-refusal.ts';
import { RSA_SHA1, signElement } from '../../support/saml-signing.ts';

const NOW = Date.UTC(2026, 10, 3, 12);
const MINUTE = 60_000;
const connection = aConnection();
const request = (options = {}) => logoutRequestXml({ now: NOW, ...options });
const redirected = (rawQuery: string, to = connection) => verifyLogout({ binding: 'redirect', rawQuery }, to, NOW);
const posted = (encoded: string, kind: 'request' | 'response' = 'request', to = connection) =>
  verifyLogout({ binding: 'post', kind, encoded, relayState: undefined }, to, NOW);

describe('a request of the IdP by HTTP-Redirect', () => {
  test('says who is to be logged out, of which sessions, and what to send back', () => {
    const { id, xml } = request({ nameId: 'ana@corp.example', sessionIndexes: ['_s1', '_s2'] });
    expect(redirected(redirectQuery(xml, { relayState: 'a b&c=~d' }))).toEqual({
      binding: 'redirect',
      relayState: 'a b&c=~d',
      message: {
        kind: 'request',
        id,
        nameId: 'ana@corp.example',
        sessionIndexes: ['_s1', '_s2'],
        usableUntil: NOW + 5 * MINUTE + connection.trust.skewMs,
      },
    });
  });

  test('the signature covers the octets as they arrived, in whatever encoding the IdP has', () => {
    const lowerCase = (text: string) => encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase());
    const { xml } = request();
    expect(redirected(redirectQuery(xml, { relayState: "it's", encode: lowerCase })).relayState).toBe("it's");
  });

  test('any of several certificates may have signed it', () => {
    const both = aTrust({ idpCertificates: [otherIdpKey().certificate, idpKey().certificate] });
    const query = redirectQuery(request().xml);
    expect(redirected(query, aConnection({ trust: both })).message.kind).toBe('request');
  });

  test.each([
    ['rsa-sha384', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384', 'sha384'],
    ['rsa-sha512', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'sha512'],
  ])('%s is taken', (_name, algorithm, hash) => {
    expect(redirected(redirectQuery(request().xml, { algorithm, hash })).message.kind).toBe('request');
  });

  test.each([
    ['SHA-1', RSA_SHA1, 'sha1'],
    ['a name that OpenSSL knows', 'urn:x#RSA-MD5', 'md5'],
    ['a look-alike of the namespace', 'http://evil.example/xmldsig-more#rsa-sha256', 'sha256'],
  ])('%s as SigAlg is refused', (_title, algorithm, hash) => {
    const query = redirectQuery(request().xml, { algorithm, hash });
    expect(refusalOf(() => redirected(query))).toMatchObject({ code: 'SAML_ALGORITHM', evidence: { algorithm } });
  });

  test('SHA-1 is taken where the connection names it', () => {
    const query = redirectQuery(request().xml, { algorithm: RSA_SHA1, hash: 'sha1' });
    const old = aConnection({ trust: aTrust({ allowSha1: true }) });
    expect(redirected(query, old).message.kind).toBe('request');
  });

  test('without a signature it is refused', () => {
    const refusal = refusalOf(() => redirected(redirectQuery(request().xml, { signature: null })));
    expect(refusal).toMatchObject({ code: 'SAML_LOGOUT_INVALID', evidence: { reason: 'it is not signed' } });
  });

  const signed = redirectQuery(request().xml, { relayState: 'one' });
  const another = redirectQuery(request({ nameId: 'boss@corp.example' }).xml, { relayState: 'two' });
  const parameter = (query: string, name: string): string =>
    query.split('&').find((part) => part.startsWith(`${name}=`)) ?? '';
  const exchanged = (name: string): string => signed.replace(parameter(signed, name), parameter(another, name));

  test.each([
    ['another message under this signature', exchanged('SAMLRequest')],
    ['another RelayState', exchanged('RelayState')],
    ['RelayState taken away', signed.replace(`&${parameter(signed, 'RelayState')}`, '')],
    ['another signature', exchanged('Signature')],
    ['the key of another IdP', redirectQuery(request().xml, { key: otherIdpKey().privateKey })],
    ['an empty signature', redirectQuery(request().xml, { signature: 'AAAA' })],
  ])('%s is refused', (_title, query) => {
    expect(refusalOf(() => redirected(query)).code).toBe('SAML_SIGNATURE_INVALID');
  });

  test.each([
    ['a second SAMLRequest', `${signed}&${parameter(another, 'SAMLRequest')}`, 'its query has SAMLRequest twice'],
    [
      'a second one whose name is spelt otherwise',
      `${parameter(another, 'SAMLRequest').replace('SAMLR', '%53AMLR')}&${signed}`,
      'its query has SAMLRequest twice',
    ],
    ['a second Signature', `${signed}&${parameter(another, 'Signature')}`, 'its query has Signature twice'],
    [
      'request and response at once',
      `${signed}&${parameter(another, 'SAMLRequest').replace('SAMLRequest', 'SAMLResponse')}`,
      'its query must carry either SAMLRequest or SAMLResponse',
    ],
    ['no message at all', 'RelayState=x', 'its query must carry either SAMLRequest or SAMLResponse'],
    [
      'SigAlg without Signature',
      signed.replace(`&${parameter(signed, 'Signature')}`, ''),
      'its query must carry Signature and SigAlg together',
    ],
    ['another encoding', `${signed}&SAMLEncoding=urn:other`, 'its SAMLEncoding is not DEFLATE'],
    ['broken percent-encoding', `${signed}&x=%zz`.replace('x=', '%zz='), 'its query is not percent-encoded properly'],
  ])('%s is refused', (_title, query, reason) => {
    expect(refusalOf(() => redirected(query))).toMatchObject({ code: 'SAML_LOGOUT_INVALID', evidence: { reason } });
  });

  test('a small message that unfolds to a large one is refused before it is read', () => {
    const bomb = deflateRawSync(Buffer.alloc(50_000_000, 'x')).toString('base64').slice(0, 200_000);
    const refusal = refusalOf(() => redirected(`SAMLRequest=${encodeURIComponent(bomb)}`));
    expect(refusal).toMatchObject({ code: 'SAML_TOO_LARGE' });
    const small = deflateRawSync(Buffer.alloc(2_000_000, 'x')).toString('base64');
    expect(refusalOf(() => redirected(`SAMLRequest=${encodeURIComponent(small)}`))).toMatchObject({
      code: 'SAML_TOO_LARGE',
      evidence: { limit: 'characters of XML' },
    });
  });

  test.each([
    ['no base64', 'SAMLRequest=%%%', 'SAML_LOGOUT_INVALID'],
    ['base64 with a hole', 'SAMLRequest=AA-_', 'SAML_NOT_BASE64'],
    ['not deflated', `SAMLRequest=${encodeURIComponent(Buffer.from('<x/>').toString('base64'))}`, 'SAML_MALFORMED'],
  ])('%s is refused', (_title, query, code) => {
    expect(refusalOf(() => redirected(query)).code).toBe(code);
  });

  test('an enveloped signature is not taken for one of the query', () => {
    const { id, xml } = request();
    const query = redirectQuery(signElement(xml, id), { signature: null });
    expect(refusalOf(() => redirected(query)).evidence).toEqual({ reason: 'its signature stands inside the message' });
  });
});

describe('a request of the IdP by HTTP-POST', () => {
  test('is read from the bytes that its enveloped signature covers', () => {
    const message = request({ nameId: 'ana@corp.example', sessionIndexes: ['_s1'] });
    expect(posted(postedLogout(message))).toMatchObject({
      binding: 'post',
      message: { kind: 'request', id: message.id, nameId: 'ana@corp.example', sessionIndexes: ['_s1'] },
    });
  });

  test('without a signature it is refused', () => {
    const encoded = Buffer.from(request().xml).toString('base64');
    expect(refusalOf(() => posted(encoded))).toMatchObject({
      code: 'SAML_LOGOUT_INVALID',
      evidence: { reason: 'it is not signed' },
    });
  });

  const altered = (message: { id: string; xml: string }, alter: (xml: string) => string): string =>
    Buffer.from(alter(signElement(message.xml, message.id))).toString('base64');

  test.each([
    [
      'another NameID',
      (xml: string) => xml.replace('>ana@corp.example<', '>boss@corp.example<'),
      'SAML_SIGNATURE_INVALID',
    ],
    [
      'a session more',
      (xml: string) => xml.replace('</saml2p:LogoutRequest>', '<saml2p:SessionIndex>x</saml2p:SessionIndex>$&'),
      'SAML_SIGNATURE_INVALID',
    ],
    ['a comment in the NameID', (xml: string) => xml.replace('ana@', 'ana<!---->@'), 'SAML_MALFORMED'],
    ['a document type', (xml: string) => `<!DOCTYPE x>${xml}`, 'SAML_MALFORMED'],
    [
      'the Signature moved into Extensions',
      (xml: string) => xml.replace(/(<ds:Signature.*<\/ds:Signature>)/s, '<saml2p:Extensions>$1</saml2p:Extensions>'),
      'SAML_LOGOUT_INVALID',
    ],
    [
      'a signed request wrapped into another',
      (xml: string) =>
        request({ nameId: 'boss@corp.example' }).xml.replace(
          '<saml2:NameID',
          `<saml2p:Extensions>${xml}</saml2p:Extensions><saml2:NameID`,
        ),
      'SAML_LOGOUT_INVALID',
    ],
    [
      'the Reference of another element',
      (xml: string) => xml.replace(/URI="#[^"]*"/, 'URI=""'),
      'SAML_SIGNATURE_SHAPE',
    ],
    [
      'a broken digest',
      (xml: string) => xml.replace(/<ds:DigestValue>./, '<ds:DigestValue>A'),
      'SAML_SIGNATURE_INVALID',
    ],
  ])('%s is refused', (_title, alter, code) => {
    expect(refusalOf(() => posted(altered(request(), alter))).code).toBe(code);
  });

  test('the key in KeyInfo is not asked', () => {
    const { id, xml } = request();
    const foreign = signElement(xml, id, { key: otherIdpKey().privateKey, certificate: otherIdpKey().certificate });
    expect(refusalOf(() => posted(Buffer.from(foreign).toString('base64'))).code).toBe('SAML_SIGNATURE_INVALID');
  });

  test('HMAC with the public key, and SHA-1, are refused', () => {
    const { id, xml } = request();
    const weak = signElement(xml, id, { signature: RSA_SHA1 });
    expect(refusalOf(() => posted(Buffer.from(weak).toString('base64'))).code).toBe('SAML_ALGORITHM');
    const hmac = signElement(xml, id, {
      signature: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
      hmacKey: idpKey().certificate,
    });
    expect(refusalOf(() => posted(Buffer.from(hmac).toString('base64'))).code).toBe('SAML_ALGORITHM');
  });

  test('line ends of another system do not break the signature', () => {
    const { id, xml } = request({ nameIdXml: undefined });
    const encoded = Buffer.from(signElement(xml, id).replace('><saml2:NameID', '>\r\n<saml2:NameID')).toString(
      'base64',
    );
    expect(refusalOf(() => posted(encoded)).code).toBe('SAML_SIGNATURE_INVALID');
    const native = signElement(xml.replace('><saml2:NameID', '>\n<saml2:NameID'), id);
    const windows = Buffer.from(native.replace('\n<saml2:NameID', '\r\n<saml2:NameID')).toString('base64');
    expect(posted(windows).message.kind).toBe('request');
  });
});

describe('what a signed request says is checked', () => {
  const reads = (options: object) => () => redirected(redirectQuery(request(options).xml));

  test.each([
    ['another issuer', { issuer: 'urn:other:idp' }, 'SAML_ISSUER_MISMATCH'],
    ['another destination', { destination: 'https://other.example/logout' }, 'SAML_DESTINATION_MISMATCH'],
    ['the ACS as destination', { destination: 'https://gw.example/saml/okta/acs' }, 'SAML_DESTINATION_MISMATCH'],
    ['no destination', { destination: null }, 'SAML_DESTINATION_MISMATCH'],
    ['an issue time ahead', { issueInstant: iso(NOW + 3 * MINUTE) }, 'SAML_NOT_YET_VALID'],
    ['over already', { notOnOrAfter: iso(NOW - 3 * MINUTE) }, 'SAML_EXPIRED'],
    [
      'old, although it claims a long life',
      { issueInstant: iso(NOW - 13 * MINUTE), notOnOrAfter: iso(NOW + 24 * 60 * MINUTE) },
      'SAML_EXPIRED',
    ],
    ['old, without an end', { issueInstant: iso(NOW - 13 * MINUTE), notOnOrAfter: null }, 'SAML_EXPIRED'],
    ['a local time', { issueInstant: '2026-11-03T12:00:00' }, 'SAML_TIME_FORMAT'],
    ['no NameID', { nameIdXml: '' }, 'SAML_LOGOUT_INVALID'],
    [
      'a NameID with elements inside',
      { nameIdXml: '<saml2:NameID xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion"><b>x</b></saml2:NameID>' },
      'SAML_SHAPE',
    ],
    ['something else inside', { moreXml: '<other xmlns="urn:x"/>' }, 'SAML_SHAPE'],
    ['a foreign Version', { id: '_x" Version="1.1' }, 'SAML_MALFORMED'],
  ])('%s: %#', (_title, options, code) => {
    expect(refusalOf(reads(options)).code).toBe(code);
  });

  test('an encrypted NameID is refused with what to change', () => {
    const nameIdXml = '<saml2:EncryptedID xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion"/>';
    expect(refusalOf(reads({ nameIdXml })).detail).toContain('switch NameID encryption off');
  });

  test('a crowd of sessions is refused', () => {
    const sessionIndexes = Array.from({ length: 201 }, (_, i) => `_s${i}`);
    expect(refusalOf(reads({ sessionIndexes })).evidence).toEqual({ reason: 'it names more than 200 sessions' });
  });

  test('without an end it counts for ten minutes from its issue', () => {
    const { message } = redirected(redirectQuery(request({ notOnOrAfter: null }).xml));
    expect(message).toMatchObject({ usableUntil: NOW + 10 * MINUTE + connection.trust.skewMs });
  });

  test('a RelayState too long to be kept is refused', () => {
    const query = redirectQuery(request().xml, { relayState: 'x'.repeat(1025) });
    expect(refusalOf(() => redirected(query)).detail).toContain('RelayState');
  });

  test('a login response is no logout', () => {
    const encoded = Buffer.from('<saml2p:Response xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol"/>');
    expect(refusalOf(() => posted(encoded.toString('base64'))).evidence).toEqual({
      reason: 'it is a “Response”, not a LogoutRequest',
    });
  });
});

describe('an answer of the IdP', () => {
  const answer = (options = {}) => logoutResponseXml({ now: NOW, inResponseTo: '_ours', ...options });

  test('may be unsigned, since all that it changes is a page', () => {
    const encoded = Buffer.from(answer().xml).toString('base64');
    expect(posted(encoded, 'response').message).toEqual({
      kind: 'response',
      inResponseTo: '_ours',
      status: 'Success',
      signed: false,
    });
  });

  test('that is signed is verified', () => {
    const { id, xml } = answer();
    expect(posted(postedLogout({ id, xml }), 'response').message).toMatchObject({ signed: true });
    const foreign = Buffer.from(signElement(xml, id, { key: otherIdpKey().privateKey })).toString('base64');
    expect(refusalOf(() => posted(foreign, 'response')).code).toBe('SAML_SIGNATURE_INVALID');
    const query = redirectQuery(xml, { parameter: 'SAMLResponse', key: otherIdpKey().privateKey });
    expect(refusalOf(() => redirected(query)).code).toBe('SAML_SIGNATURE_INVALID');
  });

  test('must be signed where the connection says so', () => {
    const strict = aConnection({ idp: { ...connection.idp, requireSignedLogoutResponse: true } });
    const encoded = Buffer.from(answer().xml).toString('base64');
    expect(refusalOf(() => posted(encoded, 'response', strict)).evidence).toEqual({ reason: 'it is not signed' });
    expect(posted(postedLogout(answer()), 'response', strict).message.kind).toBe('response');
  });

  test('tells its status without the URNs', () => {
    const status = 'urn:oasis:names:tc:SAML:2.0:status:Responder';
    const xml = answer({ status }).xml.replace(
      `Value="${status}"/>`,
      `Value="${status}"><saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/></saml2p:StatusCode>`,
    );
    const message = posted(Buffer.from(xml).toString('base64'), 'response').message;
    expect(message).toMatchObject({ status: 'Responder/AuthnFailed' });
  });

  test.each([
    ['of another issuer', { issuer: 'urn:other' }, 'SAML_ISSUER_MISMATCH'],
    ['to another place', { destination: 'https://other.example/' }, 'SAML_DESTINATION_MISMATCH'],
  ])('%s is refused, signed or not', (_title, options, code) => {
    const encoded = Buffer.from(answer(options).xml).toString('base64');
    expect(refusalOf(() => posted(encoded, 'response')).code).toBe(code);
  });

  test('unsigned it may leave its destination out', () => {
    const encoded = Buffer.from(answer({ destination: null }).xml).toString('base64');
    expect(posted(encoded, 'response').message.kind).toBe('response');
  });

  test('in the place of a request is refused', () => {
    expect(refusalOf(() => posted(postedLogout(answer()))).code).toBe('SAML_LOGOUT_INVALID');
  });
});

test('the builders speak of the connection of the tests', () => {
  expect(connection.sp.logoutUrl).toBe(LOGOUT_URL);
  expect(connection.trust.idpEntityId).toBe(IDP_ENTITY_ID);
  expect(request().xml).toContain(EMAIL_FORMAT);
});
