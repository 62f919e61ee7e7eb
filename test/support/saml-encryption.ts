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

const CIPHERS = new Map([
  [AES256_GCM, 'aes-256-gcm'],
  [AES128_GCM, 'aes-128-gcm'],
  [AES256_CBC, 'aes-256-cbc'],
  [TRIPLE_DES, 'des-ede3-cbc'],
]);

function encryptContent(xml: string, algorithm: string): { key: Buffer; bytes: Buffer } {
  const name = CIPHERS.get(algorithm) ?? 'aes-256-gcm';
  const isGcm = name.endsWith('gcm');
  const key = randomBytes(name.includes('128') ? 16 : name.includes('256') ? 32 : 24);
  const iv = randomBytes(isGcm ? 12 : name.startsWith('des') ? 8 : 16);
  const cipher = createCipheriv(name as 'aes-256-gcm', key, iv);
  const bytes = [iv, cipher.update(xml, 'utf8'), cipher.final()];
  return { key, bytes: Buffer.concat(isGcm ? [...bytes, cipher.getAuthTag()] : bytes) };
}

/** An EncryptedAssertion (core 2.3.4, xmlenc-core1 3) around the XML of an assertion. */
export function encryptAssertion(xml: string, options: EncryptionOptions = {}): string {
  const {
    content = AES256_GCM,
    transport = OAEP_MGF1P,
    digest = 'sha1',
    keyPlace = 'inside',
    methodXml = '',
  } = options;
  const { key, bytes } = encryptContent(xml, content);
  const padding = transport === RSA_1_5 ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_OAEP_PADDING;
  const recipient = (options.to ?? spKey()).publicKey;
  const wrapped = publicEncrypt({ key: recipient, padding, oaepHash: digest }, key).toString('base64');
  const encryptedKey =
    `<xenc:EncryptedKey xmlns:xenc="${XENC}" Id="_key1"><xenc:EncryptionMethod Algorithm="${transport}">${methodXml}` +
    `</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>${wrapped}</xenc:CipherValue></xenc:CipherData>` +
    (keyPlace === 'beside' ? '<xenc:ReferenceList><xenc:DataReference URI="#_data1"/></xenc:ReferenceList>' : '') +
    `</xenc:EncryptedKey>`;
  const keyInfo = keyPlace === 'inside' ? encryptedKey : `<ds:RetrievalMethod URI="#_key1"/>`;
  const cipherValue = (options.tamper ?? ((same) => same))(bytes).toString('base64');
  return (
    `<saml2:EncryptedAssertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">` +
    `<xenc:EncryptedData xmlns:xenc="${XENC}" Id="_data1" Type="${XENC}Element">` +
    `<xenc:EncryptionMethod Algorithm="${content}"/><ds:KeyInfo xmlns:ds="${DSIG}">${keyInfo}</ds:KeyInfo>` +
    `<xenc:CipherData><xenc:CipherValue>${cipherValue}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>` +
    `${keyPlace === 'beside' ? encryptedKey : ''}</saml2:EncryptedAssertion>`
  );
}
