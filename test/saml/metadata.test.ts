import { parseXml } from '../../src/saml/gate/parse-xml.ts';
import type { XmlElement } from '../../src/saml/gate/xml-element.ts';
import { serviceProviderMetadata } from '../../src/saml/metadata.ts';
import type { Connection } from '../../src/saml/connection.ts';
import { aConnection, aTrust } from '../support/saml-builders.ts';
import { idpKey, oldSpKey, spKey } from '../support/saml-keys.ts';

const descriptor = (connection: Connection): { root: XmlElement; sp: XmlElement } => {
  const root = parseXml(serviceProviderMetadata(connection));
  const sp = root.children[0];
  if (sp === undefined) throw new Error('no SPSSODescriptor');
  return { root, sp };
};
const plain = aConnection();
const withKeys = aConnection({
  sp: {
    ...plain.sp,
    signingKey: idpKey().privatePem,
    signingCertificate: idpKey().certificate,
    decryptionCertificates: [spKey().certificate, oldSpKey().certificate],
    nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  },
});
const base64 = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');

test('names us, the ACS and both logout bindings', () => {
  const { root, sp } = descriptor(plain);
  expect(root).toMatchObject({ namespace: 'urn:oasis:names:tc:SAML:2.0:metadata', name: 'EntityDescriptor' });
  expect(root.attributes.get('entityID')).toBe('urn:gw:flex');
  expect([...sp.attributes]).toEqual([
    ['AuthnRequestsSigned', 'false'],
    ['WantAssertionsSigned', 'true'],
    ['protocolSupportEnumeration', 'urn:oasis:names:tc:SAML:2.0:protocol'],
  ]);
  expect(
    sp.children.map(({ name, attributes }) => [
      name,
      attributes.get('Binding')?.split(':').at(-1),
      attributes.get('Location'),
    ]),
  ).toEqual([
    ['SingleLogoutService', 'HTTP-Redirect', 'https://gw.example/saml/okta/logout'],
    ['SingleLogoutService', 'HTTP-POST', 'https://gw.example/saml/okta/logout'],
    ['AssertionConsumerService', 'HTTP-POST', 'https://gw.example/saml/okta/acs'],
  ]);
  expect(sp.children.at(-1)?.attributes.get('isDefault')).toBe('true');
});

test('keeps the order of the schema, keys first', () => {
  expect(descriptor(withKeys).sp.children.map(({ name, attributes }) => attributes.get('use') ?? name)).toEqual([
    'signing',
    'encryption',
    'encryption',
    'SingleLogoutService',
    'SingleLogoutService',
    'NameIDFormat',
    'AssertionConsumerService',
  ]);
});

test('lists our certificates, during a rollover both for encryption', () => {
  const { sp } = descriptor(withKeys);
  expect(sp.attributes.get('AuthnRequestsSigned')).toBe('true');
  const certificates = sp.children.slice(0, 3).map((key) => key.children[0]?.children[0]?.children[0]?.text);
  expect(certificates).toEqual([idpKey(), spKey(), oldSpKey()].map(({ certificate }) => base64(certificate)));
  expect(serviceProviderMetadata(withKeys)).not.toContain('PRIVATE');
});

test.each([
  { allowCbc: false, ciphers: ['aes256-gcm', 'aes128-gcm', 'rsa-oaep-mgf1p'] },
  { allowCbc: true, ciphers: ['aes256-gcm', 'aes128-gcm', 'aes256-cbc', 'aes128-cbc', 'rsa-oaep-mgf1p'] },
])('offers the ciphers that it takes, CBC $allowCbc', ({ allowCbc, ciphers }) => {
  const { sp } = descriptor({ ...withKeys, trust: aTrust({ allowCbc }) });
  const methods = sp.children[1]?.children.slice(1) ?? [];
  expect(methods.map(({ attributes }) => attributes.get('Algorithm')?.split('#')[1])).toEqual(ciphers);
});

test.each([
  { signed: 'response', wants: 'false' },
  { signed: 'assertion', wants: 'true' },
  { signed: 'both', wants: 'true' },
  { signed: 'either', wants: 'true' },
] as const)('wants signed assertions ($wants) where $signed must be signed', ({ signed, wants }) => {
  expect(descriptor(aConnection({ trust: aTrust({ signed }) })).sp.attributes.get('WantAssertionsSigned')).toBe(wants);
});

test('escapes what is not its own', () => {
  const odd = aConnection({ sp: { ...plain.sp, entityId: `urn:a"b<c>&d`, acsUrl: 'https://gw.example/acs?a=1&b=2' } });
  const { root, sp } = descriptor(odd);
  expect(root.attributes.get('entityID')).toBe('urn:a"b<c>&d');
  expect(sp.children.at(-1)?.attributes.get('Location')).toBe('https://gw.example/acs?a=1&b=2');
});
