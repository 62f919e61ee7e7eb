import { inflateRawSync } from 'node:zlib';
import { DOMParser } from '@xmldom/xmldom';
import { NAMESPACES } from './xml.ts';
import type { SamlApp } from './saml-app.ts';

export type RequestBinding = 'redirect' | 'post';

/** What of an AuthnRequest (core 3.4.1) the identity provider acts on. */
export interface AuthnRequest {
  readonly id: string;
  readonly forceAuthn: boolean;
  /** The address that it asks for, one of the app's. */
  readonly acsUrl?: string | undefined;
  /** Oddities that Okta would let pass, for the sign-in page. */
  readonly notes: readonly string[];
}

/** Where Okta shows a 400 page. The message is for people and safe to show once escaped. */
export class AuthnRequestRefused extends Error {
  override readonly name = 'AuthnRequestRefused';
}

/** Of the request once inflated, bytes. */
const LARGEST = 64 * 1024;
const UNSPECIFIED_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';
const ID = /^[A-Za-z_][A-Za-z0-9_.-]{0,255}$/;

function refuseUnless(fact: boolean, message: string): asserts fact {
  if (!fact) throw new AuthnRequestRefused(message);
}

/** The Redirect binding deflates (bindings 3.4.4.1), the POST binding does not (3.5.4). */
function decode(encoded: string, binding: RequestBinding): string {
  const bytes = Buffer.from(encoded, 'base64');
  refuseUnless(bytes.length > 0 && bytes.length <= LARGEST, 'SAMLRequest is empty, too long or not base64.');
  if (binding === 'post') return bytes.toString('utf8');
  try {
    return inflateRawSync(bytes, { maxOutputLength: LARGEST }).toString('utf8');
  } catch (error) {
    const message = 'SAMLRequest is not DEFLATE-compressed, as the Redirect binding wants, or it is too large.';
    throw new AuthnRequestRefused(message, { cause: error });
  }
}

function illFormed(reason: string): never {
  throw new AuthnRequestRefused(`SAMLRequest is not well-formed XML: ${reason.split('\n')[0] ?? ''}`);
}

function parse(xml: string): Element {
  refuseUnless(!/<!(DOCTYPE|ENTITY)/i.test(xml), 'SAMLRequest has a document type declaration.');
  const parser = new DOMParser({ errorHandler: { warning: illFormed, error: illFormed, fatalError: illFormed } });
  const root: Element | null = parser.parseFromString(xml, 'text/xml')?.documentElement;
  refuseUnless(
    root !== null && root?.localName === 'AuthnRequest' && root.namespaceURI === NAMESPACES.protocol,
    'SAMLRequest holds no samlp:AuthnRequest.',
  );
  return root;
}

const child = (root: Element, namespace: string, name: string): Element | undefined =>
  Array.from(root.childNodes).find(
    (node): node is Element =>
      'localName' in node && node.localName === name && 'namespaceURI' in node && node.namespaceURI === namespace,
  );

const attribute = (element: Element | undefined, name: string): string | undefined =>
  element?.hasAttribute(name) === true ? (element.getAttribute(name) ?? undefined) : undefined;

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);

/** Another host in front of the same path is a proxy's doing; another path is another app. */
function checkDestination(destination: string | undefined, app: SamlApp): void {
  refuseUnless(
    destination === undefined || pathOf(destination) === pathOf(app.ssoUrl),
    `Destination is ${destination ?? ''}, but the single sign-on URL of the app is ${app.ssoUrl}.`,
  );
}

function checkNameIdPolicy(format: string | undefined, app: SamlApp): void {
  const allowed = [undefined, app.nameIdFormat, UNSPECIFIED_FORMAT];
  refuseUnless(
    allowed.includes(format),
    `NameIDPolicy asks for ${format ?? ''}, but the NameID format of the app is ${app.nameIdFormat}.`,
  );
}

function checkAcsUrl(acsUrl: string | undefined, app: SamlApp): void {
  refuseUnless(
    acsUrl === undefined || acsUrl === app.acsUrl || app.otherAcsUrls.includes(acsUrl),
    `AssertionConsumerServiceURL is ${acsUrl ?? ''}, but the app has ${app.acsUrl}.`,
  );
}

/** Okta finds the app by the URL, not by the issuer: another one is worth a note. */
function issuerNotes(issuer: string, { audience }: SamlApp): string[] {
  return issuer === audience
    ? []
    : [`The request says Issuer “${issuer}”, but the audience of the app is “${audience}”.`];
}

/** Judges the request as Okta does. A signature is not needed, and not looked at. */
export function readAuthnRequest(encoded: string, binding: RequestBinding, app: SamlApp): AuthnRequest {
  const root = parse(decode(encoded, binding));
  const id = attribute(root, 'ID') ?? '';
  refuseUnless(ID.test(id), 'The AuthnRequest has no ID, or one that is not an XML name.');
  refuseUnless(attribute(root, 'Version') === '2.0', 'The AuthnRequest is not of SAML version 2.0.');
  checkDestination(attribute(root, 'Destination'), app);
  const acsUrl = attribute(root, 'AssertionConsumerServiceURL');
  checkAcsUrl(acsUrl, app);
  checkNameIdPolicy(attribute(child(root, NAMESPACES.protocol, 'NameIDPolicy'), 'Format'), app);
  const issuer = child(root, NAMESPACES.assertion, 'Issuer')?.textContent.trim() ?? '';
  const forceAuthn = ['true', '1'].includes(attribute(root, 'ForceAuthn') ?? '');
  return { id, forceAuthn, acsUrl: acsUrl === app.acsUrl ? undefined : acsUrl, notes: issuerNotes(issuer, app) };
}
