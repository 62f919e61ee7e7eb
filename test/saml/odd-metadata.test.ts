import { parseIdpMetadata } from '../../src/saml/idp-metadata.ts';
import { usableMetadata } from '../../src/saml/rollover/usable-metadata.ts';
import { idpMetadataXml, type MetadataOptions } from '../support/idp-metadata.ts';
import { IDP_ENTITY_ID } from '../support/saml-idp.ts';
import { idpKey } from '../support/saml-keys.ts';

const { certificate } = idpKey();
const bare = certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
const key = (use: string, inner: string): string => `<md:KeyDescriptor${use}>${inner}</md:KeyDescriptor>`;
const keyInfo = (inner: string): string =>
  `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${inner}</ds:KeyInfo>`;
const data = (text: string): string =>
  keyInfo(`<ds:X509Data><ds:X509Certificate>${text}</ds:X509Certificate></ds:X509Data>`);
const odd = (options: Partial<MetadataOptions>): string => idpMetadataXml({ certificates: [certificate], ...options });
const several = (xml: string): string =>
  xml.replace(
    /<md:IDPSSODescriptor.*<\/md:IDPSSODescriptor>/,
    (one) => one.replace(/<md:KeyDescriptor.*<\/md:KeyDescriptor>/, '') + one,
  );

test.each([
  ['no keys', odd({ keys: '' })],
  ['keys for encryption alone', odd({ keys: key(' use="encryption"', data(bare)) })],
  ['an empty KeyDescriptor', odd({ keys: key(' use="signing"', '') })],
  ['an empty KeyInfo', odd({ keys: key(' use="signing"', keyInfo('')) })],
  ['a key without a certificate', odd({ keys: key('', keyInfo('<ds:KeyName>k</ds:KeyName>')) })],
  ['an empty certificate', odd({ keys: key(' use="signing"', data('')) })],
  ['a certificate of rubbish', odd({ keys: key(' use="signing"', data('AAAA')) })],
  ['a first description without keys beside one with keys', several(odd({}))],
])('metadata with %s are no metadata: never a connection whose signatures nobody checks', (_title, xml) => {
  expect(() => usableMetadata(xml, IDP_ENTITY_ID, 0)).toThrow(/certificate|key/i);
});

test('a certificate without a declared use is one for signing, as saml-metadata 2.4.1.1 says', () => {
  expect(parseIdpMetadata(odd({ keys: key('', data(bare)) })).certificates).toEqual([certificate]);
});
