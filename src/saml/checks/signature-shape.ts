import { ensure } from '../../kernel/refusal.ts';
import { childNamed, type XmlElement } from '../gate/xml-element.ts';
import { DSIG } from '../namespaces.ts';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = `${DSIG}enveloped-signature`;

interface Digest {
  readonly bytes: number;
  readonly sha1: boolean;
}

/** Exactly what xml-crypto can verify and is not broken. SHA-1 only where the connection names it. */
const SIGNATURE_METHODS: ReadonlyMap<string, { readonly sha1: boolean }> = new Map([
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', { sha1: false }],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', { sha1: false }],
  [`${DSIG}rsa-sha1`, { sha1: true }],
]);
const DIGEST_METHODS: ReadonlyMap<string, Digest> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', { bytes: 32, sha1: false }],
  ['http://www.w3.org/2001/04/xmlenc#sha512', { bytes: 64, sha1: false }],
  [`${DSIG}sha1`, { bytes: 20, sha1: true }],
]);

export interface SignatureTerms {
  /** ID of the element that holds the signature: the only one that it may cover. */
  readonly parentId: string;
  readonly allowSha1: boolean;
}

/**
 * The profile of XML signatures in SAML (core 5.4): one Reference to the parent by its ID, enveloped-signature and
 * exclusive canonicalization and no other transform, no Object, an algorithm of the list. Asked before the signature is
 * verified, so that nothing else is ever handed to a verifier. KeyInfo is not looked at: keys come from the configuration.
 */
export function checkSignatureShape(signature: XmlElement, terms: SignatureTerms): void {
  const [signedInfo, value] = childrenInOrder(signature, ['SignedInfo', 'SignatureValue'], ['KeyInfo']);
  const [canonicalization, method, reference] = childrenInOrder(
    signedInfo,
    ['CanonicalizationMethod', 'SignatureMethod', 'Reference'],
    [],
  );
  ensure(algorithmOf(canonicalization) === EXCLUSIVE, 'SAML_SIGNATURE_SHAPE', {
    reason: 'SignedInfo is not in exclusive canonical form',
  });
  checkInclusiveNamespacesOnly(canonicalization);
  ensure(method?.children.length === 0, 'SAML_SIGNATURE_SHAPE', { reason: 'SignatureMethod holds a parameter' });
  allowed(SIGNATURE_METHODS, method, terms);
  checkReference(reference, terms);
  ensure(value?.children.length === 0 && value.text.trim() !== '', 'SAML_SIGNATURE_SHAPE', {
    reason: 'SignatureValue is empty',
  });
}

function checkReference(reference: XmlElement | undefined, terms: SignatureTerms): void {
  ensure(reference?.attributes.get('URI') === `#${terms.parentId}`, 'SAML_SIGNATURE_SHAPE', {
    reason: 'the Reference does not name the element that holds the Signature',
  });
  const [transforms, method, value] = childrenInOrder(reference, ['Transforms', 'DigestMethod', 'DigestValue'], []);
  checkTransforms(transforms);
  ensure(method?.children.length === 0, 'SAML_SIGNATURE_SHAPE', { reason: 'DigestMethod holds a parameter' });
  const { bytes } = allowed(DIGEST_METHODS, method, terms);
  const digest = Buffer.from(value?.text ?? '', 'base64');
  ensure(value?.children.length === 0 && digest.length === bytes, 'SAML_SIGNATURE_SHAPE', {
    reason: 'DigestValue does not have the length of its algorithm',
  });
}

function checkTransforms(transforms: XmlElement | undefined): void {
  const [enveloped, exclusive] = childrenInOrder(transforms, ['Transform', 'Transform'], []);
  ensure(algorithmOf(enveloped) === ENVELOPED && algorithmOf(exclusive) === EXCLUSIVE, 'SAML_SIGNATURE_SHAPE', {
    reason: 'the transforms are not enveloped-signature and exclusive canonicalization',
  });
  checkInclusiveNamespacesOnly(enveloped);
  checkInclusiveNamespacesOnly(exclusive);
}

/** One list of prefixes (exc-c14n 3) is the only parameter; xml-crypto writes it into both transforms. */
function checkInclusiveNamespacesOnly(method: XmlElement | undefined): void {
  const children = method?.children ?? [];
  ensure(
    children.length <= 1 &&
      children.every((child) => child.name === 'InclusiveNamespaces' && child.children.length === 0),
    'SAML_SIGNATURE_SHAPE',
    { reason: `${method?.name ?? ''} holds a parameter` },
  );
}

const algorithmOf = (method: XmlElement | undefined): string => method?.attributes.get('Algorithm') ?? '';

function allowed<A extends { readonly sha1: boolean }>(
  list: ReadonlyMap<string, A>,
  method: XmlElement | undefined,
  { allowSha1 }: SignatureTerms,
): A {
  const algorithm = algorithmOf(method);
  const entry = list.get(algorithm);
  ensure(entry && (allowSha1 || !entry.sha1), 'SAML_ALGORITHM', { algorithm });
  return entry;
}

/** The children of an element of the signature namespace, which must be these and in this order, less optional last ones. */
function childrenInOrder(
  parent: XmlElement | undefined,
  required: readonly string[],
  optional: readonly string[],
): readonly (XmlElement | undefined)[] {
  const children = parent?.children ?? [];
  const expected = [...required, ...optional].slice(0, Math.max(children.length, required.length));
  const matches =
    children.length === expected.length &&
    children.every((child, i) => child.namespace === DSIG && child.name === expected[i]);
  ensure(matches, 'SAML_SIGNATURE_SHAPE', {
    reason: `${parent?.name ?? 'Signature'} must hold ${required.join(', ')}`,
  });
  return children;
}

export const signatureOf = (element: XmlElement): XmlElement | undefined => childNamed(element, DSIG, 'Signature');
