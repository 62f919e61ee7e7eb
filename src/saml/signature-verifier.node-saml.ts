import { getVerifiedXml, parseDomFromString } from '@node-saml/node-saml/lib/xml';
import { Refusal } from '../kernel/refusal.ts';
import type { Signatures } from './checks/signatures-to-verify.ts';
import { ASSERTION } from './namespaces.ts';

/** Verifies XML signatures with the keys of one connection. */
export interface SignatureVerifier {
  /**
   * The canonical bytes that the verified signature covers: the Response where its signature was verified, else the
   * Assertion, which may be the root itself. Rejects with SAML_SIGNATURE_INVALID.
   */
  verify(xml: string, signatures: Signatures): Promise<string>;
}

/** Throws for everything that is odd about a signature, and answers null where it does not verify. */
function verified(xml: string, element: Element | undefined, certificates: readonly string[]): string {
  const bytes = element === undefined ? null : attempt(() => getVerifiedXml(xml, element, [...certificates]));
  if (bytes === null) throw new Refusal('SAML_SIGNATURE_INVALID', {});
  return bytes;
}

/** The library tells its failures apart by their text alone, and none of it leaves this file. */
function attempt(verify: () => string | null): string | null {
  try {
    return verify();
  } catch {
    return null;
  }
}

const isElement = (node: Node): node is Element => node.nodeType === 1;
const isAssertion = ({ localName, namespaceURI }: Element): boolean =>
  localName === 'Assertion' && namespaceURI === ASSERTION;

/** The one Assertion; its place was checked before. xmldom's lists are not iterable. */
function assertionOf(root: Element): Element | undefined {
  const children = Array.from({ length: root.childNodes.length }, (_, index) => root.childNodes[index]);
  return [root, ...children]
    .filter((node) => node !== undefined)
    .filter(isElement)
    .find(isAssertion);
}

async function rootOf(xml: string): Promise<Element> {
  const document = await parseDomFromString(xml).catch(() => undefined);
  if (document === undefined) throw new Refusal('SAML_SIGNATURE_INVALID', {});
  return document.documentElement;
}

/**
 * The part of node-saml that authenticates, and no other: it answers the canonical XML that xml-crypto verified. Its reading
 * of times, audience, attributes and cipher text is left out; ours reads these bytes alone, with one code per check.
 */
export const createSignatureVerifier = (certificates: readonly string[]): SignatureVerifier => ({
  verify: async (xml, signatures) => {
    const root = await rootOf(xml);
    const assertion = signatures.assertion ? verified(xml, assertionOf(root), certificates) : undefined;
    const response = signatures.response ? verified(xml, root, certificates) : undefined;
    const bytes = response ?? assertion;
    if (bytes === undefined) throw new Refusal('SAML_SIGNATURE_INVALID', {});
    return bytes;
  },
});
