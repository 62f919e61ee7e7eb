import { NAMESPACES, xmlAttributes } from './xml.ts';
import { wrappedCertificate, type SigningKeys } from './signing-keys.ts';
import type { SamlApp } from './saml-app.ts';

/** One address for both bindings, POST first. */
const services = (name: 'SingleSignOnService' | 'SingleLogoutService', location: string): string =>
  ['HTTP-POST', 'HTTP-Redirect']
    .map((binding) =>
      xmlAttributes([
        ['Binding', `urn:oasis:names:tc:SAML:2.0:bindings:${binding}`],
        ['Location', location],
      ]),
    )
    .map((attributes) => `<md:${name}${attributes}/>`)
    .join('');

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
  (app.slo === undefined ? '' : services('SingleLogoutService', app.sloUrl)) +
  `<md:NameIDFormat>${app.nameIdFormat}</md:NameIDFormat>` +
  services('SingleSignOnService', app.ssoUrl) +
  `</md:IDPSSODescriptor></md:EntityDescriptor>`;
