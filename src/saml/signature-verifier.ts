import type { KeyObject } from 'node:crypto';
import { Refusal } from '../kernel/refusal.ts';
import type { Signatures } from './checks/signatures-to-verify.ts';
import { ASSERTION } from './namespaces.ts';
import { childElements, readSignedDocument, signedBytesOf } from './signed-document.ts';

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

/** Signatures are xml-crypto's work, and so are the bytes that they cover; all else of SAML reads these bytes alone. */
export const createSignatureVerifier = (keys: readonly KeyObject[]): SignatureVerifier => ({
  verify: (xml, signatures) => {
    const document = known(readSignedDocument(xml));
    const bytesOf = (element: Element): string => known(signedBytesOf(element, document, keys));
    const assertion = signatures.assertion ? bytesOf(assertionOf(document.root)) : undefined;
    const response = signatures.response ? bytesOf(document.root) : undefined;
    return known(response ?? assertion);
  },
});
