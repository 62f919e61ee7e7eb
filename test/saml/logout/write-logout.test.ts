import { createVerify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { Connection } from '../../../src/saml/connection.ts';
import { parseXml } from '../../../src/saml/gate/parse-xml.ts';
import { verifyLogout } from '../../../src/saml/logout/verify-logout.ts';
import { sendLogoutRequest, sendLogoutResponse } from '../../../src/saml/logout/write-logout.ts';
import { aConnection, aTrust } from '../../support/saml-builders.ts';
import { spKey } from '../../support/saml-keys.ts';

const NOW = Date.UTC(2026, 10, 3, 12);
const SLO = 'https://idp.example/slo';

function ours(slo: Connection['idp']['slo'], signed = true): Connection {
  const plain = aConnection();
  return {
    ...plain,
    idp: { ...plain.idp, ...(slo && { slo }) },
    sp: { ...plain.sp, ...(signed && { signingKey: spKey().privatePem, signingCertificate: spKey().certificate }) },
  };
}

/** The IdP as it sees us: the same rules, the other way round. */
const asTheIdp = (): Connection => {
  const plain = aConnection();
  const trust = aTrust({ idpEntityId: plain.sp.entityId, idpCertificates: [spKey().certificate] });
  return { ...plain, trust, sp: { ...plain.sp, logoutUrl: SLO } };
};

const nameId = { value: 'ana@corp.example', format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' };
const request = { id: '_ours', now: NOW, nameId, sessionIndex: '_s<1>' };

describe('our LogoutRequest', () => {
  test('by redirect is signed, and read by the other side as it was meant', () => {
    const sent = sendLogoutRequest(ours({ redirect: `${SLO}?tenant=1`, post: SLO }), request);
    if (sent?.binding !== 'redirect') throw new Error('not by redirect');
    const { origin, searchParams } = new URL(sent.url);
    expect(origin + new URL(sent.url).pathname).toBe(SLO);
    const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
    const root = parseXml(xml);
    expect(Object.fromEntries(root.attributes)).toEqual({
      ID: '_ours',
      Version: '2.0',
      IssueInstant: '2026-11-03T12:00:00.000Z',
      Destination: `${SLO}?tenant=1`,
      NotOnOrAfter: '2026-11-03T12:05:00.000Z',
      Reason: 'urn:oasis:names:tc:SAML:2.0:logout:user',
    });
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ['Issuer', 'urn:gw:flex'],
      ['NameID', 'ana@corp.example'],
      ['SessionIndex', '_s<1>'],
    ]);
    expect(root.children[1]?.attributes.get('Format')).toBe(nameId.format);
    const idp = { ...asTheIdp(), sp: { ...asTheIdp().sp, logoutUrl: `${SLO}?tenant=1` } };
    const rawQuery = sent.url.slice(sent.url.indexOf('SAMLRequest='));
    expect(verifyLogout({ binding: 'redirect', rawQuery }, idp, NOW).message).toMatchObject({
      id: '_ours',
      nameId: 'ana@corp.example',
      sessionIndexes: ['_s<1>'],
    });
  });

  test('by POST, where the IdP listens to nothing else, carries an enveloped signature', () => {
    const sent = sendLogoutRequest(ours({ post: SLO }), request);
    if (sent?.binding !== 'post') throw new Error('not by post');
    expect(sent.action).toBe(SLO);
    const encoded = sent.fields['SAMLRequest'] ?? '';
    const arrived = { binding: 'post', kind: 'request', encoded, relayState: undefined } as const;
    expect(verifyLogout(arrived, asTheIdp(), NOW).message).toMatchObject({ id: '_ours', sessionIndexes: ['_s<1>'] });
  });

  test.each([
    ['the IdP has no logout address', ours(undefined)],
    ['we have no key to sign with', ours({ redirect: SLO }, false)],
  ])('is not sent where %s', (_title, connection) => {
    expect(sendLogoutRequest(connection, request)).toBeUndefined();
  });

  test('names no session where the IdP gave none', () => {
    const sent = sendLogoutRequest(ours({ post: SLO }), { id: '_ours', now: NOW, nameId: { value: 'x' } });
    const xml = Buffer.from((sent?.binding === 'post' && sent.fields['SAMLRequest']) || '', 'base64').toString();
    expect(xml).toContain('<saml:NameID>x</saml:NameID></samlp:LogoutRequest>');
  });
});

describe('our LogoutResponse', () => {
  const response = { id: '_answer', now: NOW, inResponseTo: '_theirs', relayState: "a b'~()&=é" };

  test('goes back by the binding of the request', () => {
    const both = ours({ redirect: SLO, post: `${SLO}/post` });
    expect(sendLogoutResponse(both, 'post', response)).toMatchObject({ binding: 'post', action: `${SLO}/post` });
    expect(sendLogoutResponse(both, 'redirect', response)).toMatchObject({ binding: 'redirect' });
    expect(sendLogoutResponse(ours({ post: SLO }), 'redirect', response)).toMatchObject({ binding: 'post' });
    expect(sendLogoutResponse(ours(undefined), 'post', response)).toBeUndefined();
  });

  test('goes where the IdP reads answers, by the binding of the request', () => {
    const plain = ours({ redirect: `${SLO}/redirect`, post: `${SLO}/post` });
    const connection = { ...plain, idp: { ...plain.idp, sloAnswers: { url: `${SLO}/callback` } } };
    const destination = 'Destination="https://idp.example/slo/callback"';
    const posted = sendLogoutResponse(connection, 'post', response);
    if (posted?.binding !== 'post') throw new Error('not by POST');
    expect(posted.action).toBe(`${SLO}/callback`);
    expect(Buffer.from(posted.fields['SAMLResponse'] ?? '', 'base64').toString()).toContain(destination);
    const redirected = sendLogoutResponse(connection, 'redirect', response);
    expect(redirected).toMatchObject({ url: expect.stringMatching(/^https:\/\/idp\.example\/slo\/callback\?/) });
  });

  test('goes to ResponseLocation where the IdP has one, as a request never does', () => {
    const apart = ours({ redirect: SLO, post: SLO, responses: { redirect: `${SLO}/done` } });
    const answer = sendLogoutResponse(apart, 'redirect', response);
    const url = answer?.binding === 'redirect' ? answer.url : '';
    expect(url.startsWith(`${SLO}/done?SAMLResponse=`)).toBe(true);
    expect(sendLogoutResponse(apart, 'post', response)).toMatchObject({ binding: 'post', action: SLO });
    const asked = sendLogoutRequest(apart, { id: '_x', now: NOW, nameId: { value: 'ana' } });
    expect(asked?.binding === 'redirect' && asked.url.startsWith(`${SLO}?SAMLRequest=`)).toBe(true);
  });

  test('goes below the address of requests where the IdP reads answers there and its metadata do not say so', () => {
    const okta = ours({ redirect: SLO, post: SLO, responses: { redirect: `${SLO}/done` } });
    const connection = { ...okta, idp: { ...okta.idp, sloAnswers: { suffix: '/callback' } } };
    expect(sendLogoutResponse(connection, 'post', response)).toMatchObject({ action: `${SLO}/callback` });
    const redirected = sendLogoutResponse(connection, 'redirect', response);
    expect(redirected?.binding === 'redirect' && redirected.url.startsWith(`${SLO}/done?`)).toBe(true);
  });

  test('brings RelayState back unchanged, signed over what is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (relayState) => {
        const sent = sendLogoutResponse(ours({ redirect: SLO }), 'redirect', { ...response, relayState });
        const url = sent?.binding === 'redirect' ? sent.url : '';
        const rawQuery = url.slice(url.indexOf('?') + 1);
        const read = verifyLogout({ binding: 'redirect', rawQuery }, asTheIdp(), NOW);
        expect(read).toMatchObject({
          relayState,
          message: { inResponseTo: '_theirs', status: 'Success', signed: true },
        });
      }),
      { numRuns: 25 },
    );
  });

  test('the signature stands under a plain verification with our certificate', () => {
    const sent = sendLogoutResponse(ours({ redirect: SLO }), 'redirect', response);
    const rawQuery = sent?.binding === 'redirect' ? sent.url.slice(SLO.length + 1) : '';
    const [octets = '', signature = ''] = rawQuery.split('&Signature=');
    const value = Buffer.from(decodeURIComponent(signature), 'base64');
    expect(createVerify('sha256').update(octets).verify(spKey().certificate, value)).toBe(true);
  });

  test('without a key it goes unsigned', () => {
    const sent = sendLogoutResponse(ours({ post: SLO }, false), 'post', response);
    const fields = sent?.binding === 'post' ? sent.fields : {};
    expect(fields['RelayState']).toBe(response.relayState);
    expect(Buffer.from(fields['SAMLResponse'] ?? '', 'base64').toString()).not.toContain('Signature');
  });
});
