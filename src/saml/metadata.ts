import type { Connection } from './connection.ts';
import { escapeXml } from './escape-xml.ts';
import { DSIG, METADATA, PROTOCOL, XENC, XENC11 } from './namespaces.ts';

const BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings';
const GCM = [`${XENC11}aes256-gcm`, `${XENC11}aes128-gcm`];
const CBC = [`${XENC}aes256-cbc`, `${XENC}aes128-cbc`];
const OAEP = `${XENC}rsa-oaep-mgf1p`;

/**
 * SP metadata (saml-metadata 2.4.4), its elements in the order of the schema. node-saml's own lists one logout binding and
 * one certificate for encryption; IdPs need both bindings, and a rollover needs both keys.
 */
export function serviceProviderMetadata({ sp, trust }: Connection): string {
  const encryption = [...GCM, ...(trust.allowCbc ? CBC : []), OAEP];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor xmlns:md="${METADATA}" xmlns:ds="${DSIG}" entityID="${escapeXml(sp.entityId)}">`,
    `  <md:SPSSODescriptor AuthnRequestsSigned="${sp.signingKey !== undefined}"` +
      ` WantAssertionsSigned="${trust.signed !== 'response'}" protocolSupportEnumeration="${PROTOCOL}">`,
    ...(sp.signingCertificate === undefined ? [] : keyDescriptor('signing', sp.signingCertificate, [])),
    ...sp.decryptionCertificates.flatMap((pem) => keyDescriptor('encryption', pem, encryption)),
    ...['HTTP-Redirect', 'HTTP-POST'].map((binding) => endpoint('SingleLogoutService', binding, sp.logoutUrl)),
    ...(sp.nameIdFormat === undefined ? [] : [`    <md:NameIDFormat>${escapeXml(sp.nameIdFormat)}</md:NameIDFormat>`]),
    endpoint('AssertionConsumerService', 'HTTP-POST', sp.acsUrl, ' index="0" isDefault="true"'),
    '  </md:SPSSODescriptor>',
    '</md:EntityDescriptor>',
    '',
  ].join('\n');
}

function endpoint(name: string, binding: string, location: string, more = ''): string {
  return `    <md:${name} Binding="${BINDING}:${binding}" Location="${escapeXml(location)}"${more}/>`;
}

function keyDescriptor(use: 'signing' | 'encryption', pem: string, methods: readonly string[]): readonly string[] {
  const certificate = pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  return [
    `    <md:KeyDescriptor use="${use}">`,
    `      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`,
    ...methods.map((method) => `      <md:EncryptionMethod Algorithm="${method}"/>`),
    '    </md:KeyDescriptor>',
  ];
}
