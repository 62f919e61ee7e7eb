import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import { decryptAssertion } from '../../src/saml/decryption/decrypt.ts';
import { readEncryptedAssertion } from '../../src/saml/decryption/encrypted-assertion.ts';
import { parseXml } from '../../src/saml/gate/parse-xml.ts';
import { createInThreadVerifier } from '../../src/saml/response-verifier.in-thread.ts';
import type { ConnectionTrust } from '../../src/saml/connection-trust.ts';
import type { VerifiedAssertion } from '../../src/saml/verified-assertion.ts';
import { aTrust } from '../support/saml-builders.ts';
import {
  AES128_GCM,
  AES256_CBC,
  AES256_GCM,
  encryptAssertion,
  OAEP_11,
  RSA_1_5,
  TRIPLE_DES,
  type EncryptionOptions,
} from '../support/saml-encryption.ts';
import {
  assertionXml,
  ASSERTION_ID,
  encode,
  NOW,
  postedResponse,
  samlResponse,
  type ResponseOptions,
} from '../support/saml-idp.ts';
import { oldSpKey, otherIdpKey, spKey } from '../support/saml-keys.ts';
import { refusalFrom, refusalOf } from '../support/saml-refusal.ts';
import { SHA1, signElement } from '../support/saml-signing.ts';

const verifier = createInThreadVerifier();
const decryptionKeys = [spKey().privatePem];
const verify = (options: ResponseOptions, trust: Partial<ConnectionTrust> = {}): Promise<VerifiedAssertion> =>
  verifier.verify({
    encoded: postedResponse({ encrypt: {}, ...options }),
    trust: aTrust({ decryptionKeys, ...trust }),
    now: NOW,
  });

const OAEP_SHA256 =
  '<ds:DigestMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>' +
  '<xenc11:MGF xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/>';

describe('an encrypted assertion', () => {
  test.each([
    { sign: 'both', signed: 'either', signedBy: ['response'] },
    { sign: 'response', signed: 'either', signedBy: ['response'] },
    { sign: 'response', signed: 'response', signedBy: ['response'] },
    { sign: 'assertion', signed: 'either', signedBy: ['assertion'] },
    { sign: 'assertion', signed: 'assertion', signedBy: ['assertion'] },
    { sign: 'both', signed: 'assertion', signedBy: ['response', 'assertion'] },
    { sign: 'both', signed: 'both', signedBy: ['response', 'assertion'] },
  ] as const)('with $sign signed is verified where $signed is asked for', async ({ sign, signed, signedBy }) => {
    const verified = await verify({ sign }, { signed });
    expect(verified).toMatchObject({ id: ASSERTION_ID, signedBy });
    expect(verified.attributes.get('roles')).toEqual(['supervisor', 'wfo.team_leader']);
  });

  test.each([
    { sign: 'none', signed: 'either' },
    { sign: 'assertion', signed: 'response' },
    { sign: 'assertion', signed: 'both' },
    { sign: 'response', signed: 'assertion' },
    { sign: 'response', signed: 'both' },
  ] as const)('with $sign signed is too little where $signed is asked for', async ({ sign, signed }) => {
    expect(await refusalFrom(verify({ sign }, { signed }))).toMatchObject({
      code: 'SAML_SIGNATURE_MISSING',
      evidence: { required: signed },
    });
  });

  test.each([
    { name: 'AES-256-GCM', encrypt: { content: AES256_GCM }, trust: {} },
    { name: 'AES-128-GCM', encrypt: { content: AES128_GCM }, trust: {} },
    {
      name: 'Okta’s CBC with the key beside the data',
      encrypt: { content: AES256_CBC, keyPlace: 'beside' },
      trust: { allowCbc: true },
    },
    { name: 'GCM with the key beside the data', encrypt: { keyPlace: 'beside' }, trust: {} },
  ] as const)('is decrypted: $name', async ({ encrypt, trust }) => {
    for (const sign of ['both', 'response', 'assertion'] as const)
      expect((await verify({ encrypt, sign }, trust)).nameId.value).toBe('ana@corp.example');
  });

  test('is decrypted: OAEP with SHA-256', async () => {
    const encrypt: EncryptionOptions = { transport: OAEP_11, digest: 'sha256', methodXml: OAEP_SHA256 };
    expect((await verify({ encrypt, sign: 'assertion' })).id).toBe(ASSERTION_ID);
  });

  test('is decrypted with an older key during a rollover', async () => {
    const keys = [spKey().privatePem, oldSpKey().privatePem];
    for (const sign of ['response', 'assertion'] as const)
      expect((await verify({ sign, encrypt: { to: oldSpKey() } }, { decryptionKeys: keys })).id).toBe(ASSERTION_ID);
  });

  test('may begin with an XML declaration', async () => {
    const inner = `<?xml version="1.0" encoding="UTF-8"?>\n${signElement(assertionXml(), ASSERTION_ID, { prefixes: 'xs' })}`;
    const xml = samlResponse({ sign: 'none' }).replace(
      /<saml2:Assertion.*<\/saml2:Assertion>/s,
      encryptAssertion(inner),
    );
    expect((await verifier.verify({ encoded: encode(xml), trust: aTrust({ decryptionKeys }), now: NOW })).id).toBe(
      ASSERTION_ID,
    );
  });

  test('under RSA 1.5 is decrypted where the connection allows it and Node can do so without an oracle', async () => {
    const { publicKey, privatePem } = spKey();
    const padding = constants.RSA_PKCS1_PADDING;
    const canDecrypt = (): boolean => {
      try {
        return (
          privateDecrypt({ key: privatePem, padding }, publicEncrypt({ key: publicKey, padding }, Buffer.from('x')))
            .length > 0
        );
      } catch {
        return false;
      }
    };
    const verifying = verify({ sign: 'assertion', encrypt: { transport: RSA_1_5 } }, { allowRsa15: true });
    const outcome = await verifying.then(
      ({ id }) => id,
      (error: unknown) => (error as { code: string }).code,
    );
    expect(outcome).toBe(canDecrypt() ? ASSERTION_ID : 'SAML_DECRYPTION_FAILED');
  });

  test.each(['response', 'assertion'] as const)('is refused with SHA-1 in the signature of the %s', async (sign) => {
    expect((await refusalFrom(verify({ sign, signing: { digest: SHA1 } }))).code).toBe('SAML_ALGORITHM');
    expect((await verify({ sign, signing: { digest: SHA1 } }, { allowSha1: true })).id).toBe(ASSERTION_ID);
  });

  test('is refused without a decryption key', async () => {
    expect((await refusalFrom(verify({}, { decryptionKeys: [] }))).code).toBe('SAML_ENCRYPTION_UNSUPPORTED');
  });
});

/** Alters one bit; a negative place counts from the end. */
const flip =
  (at: number) =>
  (bytes: Buffer): Buffer => {
    const place = (at + bytes.length) % bytes.length;
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    return bytes;
  };

describe('one answer to whatever goes wrong', () => {
  const failed = { code: 'SAML_DECRYPTION_FAILED', evidence: {} };

  test.each([
    { name: 'another key', encrypt: { to: oldSpKey() }, trust: {} },
    { name: 'an altered text', encrypt: { tamper: flip(40) }, trust: {} },
    { name: 'an altered tag', encrypt: { tamper: flip(-1) }, trust: {} },
    { name: 'a text that is too short', encrypt: { tamper: (bytes: Buffer) => bytes.subarray(0, 20) }, trust: {} },
    { name: 'CBC that is not allowed', encrypt: { content: AES256_CBC }, trust: {} },
    { name: '3DES', encrypt: { content: TRIPLE_DES }, trust: { allowCbc: true } },
    { name: 'RSA 1.5 that is not allowed', encrypt: { transport: RSA_1_5 }, trust: {} },
    { name: 'an unknown cipher', encrypt: { content: 'urn:rot13' }, trust: {} },
    {
      name: 'OAEP with two digests',
      encrypt: { transport: OAEP_11, methodXml: OAEP_SHA256.replace('mgf1sha256', 'mgf1sha1') },
      trust: {},
    },
    {
      name: 'OAEP with an unknown mask',
      encrypt: { transport: OAEP_11, methodXml: OAEP_SHA256.replace('mgf1sha256', 'mgf1md5') },
      trust: {},
    },
    {
      name: 'OAEP with an unknown digest',
      encrypt: { methodXml: OAEP_SHA256.replace('xmlenc#sha256', 'xmlenc#md5') },
      trust: {},
    },
    { name: 'a wrong CBC padding', encrypt: { content: AES256_CBC, tamper: flip(-17) }, trust: { allowCbc: true } },
    {
      name: 'CBC of half a block',
      encrypt: { content: AES256_CBC, tamper: (bytes: Buffer) => bytes.subarray(0, -3) },
      trust: { allowCbc: true },
    },
  ])('$name', async ({ encrypt, trust }) => {
    for (const sign of ['response', 'assertion'] as const)
      expect(await refusalFrom(verify({ encrypt, sign }, trust))).toMatchObject(failed);
  });

  test('CBC tells nothing of what came out, until the signature has been verified', async () => {
    const tampered = { content: AES256_CBC, tamper: flip(20) };
    expect(await refusalFrom(verify({ sign: 'assertion', encrypt: tampered }, { allowCbc: true }))).toMatchObject(
      failed,
    );
    const unsigned = verify({ sign: 'none', encrypt: { content: AES256_CBC } }, { allowCbc: true });
    expect(await refusalFrom(unsigned)).toMatchObject(failed);
    const forged = verify(
      { sign: 'assertion', signing: { key: otherIdpKey().privateKey }, encrypt: { content: AES256_CBC } },
      { allowCbc: true },
    );
    expect(await refusalFrom(forged)).toMatchObject(failed);
  });

  test('a response whose signature is wrong is not decrypted at all', async () => {
    const signing = { key: otherIdpKey().privateKey };
    const refusal = refusalFrom(verify({ sign: 'response', signing, encrypt: { to: oldSpKey() } }));
    expect((await refusal).code).toBe('SAML_SIGNATURE_INVALID');
  });
});

describe('what was encrypted', () => {
  test.each([
    {
      name: 'is signed by a stranger',
      options: { signing: { key: otherIdpKey().privateKey } },
      code: 'SAML_SIGNATURE_INVALID',
    },
    {
      name: 'holds a comment',
      options: { assertion: (xml: string) => xml.replace('supervisor', 'super<!-- -->visor') },
      code: 'SAML_MALFORMED',
    },
    { name: 'is for somebody else', options: { audiences: ['urn:other'] }, code: 'SAML_AUDIENCE_MISMATCH' },
    {
      name: 'hides another assertion',
      options: {
        assertion: (xml: string) =>
          xml.replace(
            '<saml2:AuthnStatement',
            `<saml2:Advice>${assertionXml({ assertionId: '_x' })}</saml2:Advice><saml2:AuthnStatement`,
          ),
      },
      code: 'SAML_SHAPE',
    },
  ] as const)('is refused where it $name', async ({ options, code }) => {
    expect((await refusalFrom(verify({ sign: 'assertion', ...(options as ResponseOptions) }))).code).toBe(code);
  });

  test.each([
    { name: 'another element', clear: '<a/>', code: 'SAML_SHAPE' },
    { name: 'no XML', clear: 'text', code: 'SAML_MALFORMED' },
    { name: 'XML cut off', clear: assertionXml().slice(0, -3), code: 'SAML_MALFORMED' },
    { name: 'two assertions', clear: assertionXml() + assertionXml({ assertionId: '_x' }), code: 'SAML_MALFORMED' },
  ])('is refused where it is $name', async ({ clear, code }) => {
    const xml = samlResponse({ sign: 'none' }).replace(
      /<saml2:Assertion.*<\/saml2:Assertion>/s,
      encryptAssertion(clear),
    );
    const refusal = refusalFrom(verifier.verify({ encoded: encode(xml), trust: aTrust({ decryptionKeys }), now: NOW }));
    expect((await refusal).code).toBe(code);
  });
});

describe('the form of an EncryptedAssertion', () => {
  const terms = { allowCbc: false, allowRsa15: false };
  const xml = encryptAssertion('<a/>');
  const read = (given: string) => readEncryptedAssertion(parseXml(given), terms);

  test('gives what is needed to open it', () => {
    expect(decryptAssertion(read(xml), [oldSpKey().privatePem, spKey().privatePem])).toBe('<a/>');
  });

  const KEY = /<xenc:EncryptedKey.*<\/xenc:EncryptedKey>/;
  test.each([
    {
      name: 'no data',
      given: xml.replace(/<xenc:EncryptedData.*<\/xenc:EncryptedData>/, ''),
      reason: 'EncryptedAssertion holds no EncryptedData',
    },
    { name: 'no key', given: xml.replace(KEY, ''), reason: 'EncryptedAssertion holds 0 keys, not one' },
    {
      name: 'two keys',
      given: xml.replace(KEY, (key) => key + key.replace('_key1', '_key2')),
      reason: 'EncryptedAssertion holds 2 keys, not one',
    },
    {
      name: 'no cipher text',
      given: xml.replaceAll(/<xenc:CipherData>.*?<\/xenc:CipherData>/g, ''),
      reason: 'EncryptedData holds no CipherData',
    },
    {
      name: 'cipher text elsewhere',
      given: xml.replaceAll(
        /<xenc:CipherValue>.*?<\/xenc:CipherValue>/g,
        '<xenc:CipherReference URI="http://evil.example"/>',
      ),
      reason: 'CipherData holds an unexpected CipherReference',
    },
    {
      name: 'a key by another name',
      given: encryptAssertion('<a/>', { keyPlace: 'beside' }).replace('URI="#_key1"', 'URI="#_other"'),
      reason: 'RetrievalMethod does not name the EncryptedKey',
    },
    {
      name: 'a key by an XPath',
      given: encryptAssertion('<a/>', { keyPlace: 'beside' })
        .replace('Id="_key1"', `Id="' or '1"`)
        .replace('URI="#_key1"', `URI="#' or '1"`),
      reason: 'RetrievalMethod does not name the EncryptedKey',
    },
  ])('is refused with $name', ({ given, reason }) => {
    expect(given).not.toBe(xml);
    expect(refusalOf(() => read(given))).toMatchObject({ code: 'SAML_SHAPE', evidence: { reason } });
  });
});
