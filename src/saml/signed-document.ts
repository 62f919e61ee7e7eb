import type { KeyObject } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { DSIG } from './namespaces.ts';

/** A message that passed the gate, as xml-crypto reads it. Parsed once, however many signatures it has. */
export interface SignedDocument {
  /** Its line ends normalized, as an XML processor does before anything else (XML 1.0, 2.11). */
  readonly xml: string;
  readonly root: Element;
}

/** Undefined where the DOM's parser finds fault with what the gate let through. */
export function readSignedDocument(posted: string): SignedDocument | undefined {
  const xml = posted.replaceAll(/\r\n?/g, '\n');
  const parser = new DOMParser({ errorHandler: { error: refuseFault, fatalError: refuseFault } });
  const root = attempt(() => parser.parseFromString(xml, 'text/xml').documentElement);
  return root ? { xml, root } : undefined;
}

/** Bytes that a signature covers, and the key that made it. */
export interface SignedBytes {
  readonly bytes: string;
  readonly key: KeyObject;
}

/**
 * The canonical bytes of this element that its own signature covers (core 5.4), where one of these keys made it. Everything
 * else that is known of the element is not signed: only what is parsed from these bytes may be believed.
 */
export function signedBytesOf(
  element: Element,
  { xml }: SignedDocument,
  keys: readonly KeyObject[],
): SignedBytes | undefined {
  const [signature, ...more] = childElements(element).filter(isSignature);
  if (signature === undefined || more.length > 0) return undefined;
  for (const key of keys) {
    const bytes = attempt(() => verifiedBytes(xml, signature, key));
    if (bytes !== undefined) return { bytes, key };
  }
  return undefined;
}

/** xml-crypto throws where the value of the signature is wrong, and answers false where the digest is. */
function verifiedBytes(xml: string, signature: Element, key: KeyObject): string | undefined {
  // Keys come from the configuration alone: KeyInfo is never asked.
  const verifier = new SignedXml({ publicCert: key, getCertFromKeyInfo: () => null });
  // An ID of SAML (core 1.3.4). Left alone, it walks the document for two more names; those the gate has held to be unique.
  verifier.idAttributes = ['ID'];
  verifier.loadSignature(signature);
  const [reference, ...others] = verifier.getReferences();
  if (others.length > 0 || reference?.uri !== `#${idOfParent(signature)}`) return undefined;
  if (!verifier.checkSignature(xml)) return undefined;
  const [bytes, ...rest] = verifier.getSignedReferences();
  return rest.length > 0 ? undefined : bytes;
}

function refuseFault(fault: string): never {
  throw new Error(fault);
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    // The libraries tell their failures apart by text alone, and none of it leaves this file.
    return undefined;
  }
}

const isElement = (node: Node): node is Element => node.nodeType === 1;
const isSignature = ({ localName, namespaceURI }: Element): boolean =>
  localName === 'Signature' && namespaceURI === DSIG;
const idOfParent = ({ parentNode }: Element): string =>
  parentNode !== null && isElement(parentNode) ? (parentNode.getAttribute('ID') ?? '') : '';

/** xmldom's lists are not iterable. */
export const childElements = ({ childNodes }: Element): readonly Element[] =>
  Array.from({ length: childNodes.length }, (_, index) => childNodes[index])
    .filter((node) => node !== undefined)
    .filter(isElement);
