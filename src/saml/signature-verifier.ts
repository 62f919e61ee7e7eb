import type { KeyObject } from 'node:crypto';
import { Refusal } from '../kernel/refusal.ts';
import type { Signatures } from './checks/signatures-to-verify.ts';
import { ASSERTION } from './namespaces.ts';
import { childElements, readSignedDocument, signedBytesOf, type SignedDocument } from './signed-document.ts';

/** Verifies XML signatures with the keys of one connection. */
export interface SignatureVerifier {
  /**
   * The canonical bytes that the verified signature covers: the Response where its signature was verified, else the
   * Assertion, which may be the root itself. Throws SAML_SIGNATURE_INVALID.
   */
  verify(xml: string, signatures: Signatures): string;
}

const isAssertion = ({ localName, namespaceURI }: Element): boolean =>
  localName === 'Assertion' && namespaceURI === ASSERTION;

/** The one Assertion; its place was checked before. */
const assertionOf = (root: Element): Element => known([root, ...childElements(root)].find(isAssertion));

/** Why it is not there is nobody's business: whoever asks may be an attacker. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal('SAML_SIGNATURE_INVALID', {});
  return value;
}

/**
 * Signatures are xml-crypto's work, and so are the bytes that they cover; all else of SAML reads these bytes alone. The key
 * that fitted last is tried first: an IdP signs with one at a time, and each try costs a whole verification.
 */
export function createSignatureVerifier(trusted: readonly KeyObject[]): SignatureVerifier {
  let keys = trusted;
  const bytesOf = (element: Element, document: SignedDocument): string => {
    const { bytes, key } = known(signedBytesOf(element, document, keys));
    if (key !== keys[0]) keys = [key, ...trusted.filter((other) => other !== key)];
    return bytes;
  };
  return {
    verify: (xml, signatures) => {
      const document = known(readSignedDocument(xml));
      const assertion = signatures.assertion ? bytesOf(assertionOf(document.root), document) : undefined;
      const response = signatures.response ? bytesOf(document.root, document) : undefined;
      return known(response ?? assertion);
    },
  };
}
