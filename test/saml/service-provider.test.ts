import { createVerify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { signatureOf, checkSignatureShape } from '../../src/saml/checks/signature-shape.ts';
import { parseXml } from '../../src/saml/gate/parse-xml.ts';
import { createInThreadVerifier } from '../../src/saml/response-verifier.in-thread.ts';
import type { Connection } from '../../src/saml/connection.ts';
import type { ResponseVerifier } from '../../src/saml/response-verifier.ts';
import { createServiceProvider } from '../../src/saml/service-provider.node-saml.ts';
import type { LoginStart, ServiceProvider } from '../../src/saml/service-provider.ts';
import { aConnection, aTrust } from '../support/saml-builders.ts';
import { ASSERTION_ID, NOW, postedResponse } from '../support/saml-idp.ts';
import { idpKey, otherIdpKey, shortIdpKey, spKey } from '../support/saml-keys.ts';
import { refusalFrom, refusalOf } from '../support/saml-refusal.ts';

const okta = aConnection();
const request = { id: '_0123456789abcdef0123456789abcdef01234567', relayState: 'handle-1' };

const providerFor = (...connections: readonly Connection[]): ServiceProvider =>
  createServiceProvider({ connections, verifier: createInThreadVerifier() });

const signing = { signingKey: spKey().privatePem, signingCertificate: spKey().certificate };
const byPost = (sp: object = {}): Connection =>
  aConnection({ idp: { ...okta.idp, binding: 'post' }, sp: { ...okta.sp, ...sp } });

function urlOf(start: LoginStart): URL {
  if (start.binding !== 'redirect') throw new Error('not a redirect');
  return new URL(start.url);
}
const inflated = (url: URL): string =>
  inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();

describe('starting a login', () => {
  test('by redirect: a deflated request with our ID, our address and a bare RelayState', async () => {
    const url = urlOf(await providerFor(okta).start(okta, request));
    expect(url.origin + url.pathname).toBe(okta.idp.ssoUrl);
    expect([...url.searchParams.keys()]).toEqual(['SAMLRequest', 'RelayState']);
    expect(url.searchParams.get('RelayState')).toBe('handle-1');
    const root = parseXml(inflated(url));
    expect(root).toMatchObject({ namespace: 'urn:oasis:names:tc:SAML:2.0:protocol', name: 'AuthnRequest' });
    expect(Object.fromEntries(root.attributes)).toEqual({
      ID: request.id,
      Version: '2.0',
      IssueInstant: expect.stringMatching(/^\d{4}-.*Z$/),
      ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
      Destination: okta.idp.ssoUrl,
      AssertionConsumerServiceURL: okta.sp.acsUrl,
    });
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ['Issuer', 'urn:gw:flex'],
      ['NameIDPolicy', ''],
    ]);
    expect(root.children[1]?.attributes.get('Format')).toBeUndefined();
  });

  test('keeps the query that the address of the IdP has already', async () => {
    const google = aConnection({
      idp: { ssoUrl: 'https://accounts.google.com/o/saml2/idp?idpid=C01', binding: 'redirect' },
    });
    expect(urlOf(await providerFor(google).start(google, request)).searchParams.get('idpid')).toBe('C01');
  });

  test('asks for the format of the NameID where the connection does', async () => {
    const format = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
    const asking = aConnection({ sp: { ...okta.sp, nameIdFormat: format } });
    const root = parseXml(inflated(urlOf(await providerFor(asking).start(asking, request))));
    expect(root.children[1]?.attributes.get('Format')).toBe(format);
  });

  test('signs the query with RSA-SHA256 where the connection has a key', async () => {
    const signed = aConnection({ sp: { ...okta.sp, ...signing } });
    const url = urlOf(await providerFor(signed).start(signed, request));
    expect([...url.searchParams.keys()]).toEqual(['SAMLRequest', 'RelayState', 'SigAlg', 'Signature']);
    expect(url.searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
    const [covered] = url.search.slice(1).split('&Signature=');
    const signature = url.searchParams.get('Signature') ?? '';
    const verify = (text: string): boolean =>
      createVerify('RSA-SHA256').update(text).verify(spKey().publicKey, signature, 'base64');
    expect(verify(covered ?? '')).toBe(true);
    expect(verify(`${covered}x`)).toBe(false);
  });

  test('by POST: a request that is not deflated', async () => {
    const connection = byPost();
    const start = await providerFor(connection).start(connection, request);
    if (start.binding !== 'post') throw new Error('not a post');
    expect(start.action).toBe(okta.idp.ssoUrl);
    expect(Object.keys(start.fields)).toEqual(['SAMLRequest', 'RelayState']);
    const root = parseXml(Buffer.from(start.fields['SAMLRequest'] ?? '', 'base64').toString());
    expect(root.attributes.get('ID')).toBe(request.id);
    expect(signatureOf(root)).toBeUndefined();
  });

  test('by POST: signs inside, with SHA-256, where the connection has a key', async () => {
    const connection = byPost(signing);
    const start = await providerFor(connection).start(connection, request);
    if (start.binding !== 'post') throw new Error('not a post');
    const signature = signatureOf(parseXml(Buffer.from(start.fields['SAMLRequest'] ?? '', 'base64').toString()));
    if (signature === undefined) throw new Error('not signed');
    expect(() => checkSignatureShape(signature, { parentId: request.id, allowSha1: false })).not.toThrow();
  });

  test('gives each of many requests its own ID', async () => {
    const provider = providerFor(okta);
    const ids = ['_a', '_b', '_c'];
    const starts = await Promise.all(ids.map((id) => provider.start(okta, { id, relayState: id })));
    expect(starts.map((start) => parseXml(inflated(urlOf(start))).attributes.get('ID'))).toEqual(ids);
  });
});

describe('consuming a response', () => {
  test('answers the verified assertion', async () => {
    const verified = await providerFor(okta).consume(okta, postedResponse(), NOW);
    expect(verified).toMatchObject({ id: ASSERTION_ID, connection: 'okta', nameId: { value: 'ana@corp.example' } });
    expect(verified.attributes.get('roles')).toEqual(['supervisor', 'wfo.team_leader']);
  });

  test('passes the refusals of the verifier on as they are', async () => {
    const consumed = providerFor(okta).consume(okta, postedResponse({ audiences: ['urn:other'] }), NOW);
    expect(await refusalFrom(consumed)).toMatchObject({
      code: 'SAML_AUDIENCE_MISMATCH',
      evidence: { received: ['urn:other'] },
    });
  });

  test('an empty field does not begin a login', async () => {
    expect((await refusalFrom(providerFor(okta).consume(okta, '', NOW))).code).toBe('SAML_MESSAGE_MISSING');
  });

  test('judges by the time that it is told', async () => {
    expect((await refusalFrom(providerFor(okta).consume(okta, postedResponse(), NOW + 3_600_000))).code).toBe(
      'SAML_EXPIRED',
    );
  });

  test('each connection trusts its own IdP alone', async () => {
    const entra = aConnection({
      name: 'entra',
      trust: aTrust({ connection: 'entra', idpCertificates: [otherIdpKey().certificate] }),
    });
    const provider = providerFor(okta, entra);
    expect((await provider.consume(okta, postedResponse(), NOW)).connection).toBe('okta');
    expect((await refusalFrom(provider.consume(entra, postedResponse(), NOW))).code).toBe('SAML_SIGNATURE_INVALID');
  });

  test('trusts keys that were renewed after the start', async () => {
    const before = aConnection({ trust: aTrust({ idpCertificates: [otherIdpKey().certificate] }) });
    const provider = providerFor(before);
    expect((await refusalFrom(provider.consume(before, postedResponse(), NOW))).code).toBe('SAML_SIGNATURE_INVALID');
    expect((await provider.consume(okta, postedResponse(), NOW)).id).toBe(ASSERTION_ID);
  });

  test('keeps many apart that are verified side by side', async () => {
    const provider = providerFor(okta);
    const at = (skew: number) =>
      provider.consume(okta, postedResponse(), NOW + skew).then(
        () => 'in',
        () => 'out',
      );
    expect(await Promise.all([at(0), at(3_600_000), at(1), at(-3_600_000)])).toEqual(['in', 'out', 'in', 'out']);
  });

  test('an unexpected failure of the verifier stays unexpected', async () => {
    const verifier: ResponseVerifier = {
      verify: () => Promise.reject(new TypeError('boom')),
      close: () => Promise.resolve(),
    };
    const provider = createServiceProvider({ connections: [okta], verifier });
    await expect(provider.consume(okta, postedResponse(), NOW)).rejects.toThrow('boom');
  });
});

describe('connections', () => {
  test('one that is switched off is refused in every flow', async () => {
    const off = aConnection({ enabled: false, trust: aTrust({ idpCertificates: [] }) });
    const provider = providerFor(off);
    const disabled = { code: 'SAML_CONNECTION_DISABLED', evidence: { connection: 'okta' } };
    expect(await refusalFrom(provider.start(off, request))).toMatchObject(disabled);
    expect(await refusalFrom(provider.consume(off, postedResponse(), NOW))).toMatchObject(disabled);
    expect(refusalOf(() => provider.metadata(off))).toMatchObject(disabled);
  });

  test('one that the provider was not made with is unknown', async () => {
    const stranger = aConnection({ name: 'stranger' });
    expect(await refusalFrom(providerFor(okta).start(stranger, request))).toMatchObject({
      code: 'SAML_CONNECTION_UNKNOWN',
      evidence: { connection: 'stranger' },
    });
  });

  test.each([
    { name: 'none', idpCertificates: [], reason: 'there is none' },
    { name: 'nonsense', idpCertificates: ['x'], reason: 'certificate 1: it is not a certificate in PEM form' },
    {
      name: 'a short key',
      idpCertificates: [shortIdpKey().certificate],
      reason: 'certificate 1: its RSA key has 1024 bits, at least 2048 are needed',
    },
  ])('one with $name for a certificate stops the start', ({ idpCertificates, reason }) => {
    const broken = aConnection({ trust: aTrust({ idpCertificates }) });
    expect(() => providerFor(broken)).toThrow(`connection okta has no usable IdP certificate (${reason})`);
  });

  test('one usable certificate of several is enough', () => {
    const rolling = aConnection({
      trust: aTrust({ idpCertificates: [shortIdpKey().certificate, idpKey().certificate] }),
    });
    expect(() => providerFor(rolling)).not.toThrow();
  });

  test('metadata are those of the connection', () => {
    expect(providerFor(okta).metadata(okta)).toContain('Location="https://gw.example/saml/okta/acs"');
  });

  test('closing closes the verifier', async () => {
    let closed = 0;
    const verifier: ResponseVerifier = {
      ...createInThreadVerifier(),
      close: () => Promise.resolve(void (closed += 1)),
    };
    await createServiceProvider({ connections: [okta], verifier }).close();
    expect(closed).toBe(1);
  });
});
