import { ensure, Refusal } from '../../kernel/refusal.ts';
import { checkChildren, named, type ChildRules } from '../checks/children.ts';
import type { ConnectionTrust } from '../connection-trust.ts';
import { childNamed, descendants, isNamed, type XmlElement } from '../gate/xml-element.ts';
import { DSIG, XENC, XENC11 } from '../namespaces.ts';

export interface ContentCipher {
  readonly cipher: string;
  readonly keyBytes: number;
  readonly mode: 'gcm' | 'cbc';
}

export interface KeyTransport {
  readonly padding: 'oaep' | 'pkcs1';
  readonly digest: string;
}

/** An EncryptedAssertion, read: what to unwrap, how, and what to decrypt with it. */
export interface Encrypted {
  readonly content: ContentCipher;
  readonly transport: KeyTransport;
  readonly wrappedKey: Buffer;
  readonly cipherText: Buffer;
}

export type EncryptionTerms = Pick<ConnectionTrust, 'allowCbc' | 'allowRsa15'>;

/** xmlenc-core1 5.2. */
const CONTENT_CIPHERS: ReadonlyMap<string, ContentCipher> = new Map([
  [`${XENC11}aes256-gcm`, { cipher: 'aes-256-gcm', keyBytes: 32, mode: 'gcm' }],
  [`${XENC11}aes192-gcm`, { cipher: 'aes-192-gcm', keyBytes: 24, mode: 'gcm' }],
  [`${XENC11}aes128-gcm`, { cipher: 'aes-128-gcm', keyBytes: 16, mode: 'gcm' }],
  [`${XENC}aes256-cbc`, { cipher: 'aes-256-cbc', keyBytes: 32, mode: 'cbc' }],
  [`${XENC}aes128-cbc`, { cipher: 'aes-128-cbc', keyBytes: 16, mode: 'cbc' }],
]);

const OAEP_MGF1P = `${XENC}rsa-oaep-mgf1p`;
const OAEP = `${XENC11}rsa-oaep`;
const RSA_1_5 = `${XENC}rsa-1_5`;

/** SHA-1 inside OAEP is no weakness, and it is what Okta and Entra send. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
  [`${DSIG}sha1`, 'sha1'],
  [`${XENC}sha256`, 'sha256'],
  [`${XENC}sha512`, 'sha512'],
]);
const MASKS: ReadonlyMap<string, string> = new Map([
  [`${XENC11}mgf1sha1`, 'sha1'],
  [`${XENC11}mgf1sha256`, 'sha256'],
  [`${XENC11}mgf1sha512`, 'sha512'],
]);

const ENCRYPTED_ASSERTION: ChildRules = new Map([
  [named(XENC, 'EncryptedData'), 'once'],
  // Okta puts the key beside the data, others inside its KeyInfo.
  [named(XENC, 'EncryptedKey'), 'optional'],
]);
const ENCRYPTED_DATA: ChildRules = new Map([
  [named(XENC, 'EncryptionMethod'), 'once'],
  [named(DSIG, 'KeyInfo'), 'optional'],
  [named(XENC, 'CipherData'), 'once'],
]);
const ENCRYPTED_KEY: ChildRules = new Map([
  [named(XENC, 'EncryptionMethod'), 'once'],
  [named(DSIG, 'KeyInfo'), 'optional'],
  [named(XENC, 'CipherData'), 'once'],
  [named(XENC, 'ReferenceList'), 'optional'],
  [named(XENC, 'CarriedKeyName'), 'optional'],
]);
const CIPHER_DATA: ChildRules = new Map([[named(XENC, 'CipherValue'), 'once']]);

/**
 * Reads one EncryptedData with one EncryptedKey (xmlenc-core1 3). Its algorithms are checked here, before any key is used;
 * an algorithm that is not allowed is refused in the same words as a failed decryption.
 */
export function readEncryptedAssertion(element: XmlElement, terms: EncryptionTerms): Encrypted {
  checkChildren(element, ENCRYPTED_ASSERTION);
  const data = only(element, 'EncryptedData');
  checkChildren(data, ENCRYPTED_DATA);
  const key = encryptedKeyOf(element);
  checkChildren(key, ENCRYPTED_KEY);
  checkRetrieval(data, key);
  return {
    content: contentCipher(only(data, 'EncryptionMethod'), terms),
    transport: keyTransport(only(key, 'EncryptionMethod'), terms),
    wrappedKey: cipherValue(key),
    cipherText: cipherValue(data),
  };
}

function encryptedKeyOf(element: XmlElement): XmlElement {
  const keys = [...descendants(element)].filter((found) => isNamed(found.element, XENC, 'EncryptedKey'));
  const [key] = keys;
  ensure(key && keys.length === 1, 'SAML_SHAPE', { reason: `EncryptedAssertion holds ${keys.length} keys, not one` });
  return key.element;
}

/** node-saml follows a RetrievalMethod by XPath: it may name the one key that is there, and nothing else. */
function checkRetrieval(data: XmlElement, key: XmlElement): void {
  const keyInfo = childNamed(data, DSIG, 'KeyInfo');
  const retrieval = keyInfo && childNamed(keyInfo, DSIG, 'RetrievalMethod');
  if (retrieval === undefined) return;
  const id = key.attributes.get('Id') ?? '';
  ensure(/^[\w.-]+$/.test(id) && retrieval.attributes.get('URI') === `#${id}`, 'SAML_SHAPE', {
    reason: 'RetrievalMethod does not name the EncryptedKey',
  });
}

function only(parent: XmlElement, name: string): XmlElement {
  const child = childNamed(parent, XENC, name);
  ensure(child, 'SAML_SHAPE', { reason: `${parent.name} holds no ${name}` });
  return child;
}

function cipherValue(parent: XmlElement): Buffer {
  const data = only(parent, 'CipherData');
  checkChildren(data, CIPHER_DATA);
  return Buffer.from(only(data, 'CipherValue').text, 'base64');
}

const algorithmOf = (method: XmlElement | undefined): string => method?.attributes.get('Algorithm') ?? '';

function contentCipher(method: XmlElement, { allowCbc }: EncryptionTerms): ContentCipher {
  const content = CONTENT_CIPHERS.get(algorithmOf(method));
  ensure(content && (allowCbc || content.mode === 'gcm'), 'SAML_DECRYPTION_FAILED', {});
  return content;
}

function keyTransport(method: XmlElement, { allowRsa15 }: EncryptionTerms): KeyTransport {
  const algorithm = algorithmOf(method);
  if (algorithm === RSA_1_5 && allowRsa15) return { padding: 'pkcs1', digest: '' };
  const digestMethod = childNamed(method, DSIG, 'DigestMethod');
  const digest = digestMethod === undefined ? 'sha1' : DIGESTS.get(algorithmOf(digestMethod));
  ensure(digest && isSupportedOaep(algorithm, digest, method), 'SAML_DECRYPTION_FAILED', {});
  return { padding: 'oaep', digest };
}

/** Node uses one digest for OAEP and its mask, so the two must be the same (xmlenc-core1 5.5.2). */
function isSupportedOaep(algorithm: string, digest: string, method: XmlElement): boolean {
  const mask = childNamed(method, XENC11, 'MGF');
  const maskDigest = mask === undefined ? 'sha1' : MASKS.get(algorithmOf(mask));
  return algorithm === OAEP_MGF1P || (algorithm === OAEP && maskDigest === digest);
}

export const decryptionFailed = (): Refusal => new Refusal('SAML_DECRYPTION_FAILED', {});
