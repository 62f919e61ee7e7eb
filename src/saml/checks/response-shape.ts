import { ensure, Refusal } from '../../kernel/refusal.ts';
import { childNamed, descendants, isNamed, type XmlElement } from '../gate/xml-element.ts';
import { ASSERTION, DSIG, PROTOCOL } from '../namespaces.ts';
import { checkChildren, checkTextOnly, checkVersionAndId, named, type ChildRules } from './children.ts';

/** What a Response carries: the assertion, plain or encrypted. */
export type Payload =
  | { readonly kind: 'plain'; readonly assertion: XmlElement }
  | { readonly kind: 'encrypted'; readonly encrypted: XmlElement };

/** core 3.2.2 and 3.3.3. How many assertions is asked later, when the status is known. */
const RESPONSE_CHILDREN: ChildRules = new Map([
  [named(ASSERTION, 'Issuer'), 'optional'],
  [named(DSIG, 'Signature'), 'optional'],
  [named(PROTOCOL, 'Extensions'), 'optional'],
  [named(PROTOCOL, 'Status'), 'once'],
  [named(ASSERTION, 'Assertion'), 'any number'],
  [named(ASSERTION, 'EncryptedAssertion'), 'any number'],
]);

/** A SAML 2.0 Response, and nothing else that an IdP may also post. */
export function checkResponseShape(root: XmlElement): void {
  const isResponse = isNamed(root, PROTOCOL, 'Response');
  // A LogoutResponse or another message of the protocol: well meant, but it logs nobody in.
  if (!isResponse && root.namespace === PROTOCOL) throw new Refusal('SAML_NO_ASSERTION', {});
  ensure(isResponse, 'SAML_SHAPE', { reason: `the root is “${root.name}”, not a SAML 2.0 Response` });
  checkVersionAndId(root);
  checkChildren(root, RESPONSE_CHILDREN);
  const issuer = childNamed(root, ASSERTION, 'Issuer');
  if (issuer !== undefined) checkTextOnly(issuer);
  checkPlaces(root);
}

const isAssertion = (element: XmlElement): boolean =>
  element.name === 'Assertion' || element.name === 'EncryptedAssertion';

/**
 * Signature wrapping moves a signed element aside and puts a forged one in its place. Here every element that could be
 * taken for a response, an assertion or a signature, by its local name alone, has one place and stands nowhere else.
 * `root` is a Response, or an Assertion that was encrypted.
 */
export function checkPlaces(root: XmlElement): void {
  for (const { element, parent } of descendants(root)) {
    const atTop = parent === root;
    ensure(element.name !== 'Response' && (atTop || !isAssertion(element)), 'SAML_SHAPE', {
      reason: `a second ${element.name} is hidden inside ${parent.name}`,
    });
    ensure(element.name !== 'Signature' || isSignable(parent, root), 'SAML_SIGNATURE_SHAPE', {
      reason: `a Signature stands inside ${parent.name}`,
    });
  }
}

const isSignable = (parent: XmlElement, root: XmlElement): boolean =>
  parent === root || (root.children.includes(parent) && parent.name === 'Assertion');

/** The one assertion of the response (profiles 4.1.4.2 allows several; one login needs one). */
export function payloadOf(response: XmlElement): Payload {
  const [first, ...more] = response.children.filter(isAssertion);
  ensure(first, 'SAML_NO_ASSERTION', {});
  ensure(more.length === 0, 'SAML_SHAPE', { reason: `the Response holds ${more.length + 1} assertions, not one` });
  return first.name === 'Assertion' ? { kind: 'plain', assertion: first } : { kind: 'encrypted', encrypted: first };
}
