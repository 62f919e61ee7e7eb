import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { spKey, type TestKey } from './saml-keys.ts';

const XENC = 'http://www.w3.org/2001/04/xmlenc#';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const AES256_GCM = 'http://www.w3.org/2009/xmlenc11#aes256-gcm';
export const AES128_GCM = 'http://www.w3.org/2009/xmlenc11#aes128-gcm';
export const AES256_CBC = `${XENC}aes256-cbc`;
export const TRIPLE_DES = `${XENC}tripledes-cbc`;
const OAEP_MGF1P = `${XENC}rsa-oaep-mgf1p`;
export const OAEP_11 = 'http://www.w3.org/2009/xmlenc11#rsa-oaep';
export const RSA_1_5 = `${XENC}rsa-1_5`;

export interface EncryptionOptions {
  readonly to?: TestKey;
  readonly content?: string;
  readonly transport?: string;
  /** OAEP digest and mask, as Node names it. */
  readonly digest?: 'sha1' | 'sha256';
  /** Children of the key's EncryptionMethod. */
  readonly methodXml?: string;
  /** Okta puts the EncryptedKey beside the EncryptedData. */
  readonly keyPlace?: 'inside' | 'beside';
  /** Alters the bytes of the content, IV first. */
  readonly tamper?: (bytes: Buffer) => Buffer;
}

interface Cipher {
  readonly name: string;
  readonly keyBytes: number;
  readonly ivBytes: number;
}
const CIPHERS: ReadonlyMap<string, Cipher> = new Map([
  [AES256_GCM, { name: 'aes-256-gcm', keyBytes: 32, ivBytes: 12 }],
  [AES128_GCM, { name: 'aes-128-gcm', keyBytes: 16, ivBytes: 12 }],
  [AES256_CBC, { name: 'aes-256-cbc', keyBytes: 32, ivBytes: 16 }],
  [TRIPLE_DES, { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8 }],
]);
const ANY: Cipher = { name: 'aes-256-gcm', keyBytes: 32, ivBytes: 12 };

function encryptContent(xml: string, algorithm: string): { key: Buffer; bytes: Buffer } {
  const { name, keyBytes, ivBytes } = CIPHERS.get(algorithm) ?? ANY;
  const key = randomBytes(keyBytes);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(name as 'aes-256-gcm', key, iv);
  const bytes = [iv, cipher.update(xml, 'utf8'), cipher.final()];
  return { key, bytes: Buffer.concat(name.endsWith('gcm') ? [...bytes, cipher.getAuthTag()] : bytes) };
}

function wrapKey(
  key: Buffer,
  { to, transport, digest }: Required<Pick<EncryptionOptions, 'to' | 'transport' | 'digest'>>,
): string {
  const padding = transport === RSA_1_5 ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_OAEP_PADDING;
  return publicEncrypt({ key: to.publicKey, padding, oaepHash: digest }, key).toString('base64');
}

const USUAL = {
  content: AES256_GCM,
  transport: OAEP_MGF1P,
  digest: 'sha1',
  methodXml: '',
  keyPlace: 'inside',
} as const;
const same = (bytes: Buffer): Buffer => bytes;

/** An EncryptedAssertion (core 2.3.4, xmlenc-core1 3) around the XML of an assertion. */
export function encryptAssertion(xml: string, options: EncryptionOptions = {}): string {
  const all = { ...USUAL, to: spKey(), tamper: same, ...options };
  const { key, bytes } = encryptContent(xml, all.content);
  const beside = all.keyPlace === 'beside';
  const encryptedKey =
    `<xenc:EncryptedKey xmlns:xenc="${XENC}" Id="_key1"><xenc:EncryptionMethod Algorithm="${all.transport}">${all.methodXml}` +
    `</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>${wrapKey(key, all)}</xenc:CipherValue></xenc:CipherData>` +
    (beside ? '<xenc:ReferenceList><xenc:DataReference URI="#_data1"/></xenc:ReferenceList>' : '') +
    `</xenc:EncryptedKey>`;
  const keyInfo = beside ? `<ds:RetrievalMethod URI="#_key1"/>` : encryptedKey;
  return (
    `<saml2:EncryptedAssertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">` +
    `<xenc:EncryptedData xmlns:xenc="${XENC}" Id="_data1" Type="${XENC}Element">` +
    `<xenc:EncryptionMethod Algorithm="${all.content}"/><ds:KeyInfo xmlns:ds="${DSIG}">${keyInfo}</ds:KeyInfo>` +
    `<xenc:CipherData><xenc:CipherValue>${all.tamper(bytes).toString('base64')}</xenc:CipherValue></xenc:CipherData>` +
    `</xenc:EncryptedData>${beside ? encryptedKey : ''}</saml2:EncryptedAssertion>`
  );
}
