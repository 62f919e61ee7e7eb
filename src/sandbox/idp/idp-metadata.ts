import { NAMESPACES, xmlAttributes } from './xml.ts';
import { wrappedCertificate, type SigningKeys } from './signing-keys.ts';
import type { SamlApp } from './saml-app.ts';

const service = (app: SamlApp, binding: string): string =>
  `<md:SingleSignOnService${xmlAttributes([
    ['Binding', `urn:oasis:names:tc:SAML:2.0:bindings:${binding}`],
    ['Location', app.ssoUrl],
  ])}/>`;

/** Metadata in Okta's form: one signing key, no validity, not signed. */
export const idpMetadata = (app: SamlApp, keys: SigningKeys): string =>
  `<?xml version="1.0" encoding="UTF-8"?>` +
  `<md:EntityDescriptor${xmlAttributes([
    ['entityID', app.entityId],
    ['xmlns:md', NAMESPACES.metadata],
  ])}>` +
  `<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="${NAMESPACES.protocol}">` +
  `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${NAMESPACES.signature}"><ds:X509Data><ds:X509Certificate>` +
  wrappedCertificate(keys.certificate) +
  `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>` +
  `<md:NameIDFormat>${app.nameIdFormat}</md:NameIDFormat>` +
  service(app, 'HTTP-POST') +
  service(app, 'HTTP-Redirect') +
  `</md:IDPSSODescriptor></md:EntityDescriptor>`;
