import { createHash, createHmac, sign, type KeyObject } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import { ExclusiveCanonicalization } from 'xml-crypto';
import { idpKey } from './saml-keys.ts';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const RSA_SHA512 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512';
export const RSA_SHA1 = `${DSIG}rsa-sha1`;
export const HMAC_SHA1 = `${DSIG}hmac-sha1`;
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const SHA512 = 'http://www.w3.org/2001/04/xmlenc#sha512';
export const SHA1 = `${DSIG}sha1`;

const HASHES = new Map([
  [RSA_SHA256, 'sha256'],
  [RSA_SHA512, 'sha512'],
  [RSA_SHA1, 'sha1'],
  [SHA256, 'sha256'],
  [SHA512, 'sha512'],
  [SHA1, 'sha1'],
]);
const hashOf = (algorithm: string): string => HASHES.get(algorithm) ?? 'sha256';

export interface SigningOptions {
  readonly key?: KeyObject;
  /** In KeyInfo; the verifier must not care. */
  readonly certificate?: string;
  readonly signature?: string;
  readonly digest?: string;
  /** PrefixList of the second transform, as Okta sends it with attributes. */
  readonly prefixes?: string;
  /** Alters the canonical SignedInfo before it is signed, so that the signature value is right for it. */
  readonly signedInfo?: (canonical: string) => string;
  /** Alters the finished Signature element. */
  readonly signatureXml?: (xml: string) => string;
  /** Signs as HMAC with this text for a key: the key confusion attack. */
  readonly hmacKey?: string;
}

/** The exclusive canonical form of the element with this ID. */
function canonicalForm(xml: string, id: string, prefixes = ''): string {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const element = Array.from(document.getElementsByTagName('*')).find((found) => found.getAttribute('ID') === id);
  if (element === undefined) throw new Error(`no element with the ID ${id}`);
  const list = prefixes === '' ? [] : prefixes.split(' ');
  return new ExclusiveCanonicalization().process(element, { inclusiveNamespacesPrefixList: list });
}

const same = (xml: string): string => xml;
const USUAL = { signature: RSA_SHA256, digest: SHA256, prefixes: '', signedInfo: same, signatureXml: same } as const;

/** Signs the element with this ID and puts the Signature after its Issuer, or first where it has none (core 5.4). */
export function signElement(xml: string, id: string, options: SigningOptions = {}): string {
  const all = { ...USUAL, ...options };
  const value = createHash(hashOf(all.digest))
    .update(canonicalForm(xml, id, all.prefixes))
    .digest('base64');
  const signedInfo = all.signedInfo(
    `<ds:SignedInfo xmlns:ds="${DSIG}"><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"></ds:CanonicalizationMethod>` +
      `<ds:SignatureMethod Algorithm="${all.signature}"></ds:SignatureMethod><ds:Reference URI="#${id}"><ds:Transforms>` +
      `<ds:Transform Algorithm="${DSIG}enveloped-signature"></ds:Transform>` +
      `<ds:Transform Algorithm="${EXCLUSIVE}">${inclusive(all.prefixes)}</ds:Transform></ds:Transforms>` +
      `<ds:DigestMethod Algorithm="${all.digest}"></ds:DigestMethod><ds:DigestValue>${value}</ds:DigestValue>` +
      `</ds:Reference></ds:SignedInfo>`,
  );
  const certificate = (options.certificate ?? idpKey().certificate).replaceAll(/-----[A-Z ]+-----\n/g, '').trim();
  const element = all.signatureXml(
    `<ds:Signature xmlns:ds="${DSIG}">${signedInfo.replace(` xmlns:ds="${DSIG}"`, '')}` +
      `<ds:SignatureValue>${signatureValue(signedInfo, options)}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>` +
      `<ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`,
  );
  return insertAfterIssuer(xml, id, element);
}

const inclusive = (prefixes: string): string =>
  prefixes === ''
    ? ''
    : `<ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE}" PrefixList="${prefixes}"></ec:InclusiveNamespaces>`;

function signatureValue(signedInfo: string, { key, signature = RSA_SHA256, hmacKey }: SigningOptions): string {
  if (hmacKey !== undefined) return createHmac('sha1', hmacKey).update(signedInfo).digest('base64');
  return sign(hashOf(signature), Buffer.from(signedInfo), key ?? idpKey().privateKey).toString('base64');
}

function insertAfterIssuer(xml: string, id: string, element: string): string {
  const open = xml.indexOf('>', xml.indexOf(`ID="${id}"`)) + 1;
  const issuer = /^\s*<([\w.-]+:)?Issuer[^>]*>[^<]*<\/[\w.:-]+>/.exec(xml.slice(open))?.[0] ?? '';
  const place = open + issuer.length;
  return xml.slice(0, place) + element + xml.slice(place);
}
