import type { RefusalCode } from '../../src/kernel/refusal.ts';
import type { AttackCase, Mark } from './attack-case.ts';
import { attributesOf, inExtensions, piece, posted, swap } from './attack-case.ts';
import type { ConnectionName } from './attack-gateway.ts';
import { RESPONSE_ID, type ResponseOptions } from './saml-idp.ts';
import { AES256_CBC, AES256_GCM, OAEP_11, RSA_1_5, TRIPLE_DES } from './saml-encryption.ts';
import { idpKey, oldSpKey, otherIdpKey, shortIdpKey } from './saml-keys.ts';
import { HMAC_SHA1, RSA_SHA1, SHA1, signElement } from './saml-signing.ts';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const HMAC_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const SIGNATURE = /<ds:Signature .*?<\/ds:Signature>/s;
const TRANSFORMS_END = '</ds:Transforms>';

/** Both places where an IdP may sign. */
const PLACES = ['response', 'assertion'] as const;
type Place = (typeof PLACES)[number];

interface Forgery {
  readonly name: string;
  readonly options?: ResponseOptions;
  readonly alter?: (xml: string, mark: Mark) => string;
  readonly expected: RefusalCode;
}

const spkiPem = (): string => idpKey().publicKey.export({ type: 'spki', format: 'pem' }).toString();
const derOf = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');

/** As admin: what a forger would write. Its signature is computed over it. */
const asAdmin = { attributes: attributesOf('mark@corp.example', ['admin']) };

const transform = (algorithm: string, inner = ''): string =>
  `<ds:Transform Algorithm="${algorithm}">${inner}</ds:Transform>`;
const moreTransforms =
  (xml: string) =>
  (canonical: string): string =>
    swap(canonical, TRANSFORMS_END, xml + TRANSFORMS_END);

/** Changes the SignedInfo before the IdP’s own key signs it: what an IdP must never be talked into signing. */
const signedInfo = (change: (canonical: string) => string): ResponseOptions => ({ signing: { signedInfo: change } });
/** Changes the Signature afterwards. */
const signature = (change: (xml: string) => string): ResponseOptions => ({ signing: { signatureXml: change } });

const FORGERIES: readonly Forgery[] = [
  { name: 'stripped', alter: (xml) => swap(xml, SIGNATURE, ''), expected: 'SAML_SIGNATURE_MISSING' },
  {
    name: 'emptied',
    options: signature((xml) => swap(xml, /<ds:SignatureValue>.*<\/ds:SignatureValue>/s, '<ds:SignatureValue/>')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'with blanks for a value',
    options: signature((xml) => swap(xml, /(?<=<ds:SignatureValue>).*(?=<\/ds:SignatureValue>)/s, ' \n ')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'with a value of zeros',
    options: signature((xml) =>
      swap(xml, /(?<=<ds:SignatureValue>).*(?=<\/ds:SignatureValue>)/s, Buffer.alloc(256).toString('base64')),
    ),
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'an empty Signature element',
    alter: (xml) => swap(xml, SIGNATURE, `<ds:Signature xmlns:ds="${DSIG}"/>`),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'in a namespace with one letter less',
    alter: (xml) => swap(xml, `xmlns:ds="${DSIG}"`, `xmlns:ds="${DSIG.slice(0, -1)}"`),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'an empty digest',
    options: signedInfo((xml) =>
      swap(xml, /<ds:DigestValue>.*<\/ds:DigestValue>/, '<ds:DigestValue></ds:DigestValue>'),
    ),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'a digest cut short',
    options: signedInfo((xml) => swap(xml, /(?<=<ds:DigestValue>)[^<]*/, 'AAAA')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'a comment in the digest',
    options: signature((xml) => swap(xml, '<ds:DigestValue>', '<ds:DigestValue><!--x-->')),
    expected: 'SAML_MALFORMED',
  },
  {
    name: 'two digests',
    options: signature((xml) => swap(xml, '</ds:Reference>', '<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'two References, each right',
    options: signedInfo((xml) =>
      swap(xml, '</ds:Reference>', `</ds:Reference>${piece(xml, /<ds:Reference.*<\/ds:Reference>/)}`),
    ),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'no Reference',
    options: signedInfo((xml) => swap(xml, /<ds:Reference.*<\/ds:Reference>/, '')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'a Reference to the whole document',
    options: signedInfo((xml) => swap(xml, /URI="[^"]*"/, 'URI=""')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'a Reference without URI',
    options: signedInfo((xml) => swap(xml, / URI="[^"]*"/, '')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'a Reference to a file',
    options: signedInfo((xml) => swap(xml, /URI="[^"]*"/, 'URI="file:///etc/hostname"')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'a Reference by XPointer',
    options: signedInfo((xml) => swap(xml, /URI="#([^"]*)"/, `URI="#xpointer(id('_x'))"`)),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'a second SignedInfo',
    options: signature((xml) =>
      swap(xml, '<ds:SignatureValue>', `${piece(xml, /<ds:SignedInfo>.*<\/ds:SignedInfo>/s)}<ds:SignatureValue>`),
    ),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'an XSLT transform',
    options: signedInfo(moreTransforms(transform('http://www.w3.org/TR/1999/REC-xslt-19991116'))),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'an XPath transform that leaves everything out',
    options: signedInfo(
      moreTransforms(transform('http://www.w3.org/TR/1999/REC-xpath-19991116', '<ds:XPath>not(//*)</ds:XPath>')),
    ),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'an XPath Filter 2 transform',
    options: signedInfo(moreTransforms(transform('http://www.w3.org/2002/06/xmldsig-filter2'))),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'a base64 transform',
    options: signedInfo(moreTransforms(transform(`${DSIG}base64`))),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'no transforms',
    options: signedInfo((xml) => swap(xml, /<ds:Transforms>.*<\/ds:Transforms>/, '')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'the enveloped-signature transform twice',
    options: signedInfo((xml) =>
      swap(xml, '<ds:Transforms>', `<ds:Transforms>${transform(`${DSIG}enveloped-signature`)}`),
    ),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'a canonical form that nobody knows',
    options: signedInfo((xml) =>
      swap(xml, `CanonicalizationMethod Algorithm="${EXCLUSIVE}"`, 'CanonicalizationMethod Algorithm="urn:x"'),
    ),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'the canonical form that keeps comments',
    options: signedInfo((xml) => xml.replaceAll(`Algorithm="${EXCLUSIVE}"`, `Algorithm="${EXCLUSIVE}WithComments"`)),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'an Object that holds a stylesheet',
    options: signature((xml) => swap(xml, '</ds:Signature>', '<ds:Object><x/></ds:Object></ds:Signature>')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'HMAC with the certificate as the secret',
    options: { ...asAdmin, signing: { signature: HMAC_SHA1, hmacKey: idpKey().certificate } },
    expected: 'SAML_ALGORITHM',
  },
  {
    name: 'HMAC with the public key as the secret',
    options: { ...asAdmin, signing: { signature: HMAC_SHA1, hmacKey: spkiPem() } },
    expected: 'SAML_ALGORITHM',
  },
  {
    name: 'HMAC-SHA256 with the DER of the certificate as the secret',
    options: { ...asAdmin, signing: { signature: HMAC_SHA256, hmacKey: derOf(idpKey().certificate) } },
    expected: 'SAML_ALGORITHM',
  },
  {
    name: 'HMAC cut to nothing by HMACOutputLength',
    options: {
      ...asAdmin,
      signing: {
        signature: HMAC_SHA1,
        hmacKey: '',
        signedInfo: (xml) =>
          swap(xml, '</ds:SignatureMethod>', '<ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>'),
      },
    },
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'an algorithm named none',
    options: { ...asAdmin, signing: { signature: 'none' } },
    expected: 'SAML_ALGORITHM',
  },
  {
    name: 'RSA with SHA-1',
    options: { signing: { signature: RSA_SHA1 } },
    expected: 'SAML_ALGORITHM',
  },
  { name: 'a SHA-1 digest', options: { signing: { digest: SHA1 } }, expected: 'SAML_ALGORITHM' },
  {
    name: 'an MD5 digest',
    options: signedInfo((xml) =>
      swap(
        xml,
        /DigestMethod Algorithm="[^"]*"/,
        'DigestMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#md5"',
      ),
    ),
    expected: 'SAML_ALGORITHM',
  },
  {
    name: 'of another key, its certificate in KeyInfo',
    options: { ...asAdmin, signing: { key: otherIdpKey().privateKey, certificate: otherIdpKey().certificate } },
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'of another key, the right certificate in KeyInfo',
    options: { ...asAdmin, signing: { key: otherIdpKey().privateKey, certificate: idpKey().certificate } },
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'of another key, both certificates in KeyInfo',
    options: {
      ...asAdmin,
      signing: {
        key: otherIdpKey().privateKey,
        signatureXml: (xml) =>
          swap(
            xml,
            '</ds:X509Data>',
            `<ds:X509Certificate>${derOf(otherIdpKey().certificate)}</ds:X509Certificate></ds:X509Data>`,
          ),
      },
    },
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'of another key, given as a KeyValue',
    options: {
      ...asAdmin,
      signing: {
        key: otherIdpKey().privateKey,
        signatureXml: (xml) => swap(xml, /<ds:X509Data>.*<\/ds:X509Data>/s, keyValue()),
      },
    },
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'of another key, to be fetched by RetrievalMethod',
    options: {
      ...asAdmin,
      signing: {
        key: otherIdpKey().privateKey,
        signatureXml: (xml) =>
          swap(xml, /<ds:X509Data>.*<\/ds:X509Data>/s, '<ds:RetrievalMethod URI="https://evil.example/key"/>'),
      },
    },
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'of a key of 1024 bits',
    options: { ...asAdmin, signing: { key: shortIdpKey().privateKey, certificate: shortIdpKey().certificate } },
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'over another role, the value untouched',
    alter: (xml) => swap(xml, '>agent<', '>admin<'),
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'over another person',
    alter: (xml, { email }) => swap(xml, `${email}</saml2:NameID>`, 'boss@corp.example</saml2:NameID>'),
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'with one more role',
    alter: (xml) =>
      swap(xml, /(?=<saml2:AttributeValue[^>]*>agent<)/, '<saml2:AttributeValue>admin</saml2:AttributeValue>'),
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'with one more attribute',
    alter: (xml) =>
      swap(
        xml,
        '</saml2:AttributeStatement>',
        '<saml2:Attribute Name="roles"><saml2:AttributeValue>admin</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>',
      ),
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'over a later end of validity',
    alter: (xml) => swap(xml, /NotOnOrAfter="2026-05-04T09:20/, 'NotOnOrAfter="2026-05-04T09:50'),
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'twice on one element',
    alter: (xml) => swap(xml, SIGNATURE, piece(xml, SIGNATURE) + piece(xml, SIGNATURE)),
    expected: 'SAML_SHAPE',
  },
];

function keyValue(): string {
  const { n = '', e = '' } = otherIdpKey().publicKey.export({ format: 'jwk' });
  const inBase64 = (part: string): string => Buffer.from(part, 'base64url').toString('base64');
  return `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>${inBase64(n)}</ds:Modulus><ds:Exponent>${inBase64(e)}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`;
}

const forged = ({ name, options = {}, alter, expected }: Forgery, place: Place): AttackCase => ({
  class: 'signature forgery',
  name: `${name} (${place})`,
  connection: 'either',
  build: (mark) => {
    const xml = mark.respond({ ...options, sign: place });
    return posted(alter === undefined ? xml : alter(xml, mark));
  },
  expected,
});

/** Policies that are not met by the signatures that are there. */
const MISSING: readonly AttackCase[] = (
  [
    ['both', 'response'],
    ['both', 'assertion'],
    ['both', 'none'],
    ['response', 'assertion'],
    ['response', 'none'],
    ['assertion', 'response'],
    ['assertion', 'none'],
    ['either', 'none'],
  ] as const satisfies readonly (readonly [ConnectionName, ResponseOptions['sign']])[]
).map(([connection, sign]) => ({
  class: 'signature forgery' as const,
  name: `signed: ${sign}, where the connection requires ${connection}`,
  connection,
  build: (mark: Mark) => posted(mark.respond({ sign })),
  expected: 'SAML_SIGNATURE_MISSING' as const,
}));

const OTHERS: readonly AttackCase[] = [
  {
    class: 'signature forgery',
    name: 'a broken signature of the response over a good one of the assertion',
    connection: 'either',
    build: (mark) => posted(swap(mark.respond({ sign: 'both' }), '<saml2p:Status>', '<saml2p:Status x="y">')),
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    class: 'signature forgery',
    name: 'a broken signature of the assertion under a good one of the response',
    connection: 'both',
    build: (mark) => posted(mark.respond({ response: (xml) => swap(xml, '>agent<', '>admin<') })),
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    class: 'signature forgery',
    name: 'a weak signature of the assertion under a good one of the response',
    connection: 'either',
    build: (mark) =>
      posted(
        mark.respond({
          sign: 'response',
          response: (xml) => signElement(xml, mark.assertionId, { digest: SHA1, signature: RSA_SHA1 }),
        }),
      ),
    expected: 'SAML_ALGORITHM',
  },
  {
    class: 'signature forgery',
    name: 'signed metadata of the IdP for an assertion',
    connection: 'either',
    build: () =>
      posted(
        signElement(
          `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_m" entityID="x"></md:EntityDescriptor>`,
          '_m',
        ),
      ),
    expected: 'SAML_SHAPE',
  },
];

const encrypted = (
  name: string,
  options: ResponseOptions,
  expected: RefusalCode,
  connection: ConnectionName = 'sealed',
): AttackCase => ({
  class: 'encryption',
  name,
  connection,
  build: (mark) => posted(mark.respond(options)),
  expected,
});

const flipped = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  copy[20] = (copy[20] ?? 0) ^ 1;
  return copy;
};

const ENCRYPTION: readonly AttackCase[] = [
  encrypted('encrypted, then signed by nobody', { sign: 'none', encrypt: {} }, 'SAML_SIGNATURE_MISSING'),
  encrypted(
    'encrypted under a signature of another key',
    { sign: 'assertion', encrypt: {}, signing: { key: otherIdpKey().privateKey } },
    'SAML_SIGNATURE_INVALID',
  ),
  encrypted(
    'altered after the assertion was signed, then encrypted',
    {
      sign: 'none',
      encrypt: {},
      assertion: (xml) => swap(signElement(xml, piece(xml, /(?<= ID=")[^"]*/)), '>agent<', '>admin<'),
    },
    'SAML_SIGNATURE_INVALID',
  ),
  encrypted('cipher text altered', { sign: 'assertion', encrypt: { tamper: flipped } }, 'SAML_DECRYPTION_FAILED'),
  encrypted(
    'cipher text altered under a signed response',
    { sign: 'response', encrypt: {}, posted: (xml) => swap(xml, /(?<=<xenc:CipherValue>)..../, 'AAAA') },
    'SAML_SIGNATURE_INVALID',
  ),
  encrypted(
    'AES-CBC, which nobody allowed',
    { sign: 'assertion', encrypt: { content: AES256_CBC } },
    'SAML_DECRYPTION_FAILED',
  ),
  encrypted('Triple DES', { sign: 'assertion', encrypt: { content: TRIPLE_DES } }, 'SAML_DECRYPTION_FAILED'),
  encrypted(
    'RSA 1.5, which nobody allowed',
    { sign: 'assertion', encrypt: { transport: RSA_1_5 } },
    'SAML_DECRYPTION_FAILED',
  ),
  encrypted(
    'OAEP under a digest that does not exist',
    {
      sign: 'assertion',
      encrypt: { transport: OAEP_11, methodXml: `<ds:DigestMethod xmlns:ds="${DSIG}" Algorithm="urn:none"/>` },
    },
    'SAML_DECRYPTION_FAILED',
  ),
  encrypted('for another key', { sign: 'assertion', encrypt: { to: oldSpKey() } }, 'SAML_DECRYPTION_FAILED'),
  encrypted('where the connection has no key', { sign: 'both', encrypt: {} }, 'SAML_ENCRYPTION_UNSUPPORTED', 'either'),
  encrypted(
    'a comment inside the encrypted assertion',
    { sign: 'none', encrypt: {}, assertion: (xml) => swap(xml, '</saml2:NameID>', '<!---->.x</saml2:NameID>') },
    'SAML_MALFORMED',
  ),
  encrypted(
    'a document type inside the encrypted assertion',
    { sign: 'none', encrypt: {}, assertion: (xml) => `<!DOCTYPE a>${xml}` },
    'SAML_MALFORMED',
  ),
  encrypted(
    'a whole response inside the encrypted assertion',
    { sign: 'none', encrypt: {}, assertion: (xml) => `<saml2p:Response xmlns:saml2p="urn:x">${xml}</saml2p:Response>` },
    'SAML_SHAPE',
  ),
  encrypted(
    'an encrypted and a plain assertion',
    {
      sign: 'none',
      encrypt: {},
      response: (xml) =>
        swap(
          xml,
          '</saml2p:Response>',
          '<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion"/></saml2p:Response>',
        ),
    },
    'SAML_SHAPE',
  ),
  encrypted(
    'two keys for one assertion',
    {
      sign: 'none',
      encrypt: {},
      response: (xml) =>
        swap(
          xml,
          '</ds:KeyInfo>',
          `${piece(xml, /<xenc:EncryptedKey.*<\/xenc:EncryptedKey>/s).replace('_key1', '_key2')}</ds:KeyInfo>`,
        ),
    },
    'SAML_SHAPE',
  ),
  encrypted(
    'cipher text to be fetched from elsewhere',
    {
      sign: 'none',
      encrypt: { content: AES256_GCM },
      response: (xml) =>
        swap(
          xml,
          /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>(?=<\/xenc:CipherData><\/xenc:EncryptedData>)/,
          '<xenc:CipherReference URI="https://evil.example/x"/>',
        ),
    },
    'SAML_SHAPE',
  ),
];

const sameIds = (name: string, alter: (mark: Mark) => string, expected: RefusalCode = 'SAML_SHAPE'): AttackCase => ({
  class: 'shape and IDs',
  name,
  connection: 'either',
  build: (mark) => posted(alter(mark)),
  expected,
});

const byAssertion = (mark: Mark): string => mark.respond({ sign: 'assertion' });

/** One ID for two elements, whatever the attribute is called, and elements that are not what they seem. */
const SHAPES: readonly AttackCase[] = [
  sameIds('response and assertion with one ID', (mark) => swap(byAssertion(mark), mark.responseId, mark.assertionId)),
  ...['ID', 'Id', 'id'].map((name) =>
    sameIds(`the ID of the assertion again, as ${name} in Extensions`, (mark) =>
      inExtensions(byAssertion(mark), `<x ${name}="${mark.assertionId}"/>`),
    ),
  ),
  sameIds('the ID again under a foreign namespace', (mark) =>
    inExtensions(byAssertion(mark), `<x xmlns:w="urn:w" w:id="${mark.assertionId}"/>`),
  ),
  sameIds('the ID again as xml:id', (mark) => inExtensions(byAssertion(mark), `<x xml:id="${mark.assertionId}"/>`)),
  sameIds('the ID on the Status', (mark) =>
    swap(byAssertion(mark), '<saml2p:Status>', `<saml2p:Status ID="${mark.assertionId}">`),
  ),
  sameIds('the ID on the Response as a second ID attribute', (mark) =>
    swap(byAssertion(mark), '<saml2p:Response', `<saml2p:Response Id="${mark.assertionId}"`),
  ),
  sameIds('an assertion without ID', (mark) =>
    mark.respond({ sign: 'none', assertion: (xml) => swap(xml, / ID="[^"]*"/, '') }),
  ),
  sameIds('an empty ID', (mark) =>
    mark.respond({ sign: 'none', assertion: (xml) => swap(xml, / ID="[^"]*"/, ' ID=""') }),
  ),
  sameIds('SAML 1.1', (mark) =>
    mark.respond({ sign: 'none', assertion: (xml) => swap(xml, 'Version="2.0"', 'Version="1.1"') }),
  ),
  sameIds('Version 2.0 with a blank', (mark) =>
    mark.respond({ sign: 'none', assertion: (xml) => swap(xml, 'Version="2.0"', 'Version="2.0 "') }),
  ),
  sameIds('the signed assertion for a document', (mark) =>
    piece(byAssertion(mark), /<saml2:Assertion.*<\/saml2:Assertion>/s),
  ),
  sameIds(
    'a SOAP envelope around the response',
    (mark) =>
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${byAssertion(mark).replace(/^<\?xml[^>]*\?>/, '')}</s:Body></s:Envelope>`,
  ),
  sameIds('two Subjects', (mark) =>
    mark.respond({
      assertion: (xml) =>
        swap(xml, '<saml2:Conditions', `${piece(xml, /<saml2:Subject>.*<\/saml2:Subject>/s)}<saml2:Conditions`),
    }),
  ),
  sameIds('two NameIDs', (mark) =>
    mark.respond({
      assertion: (xml) => swap(xml, '</saml2:NameID>', '</saml2:NameID><saml2:NameID>boss@corp.example</saml2:NameID>'),
    }),
  ),
  sameIds('an element inside the NameID', (mark) =>
    mark.respond({ assertion: (xml) => swap(xml, '</saml2:NameID>', '<x/>.evil.example</saml2:NameID>') }),
  ),
  sameIds('an element inside a role', (mark) =>
    mark.respond({ assertion: (xml) => swap(xml, '>agent<', '><x>admin</x>agent<') }),
  ),
  sameIds('two Issuers', (mark) =>
    mark.respond({ assertion: (xml) => swap(xml, '<saml2:Subject>', '<saml2:Issuer>x</saml2:Issuer><saml2:Subject>') }),
  ),
  sameIds('two Conditions', (mark) =>
    mark.respond({
      assertion: (xml) => swap(xml, '<saml2:AuthnStatement', '<saml2:Conditions/><saml2:AuthnStatement'),
    }),
  ),
  sameIds('an attribute without a name', (mark) =>
    mark.respond({ assertion: (xml) => swap(xml, ' Name="roles"', '') }),
  ),
  sameIds('a role as EncryptedAttribute', (mark) =>
    mark.respond({
      assertion: (xml) =>
        swap(xml, '</saml2:AttributeStatement>', '<saml2:EncryptedAttribute/></saml2:AttributeStatement>'),
    }),
  ),
  sameIds(
    'a person as EncryptedID',
    (mark) =>
      mark.respond({ assertion: (xml) => swap(xml, /<saml2:NameID.*<\/saml2:NameID>/s, '<saml2:EncryptedID/>') }),
    'SAML_SUBJECT_MISSING',
  ),
  sameIds(
    'a LogoutResponse at the assertion consumer',
    () => signElement(logoutMessage('LogoutResponse'), '_l'),
    'SAML_NO_ASSERTION',
  ),
  sameIds(
    'a LogoutRequest at the assertion consumer',
    () => signElement(logoutMessage('LogoutRequest'), '_l'),
    'SAML_NO_ASSERTION',
  ),
  sameIds('an AuthnRequest at the assertion consumer', () => logoutMessage('AuthnRequest'), 'SAML_NO_ASSERTION'),
  sameIds(
    'an ArtifactResponse around the response',
    (mark) =>
      swap(
        logoutMessage('ArtifactResponse'),
        '</saml2p:ArtifactResponse>',
        `${byAssertion(mark).replace(/^<\?xml[^>]*\?>/, '')}</saml2p:ArtifactResponse>`,
      ),
    'SAML_NO_ASSERTION',
  ),
  sameIds(
    'a response without assertion',
    (mark) => signElement(mark.evilResponse('', { responseId: RESPONSE_ID }), RESPONSE_ID),
    'SAML_NO_ASSERTION',
  ),
];

function logoutMessage(name: string): string {
  return (
    `<saml2p:${name} xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_l" Version="2.0">` +
    `<saml2:Issuer xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">x</saml2:Issuer></saml2p:${name}>`
  );
}

export const SIGNATURE_ATTACKS: readonly AttackCase[] = [
  ...FORGERIES.flatMap((forgery) => PLACES.map((place) => forged(forgery, place))),
  ...MISSING,
  ...OTHERS,
  ...ENCRYPTION,
  ...SHAPES,
];
