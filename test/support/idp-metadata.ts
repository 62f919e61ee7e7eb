import { IDP_ENTITY_ID } from './saml-idp.ts';

export interface MetadataOptions {
  readonly entityId?: string;
  readonly certificates: readonly string[];
}

const bare = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');

/** Metadata of an IdP, as it publishes them. */
export function idpMetadataXml({ entityId = IDP_ENTITY_ID, certificates }: MetadataOptions): string {
  const keys = certificates
    .map(
      (pem) =>
        `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>` +
        `<ds:X509Certificate>${bare(pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
    )
    .join('');
  const binding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-';
  return (
    `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">` +
    `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys}` +
    `<md:SingleLogoutService Binding="${binding}POST" Location="https://acme.okta.com/slo"/>` +
    `<md:SingleSignOnService Binding="${binding}Redirect" Location="https://acme.okta.com/sso"/>` +
    `</md:IDPSSODescriptor></md:EntityDescriptor>`
  );
}
