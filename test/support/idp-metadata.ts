import { IDP_ENTITY_ID } from './saml-idp.ts';

export interface MetadataOptions {
  readonly entityId?: string;
  readonly certificates: readonly string[];
  readonly ssoUrl?: string;
  readonly sloUrl?: string;
  /** ResponseLocation of the logout service. */
  readonly sloResponseUrl?: string;
  /** Attributes of the EntityDescriptor, such as validUntil. */
  readonly more?: string;
  /** Instead of the KeyDescriptors of the certificates. */
  readonly keys?: string;
}

const bare = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');

/** Metadata of an IdP, as it publishes them. */
export function idpMetadataXml({ entityId = IDP_ENTITY_ID, certificates, ...options }: MetadataOptions): string {
  const { ssoUrl = 'https://acme.okta.com/sso', sloUrl = 'https://acme.okta.com/slo', more = '' } = options;
  const answers = options.sloResponseUrl === undefined ? '' : ` ResponseLocation="${options.sloResponseUrl}"`;
  const listed = certificates
    .map(
      (pem) =>
        `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>` +
        `<ds:X509Certificate>${bare(pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
    )
    .join('');
  const binding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-';
  return (
    `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"${more}>` +
    `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${options.keys ?? listed}` +
    `<md:SingleLogoutService Binding="${binding}POST" Location="${sloUrl}"${answers}/>` +
    `<md:SingleSignOnService Binding="${binding}Redirect" Location="${ssoUrl}"/>` +
    `</md:IDPSSODescriptor></md:EntityDescriptor>`
  );
}
