import { inflateRawSync } from 'node:zlib';
import { DOMParser } from '@xmldom/xmldom';
import { NAMESPACES } from './xml.ts';

export type MessageBinding = 'redirect' | 'post';
export type MessageParameter = 'SAMLRequest' | 'SAMLResponse';

/** Where Okta shows an error page. The message is for people and safe to show once escaped. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused';
  readonly status: 400 | 403;

  constructor(message: string, options: ErrorOptions & { readonly status?: 400 | 403 } = {}) {
    super(message, options);
    this.status = options.status ?? 400;
  }
}

export function refuseUnless(fact: boolean, message: string, status: 400 | 403 = 400): asserts fact {
  if (!fact) throw new MessageRefused(message, { status });
}

/** Of a message once inflated, bytes. */
const LARGEST = 64 * 1024;

/** The Redirect binding deflates (bindings 3.4.4.1), the POST binding does not (3.5.4). */
export function decodeMessage(encoded: string, binding: MessageBinding, parameter: MessageParameter): string {
  const bytes = Buffer.from(encoded, 'base64');
  refuseUnless(bytes.length > 0 && bytes.length <= LARGEST, `${parameter} is empty, too long or not base64.`);
  if (binding === 'post') return bytes.toString('utf8');
  try {
    return inflateRawSync(bytes, { maxOutputLength: LARGEST }).toString('utf8');
  } catch (error) {
    const message = `${parameter} is not DEFLATE-compressed, as the Redirect binding wants, or it is too large.`;
    throw new MessageRefused(message, { cause: error });
  }
}

/** The root element of a message of the SAML protocol. */
export function parseMessage(xml: string, parameter: MessageParameter, name: string): Element {
  const illFormed = (reason: string): never => {
    throw new MessageRefused(`${parameter} is not well-formed XML: ${reason.split('\n')[0] ?? ''}`);
  };
  refuseUnless(!/<!(DOCTYPE|ENTITY)/i.test(xml), `${parameter} has a document type declaration.`);
  const parser = new DOMParser({ errorHandler: { warning: illFormed, error: illFormed, fatalError: illFormed } });
  const root: Element | null = parser.parseFromString(xml, 'text/xml')?.documentElement;
  refuseUnless(
    root !== null && root?.localName === name && root.namespaceURI === NAMESPACES.protocol,
    `${parameter} holds no samlp:${name}.`,
  );
  return root;
}

export const childrenOf = (root: Element, namespace: string, name: string): readonly Element[] =>
  Array.from(root.childNodes).filter(
    (node): node is Element =>
      'localName' in node && node.localName === name && 'namespaceURI' in node && node.namespaceURI === namespace,
  );

export const childOf = (root: Element, namespace: string, name: string): Element | undefined =>
  childrenOf(root, namespace, name)[0];

export const attributeOf = (element: Element | undefined, name: string): string | undefined =>
  element?.hasAttribute(name) === true ? (element.getAttribute(name) ?? undefined) : undefined;

const ID = /^[A-Za-z_][A-Za-z0-9_.-]{0,255}$/;

/** The ID of a message of SAML 2.0. */
export function idOf(root: Element): string {
  const id = attributeOf(root, 'ID') ?? '';
  refuseUnless(ID.test(id), `The ${root.localName} has no ID, or one that is not an XML name.`);
  refuseUnless(attributeOf(root, 'Version') === '2.0', `The ${root.localName} is not of SAML version 2.0.`);
  return id;
}

export const issuerOf = (root: Element): string =>
  childOf(root, NAMESPACES.assertion, 'Issuer')?.textContent.trim() ?? '';

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);

/** Another host in front of the same path is a proxy's doing; another path is another app. */
export const leadsTo = (destination: string | undefined, url: string): boolean =>
  destination === undefined || pathOf(destination) === pathOf(url);
