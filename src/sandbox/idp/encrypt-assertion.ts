import { constants, createCipheriv, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto';
import { canonical } from './sign-element.ts';
import { wrappedCertificate } from './signing-keys.ts';
import { NAMESPACES, xmlAttributes } from './xml.ts';

export type ContentEncryption = 'AES128_CBC' | 'AES256_CBC' | 'AES128_GCM' | 'AES256_GCM';
export type KeyTransport = 'RSA_OAEP' | 'RSA_15';

/** To whom and how the assertions of an app are encrypted. */
export interface AssertionEncryption {
  /** Of the service provider, PEM. */
  readonly certificate: string;
  readonly algorithm: ContentEncryption;
  readonly keyTransport: KeyTransport;
}

const XENC = 'http://www.w3.org/2001/04/xmlenc#';
const XENC11 = 'http://www.w3.org/2009/xmlenc11#';

interface Cipher {
  readonly uri: string;
  readonly name: 'aes-128-cbc' | 'aes-256-cbc' | 'aes-128-gcm' | 'aes-256-gcm';
  readonly keyBytes: number;
  readonly ivBytes: number;
}

const CIPHERS: Readonly<Record<ContentEncryption, Cipher>> = {
  AES128_CBC: { uri: `${XENC}aes128-cbc`, name: 'aes-128-cbc', keyBytes: 16, ivBytes: 16 },
  AES256_CBC: { uri: `${XENC}aes256-cbc`, name: 'aes-256-cbc', keyBytes: 32, ivBytes: 16 },
  AES128_GCM: { uri: `${XENC11}aes128-gcm`, name: 'aes-128-gcm', keyBytes: 16, ivBytes: 12 },
  AES256_GCM: { uri: `${XENC11}aes256-gcm`, name: 'aes-256-gcm', keyBytes: 32, ivBytes: 12 },
};

/** Okta's RSA_OAEP has SHA-1 as its digest, whatever signs the message. */
const TRANSPORTS: Readonly<Record<KeyTransport, { readonly method: string; readonly padding: number }>> = {
  RSA_OAEP: {
    method:
      `<xenc:EncryptionMethod Algorithm="${XENC}rsa-oaep-mgf1p">` +
      `<ds:DigestMethod Algorithm="${NAMESPACES.signature}sha1" xmlns:ds="${NAMESPACES.signature}"/></xenc:EncryptionMethod>`,
    padding: constants.RSA_PKCS1_OAEP_PADDING,
  },
  RSA_15: {
    method: `<xenc:EncryptionMethod Algorithm="${XENC}rsa-1_5"/>`,
    padding: constants.RSA_PKCS1_PADDING,
  },
};

/** The IV, the content, and for GCM its tag, as XML Encryption wants them in one (xmlenc-core1 5.2). */
function encrypted(text: string, key: Buffer, { name, ivBytes }: Cipher): Buffer {
  const iv = randomBytes(ivBytes);
  if (name === 'aes-128-gcm' || name === 'aes-256-gcm') {
    const cipher = createCipheriv(name, key, iv);
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
}

const cipherData = (bytes: Buffer): string =>
  `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`;

const newId = (): string => `_${randomBytes(16).toString('hex')}`;

function encryptedKey(key: Buffer, ids: { key: string; data: string }, encryption: AssertionEncryption): string {
  const { method, padding } = TRANSPORTS[encryption.keyTransport];
  const { publicKey } = new X509Certificate(encryption.certificate);
  return (
    `<xenc:EncryptedKey${xmlAttributes([
      ['Id', ids.key],
      ['xmlns:xenc', XENC],
    ])}>${method}<ds:KeyInfo xmlns:ds="${NAMESPACES.signature}"><ds:X509Data><ds:X509Certificate>` +
    `${wrappedCertificate(encryption.certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>` +
    cipherData(publicEncrypt({ key: publicKey, padding, oaepHash: 'sha1' }, key)) +
    `<xenc:ReferenceList><xenc:DataReference URI="#${ids.data}"/></xenc:ReferenceList></xenc:EncryptedKey>`
  );
}

/**
 * The EncryptedAssertion in Okta's shape: EncryptedData and EncryptedKey are siblings that point at each other, and the
 * clear text is in canonical form. By Node's own ciphers: xml-encryption writes the key inside the data.
 */
export function encryptAssertion(assertion: string, encryption: AssertionEncryption): string {
  const cipher = CIPHERS[encryption.algorithm];
  const key = randomBytes(cipher.keyBytes);
  const ids = { key: newId(), data: newId() };
  const bytes = encrypted(canonical(assertion, ['xs']), key, cipher);
  return (
    `<saml2:EncryptedAssertion xmlns:saml2="${NAMESPACES.assertion}"><xenc:EncryptedData${xmlAttributes([
      ['Id', ids.data],
      ['Type', `${XENC}Element`],
      ['xmlns:xenc', XENC],
    ])}><xenc:EncryptionMethod Algorithm="${cipher.uri}"/><ds:KeyInfo xmlns:ds="${NAMESPACES.signature}">` +
    `<ds:RetrievalMethod URI="#${ids.key}"/></ds:KeyInfo>${cipherData(bytes)}</xenc:EncryptedData>` +
    `${encryptedKey(key, ids, encryption)}</saml2:EncryptedAssertion>`
  );
}
