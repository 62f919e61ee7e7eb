import { checkSignatureShape, signatureOf } from '../../../src/saml/checks/signature-shape.ts';
import { parseXml } from '../../../src/saml/gate/parse-xml.ts';
import { ASSERTION_ID, assertionXml } from '../../support/saml-idp.ts';
import {
  HMAC_SHA1,
  RSA_SHA1,
  RSA_SHA256,
  RSA_SHA512,
  SHA1,
  SHA256,
  SHA512,
  signElement,
  type SigningOptions,
} from '../../support/saml-signing.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

function check(options: SigningOptions, allowSha1 = false): void {
  const signature = signatureOf(parseXml(signElement(assertionXml(), ASSERTION_ID, options)));
  if (signature === undefined) throw new Error('not signed');
  checkSignatureShape(signature, { parentId: ASSERTION_ID, allowSha1 });
}

const changing =
  (from: string | RegExp, to: string) =>
  (xml: string): string => {
    const changed = xml.replace(from, to);
    if (changed === xml) throw new Error(`nothing to change: ${String(from)}`);
    return changed;
  };

test.each([
  { name: 'RSA-SHA256', options: {} },
  { name: 'RSA-SHA512 with SHA-512', options: { signature: RSA_SHA512, digest: SHA512 } },
  { name: 'a prefix list as Okta sends it', options: { prefixes: 'xs' } },
  { name: 'no KeyInfo', options: { signatureXml: changing(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s, '') } },
  {
    name: 'any KeyInfo',
    options: {
      signatureXml: changing(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s, '<ds:KeyInfo><ds:KeyName>x</ds:KeyName></ds:KeyInfo>'),
    },
  },
  { name: 'wrapped values', options: { signatureXml: changing(/(<ds:SignatureValue>.{20})/, '$1\n') } },
])('takes $name', ({ options }) => {
  expect(() => check(options)).not.toThrow();
});

test('takes SHA-1 only where the connection names it', () => {
  expect(() => check({ signature: RSA_SHA1, digest: SHA1 }, true)).not.toThrow();
  expect(refusalOf(() => check({ signature: RSA_SHA1 }))).toMatchObject({
    code: 'SAML_ALGORITHM',
    evidence: { algorithm: RSA_SHA1 },
  });
  expect(refusalOf(() => check({ digest: SHA1 }))).toMatchObject({
    code: 'SAML_ALGORITHM',
    evidence: { algorithm: SHA1 },
  });
});

test.each([
  HMAC_SHA1,
  'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-md5',
  'http://www.w3.org/2000/09/xmldsig#dsa-sha1',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256x',
  'constructor',
  '',
])('refuses the signature algorithm “%s”, SHA-1 allowed or not', (algorithm) => {
  const signedInfo = changing(`SignatureMethod Algorithm="${RSA_SHA256}"`, `SignatureMethod Algorithm="${algorithm}"`);
  for (const allowSha1 of [false, true])
    expect(refusalOf(() => check({ signedInfo }, allowSha1))).toMatchObject({
      code: 'SAML_ALGORITHM',
      evidence: { algorithm },
    });
});

test('refuses an unknown digest', () => {
  const signedInfo = changing(`DigestMethod Algorithm="${SHA256}"`, 'DigestMethod Algorithm="urn:md5"');
  expect(refusalOf(() => check({ signedInfo }))).toMatchObject({
    code: 'SAML_ALGORITHM',
    evidence: { algorithm: 'urn:md5' },
  });
});

const TRANSFORMS = 'the transforms are not enveloped-signature and exclusive canonicalization';
const PREFIXES = `<ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE}" PrefixList="xs"></ec:InclusiveNamespaces>`;
const REFERENCE = 'the Reference does not name the element that holds the Signature';

test.each([
  {
    name: 'two References',
    change: changing(/<ds:Reference.*<\/ds:Reference>/, '$&$&'),
    reason: 'SignedInfo must hold CanonicalizationMethod, SignatureMethod, Reference',
  },
  {
    name: 'no Reference',
    change: changing(/<ds:Reference.*<\/ds:Reference>/, ''),
    reason: 'SignedInfo must hold CanonicalizationMethod, SignatureMethod, Reference',
  },
  { name: 'a Reference to another element', change: changing(`#${ASSERTION_ID}`, '#other'), reason: REFERENCE },
  { name: 'a Reference to the whole document', change: changing(`#${ASSERTION_ID}`, ''), reason: REFERENCE },
  {
    name: 'a Reference by XPointer',
    change: changing(`#${ASSERTION_ID}`, `#xpointer(id('${ASSERTION_ID}'))`),
    reason: REFERENCE,
  },
  { name: 'a Reference without hash', change: changing(`#${ASSERTION_ID}`, ASSERTION_ID), reason: REFERENCE },
  { name: 'a Reference without URI', change: changing(` URI="#${ASSERTION_ID}"`, ''), reason: REFERENCE },
  {
    name: 'inclusive canonicalization of SignedInfo',
    change: changing(EXCLUSIVE, INCLUSIVE),
    reason: 'SignedInfo is not in exclusive canonical form',
  },
  {
    name: 'canonicalization with comments',
    change: changing(EXCLUSIVE, `${EXCLUSIVE}WithComments`),
    reason: 'SignedInfo is not in exclusive canonical form',
  },
  {
    name: 'a third transform',
    change: changing('</ds:Transforms>', `<ds:Transform Algorithm="${EXCLUSIVE}"></ds:Transform></ds:Transforms>`),
    reason: 'Transforms must hold Transform, Transform',
  },
  {
    name: 'one transform',
    change: changing(`<ds:Transform Algorithm="${ENVELOPED}"></ds:Transform>`, ''),
    reason: 'Transforms must hold Transform, Transform',
  },
  {
    name: 'an XPath transform',
    change: changing(ENVELOPED, 'http://www.w3.org/TR/1999/REC-xpath-19991116'),
    reason: TRANSFORMS,
  },
  {
    name: 'an XSLT transform',
    change: changing(ENVELOPED, 'http://www.w3.org/TR/1999/REC-xslt-19991116'),
    reason: TRANSFORMS,
  },
  {
    name: 'inclusive canonicalization of the content',
    change: changing(`Transform Algorithm="${EXCLUSIVE}"`, `Transform Algorithm="${INCLUSIVE}"`),
    reason: TRANSFORMS,
  },
  {
    name: 'a parameter of a transform',
    change: changing('</ds:Transform></ds:Transforms>', '<x>1</x></ds:Transform></ds:Transforms>'),
    reason: 'Transform holds a parameter',
  },
  {
    name: 'two lists of prefixes',
    change: changing('</ds:Transform></ds:Transforms>', `${PREFIXES}${PREFIXES}</ds:Transform></ds:Transforms>`),
    reason: 'Transform holds a parameter',
  },
  {
    name: 'a truncated HMAC',
    change: changing('</ds:SignatureMethod>', '<ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>'),
    reason: 'SignatureMethod holds a parameter',
  },
  {
    name: 'a parameter of the digest',
    change: changing('</ds:DigestMethod>', '<x></x></ds:DigestMethod>'),
    reason: 'DigestMethod holds a parameter',
  },
  {
    name: 'an empty digest',
    change: changing(/<ds:DigestValue>.*<\/ds:DigestValue>/, '<ds:DigestValue></ds:DigestValue>'),
    reason: 'DigestValue does not have the length of its algorithm',
  },
  {
    name: 'a short digest',
    change: changing(/<ds:DigestValue>.{8}/, '<ds:DigestValue>'),
    reason: 'DigestValue does not have the length of its algorithm',
  },
  {
    name: 'a digest with an element inside',
    change: changing('</ds:DigestValue>', '<x></x></ds:DigestValue>'),
    reason: 'DigestValue does not have the length of its algorithm',
  },
  {
    name: 'a Manifest in place of a Reference',
    change: changing(/ds:Reference/g, 'ds:Manifest'),
    reason: 'SignedInfo must hold CanonicalizationMethod, SignatureMethod, Reference',
  },
])('refuses $name', ({ change, reason }) => {
  expect(refusalOf(() => check({ signedInfo: change }))).toMatchObject({
    code: 'SAML_SIGNATURE_SHAPE',
    evidence: { reason },
  });
});

test.each([
  {
    name: 'an Object, in which a forger keeps the original',
    change: changing('</ds:Signature>', '<ds:Object></ds:Object></ds:Signature>'),
  },
  { name: 'an Object in place of KeyInfo', change: changing(/ds:KeyInfo/g, 'ds:Object') },
  { name: 'two SignedInfo', change: changing(/<ds:SignedInfo>.*<\/ds:SignedInfo>/, '$&$&') },
  {
    name: 'SignedInfo of another namespace',
    change: changing(/<ds:SignedInfo>(.*)<\/ds:SignedInfo>/, '<SignedInfo xmlns="urn:x">$1</SignedInfo>'),
  },
  { name: 'no SignatureValue', change: changing(/<ds:SignatureValue>.*<\/ds:SignatureValue>/, '') },
  { name: 'nothing', change: changing(/(<ds:Signature [^>]*>).*(<\/ds:Signature>)/s, '$1$2') },
])('refuses a Signature with $name', ({ change }) => {
  expect(refusalOf(() => check({ signatureXml: change }))).toMatchObject({
    code: 'SAML_SIGNATURE_SHAPE',
    evidence: { reason: 'Signature must hold SignedInfo, SignatureValue' },
  });
});

test('refuses an empty SignatureValue', () => {
  const signatureXml = changing(
    /<ds:SignatureValue>.*<\/ds:SignatureValue>/,
    '<ds:SignatureValue> </ds:SignatureValue>',
  );
  expect(refusalOf(() => check({ signatureXml }))).toMatchObject({
    code: 'SAML_SIGNATURE_SHAPE',
    evidence: { reason: 'SignatureValue is empty' },
  });
});
