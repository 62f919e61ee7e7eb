import {
  attributeOf,
  childOf,
  decodeMessage,
  idOf,
  issuerOf,
  leadsTo,
  parseMessage,
  refuseUnless,
  type MessageBinding,
} from './saml-message.ts';
import { NAMESPACES } from './xml.ts';
import type { SamlApp } from './saml-app.ts';

/** What of an AuthnRequest (core 3.4.1) the identity provider acts on. */
export interface AuthnRequest {
  readonly id: string;
  readonly forceAuthn: boolean;
  /** The address that it asks for, one of the app's. */
  readonly acsUrl?: string | undefined;
  /** Oddities that Okta would let pass, for the sign-in page. */
  readonly notes: readonly string[];
}

const UNSPECIFIED_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

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
export function readAuthnRequest(encoded: string, binding: MessageBinding, app: SamlApp): AuthnRequest {
  const root = parseMessage(decodeMessage(encoded, binding, 'SAMLRequest'), 'SAMLRequest', 'AuthnRequest');
  const id = idOf(root);
  const destination = attributeOf(root, 'Destination');
  refuseUnless(
    leadsTo(destination, app.ssoUrl),
    `Destination is ${destination ?? ''}, but the single sign-on URL of the app is ${app.ssoUrl}.`,
  );
  const acsUrl = attributeOf(root, 'AssertionConsumerServiceURL');
  checkAcsUrl(acsUrl, app);
  checkNameIdPolicy(attributeOf(childOf(root, NAMESPACES.protocol, 'NameIDPolicy'), 'Format'), app);
  const forceAuthn = ['true', '1'].includes(attributeOf(root, 'ForceAuthn') ?? '');
  const notes = issuerNotes(issuerOf(root), app);
  return { id, forceAuthn, acsUrl: acsUrl === app.acsUrl ? undefined : acsUrl, notes };
}
