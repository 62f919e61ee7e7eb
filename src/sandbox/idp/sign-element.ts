import { createHash, sign } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import { ExclusiveCanonicalization } from 'xml-crypto';
import { NAMESPACES } from './xml.ts';
import { wrappedCertificate, type SigningKeys } from './signing-keys.ts';

export type SignatureDigest = 'sha256' | 'sha1';

export interface ElementSignature {
  /** The ID attribute of the element. */
  readonly id: string;
  readonly keys: SigningKeys;
  readonly digest: SignatureDigest;
  /** Typed attribute values are readable inside: `xs` occurs in them as text only, and must be kept. */
  readonly typedValues: boolean;
}

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = `${NAMESPACES.signature}enveloped-signature`;
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const METHODS = {
  sha256: {
    signature: RSA_SHA256,
    digest: 'http://www.w3.org/2001/04/xmlenc#sha256',
  },
  sha1: { signature: `${NAMESPACES.signature}rsa-sha1`, digest: `${NAMESPACES.signature}sha1` },
} as const;

/** Exclusive canonicalization without comments of the root element of `xml`. */
export function canonical(xml: string, prefixes: readonly string[]): string {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  return new ExclusiveCanonicalization().process(root, { inclusiveNamespacesPrefixList: [...prefixes] });
}

/** `scope` is the namespace declaration that the element inherits where it stands alone, to be canonicalized. */
function signedInfo({ id, digest, typedValues }: ElementSignature, digestValue: string, scope: string): string {
  const prefixes = typedValues ? `<ec:InclusiveNamespaces PrefixList="xs" xmlns:ec="${EXCLUSIVE}"/>` : '';
  const transform = `<ds:Transform Algorithm="${EXCLUSIVE}"`;
  return (
    `<ds:SignedInfo${scope}><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"/>` +
    `<ds:SignatureMethod Algorithm="${METHODS[digest].signature}"/>` +
    `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${ENVELOPED}"/>` +
    `${prefixes === '' ? `${transform}/>` : `${transform}>${prefixes}</ds:Transform>`}</ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${METHODS[digest].digest}"/><ds:DigestValue>${digestValue}</ds:DigestValue>` +
    `</ds:Reference></ds:SignedInfo>`
  );
}

function signatureElement(xml: string, options: ElementSignature): string {
  const { keys, digest, typedValues } = options;
  const digestValue = createHash(digest)
    .update(canonical(xml, typedValues ? ['xs'] : []))
    .digest('base64');
  const scope = ` xmlns:ds="${NAMESPACES.signature}"`;
  const signed = canonical(signedInfo(options, digestValue, scope), []);
  return (
    `<ds:Signature${scope}>${signedInfo(options, digestValue, '')}` +
    `<ds:SignatureValue>${sign(digest, Buffer.from(signed), keys.privateKey).toString('base64')}</ds:SignatureValue>` +
    `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${wrappedCertificate(keys.certificate)}` +
    `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`
  );
}

const ISSUER_END = '</saml2:Issuer>';

/** The element with its enveloped signature, right after its own Issuer. `xml` begins with the element's start tag. */
export function signElement(xml: string, options: ElementSignature): string {
  const place = xml.indexOf(ISSUER_END) + ISSUER_END.length;
  return xml.slice(0, place) + signatureElement(xml, options) + xml.slice(place);
}
