import { ensure, isRefusal, Refusal } from '../kernel/refusal.ts';
import { checkAssertionShape } from './checks/assertion-shape.ts';
import { checkPlaces, checkResponseShape, payloadOf } from './checks/response-shape.ts';
import { checkSignatureShape, signatureOf } from './checks/signature-shape.ts';
import { signaturesToVerify, type Signatures } from './checks/signatures-to-verify.ts';
import type { ConnectionTrust } from './connection-trust.ts';
import { decryptAssertion } from './decryption/decrypt.ts';
import { decryptionFailed, readEncryptedAssertion, type Encrypted } from './decryption/encrypted-assertion.ts';
import { parseXml } from './gate/parse-xml.ts';
import type { XmlElement } from './gate/xml-element.ts';
import type { TrustKeys } from './trust-keys.ts';
import type { VerifiedAssertion } from './verified-assertion.ts';

/** What the signatures cover, parsed from the very bytes that they cover. */
export interface SignedContent {
  readonly assertion: XmlElement;
  /** Absent where the response is not signed. */
  readonly response?: XmlElement;
  readonly signedBy: VerifiedAssertion['signedBy'];
}

/** A posted response of proper shape whose signatures nobody has verified yet. */
export interface PostedMessage {
  readonly xml: string;
  readonly response: XmlElement;
  readonly trust: ConnectionTrust;
  readonly keys: TrustKeys;
}

export function verifySignatures(posted: PostedMessage): SignedContent {
  ensure(posted.keys.usable, 'SAML_ALGORITHM', { algorithm: 'no RSA key of 2048 bits or more in the connection' });
  const payload = payloadOf(posted.response);
  if (payload.kind === 'plain') return verifyPlain(posted, payload.assertion);
  const encrypted = readEncrypted(payload.encrypted, posted);
  return isSigned(posted.response) ? verifyThenDecrypt(posted) : decryptThenVerify(posted, encrypted);
}

const isSigned = (element: XmlElement): boolean => signatureOf(element) !== undefined;

function verifyPlain(posted: PostedMessage, assertion: XmlElement): SignedContent {
  const { xml, response, trust, keys } = posted;
  checkAssertionShape(assertion);
  const present = { response: isSigned(response), assertion: isSigned(assertion) };
  const needed = signaturesToVerify(trust.signed, present);
  for (const element of [response, assertion]) checkOwnSignature(element, trust);
  const signed = parseXml(keys.signatures.verify(xml, needed));
  return needed.response
    ? { ...plainContent(signed), signedBy: names(needed) }
    : { assertion: assertionOf(signed), signedBy: names(needed) };
}

function plainContent(response: XmlElement): { response: XmlElement; assertion: XmlElement } {
  checkResponseShape(response);
  const payload = payloadOf(response);
  ensure(payload.kind === 'plain', 'SAML_NO_ASSERTION', {});
  return { response, assertion: assertionOf(payload.assertion) };
}

function assertionOf(element: XmlElement): XmlElement {
  checkAssertionShape(element);
  return element;
}

function checkOwnSignature(element: XmlElement, { allowSha1 }: ConnectionTrust): void {
  const signature = signatureOf(element);
  const parentId = element.attributes.get('ID') ?? '';
  if (signature !== undefined) checkSignatureShape(signature, { parentId, allowSha1 });
}

const names = ({ response, assertion }: Signatures): SignedContent['signedBy'] => [
  ...(response ? (['response'] as const) : []),
  ...(assertion ? (['assertion'] as const) : []),
];

function readEncrypted(element: XmlElement, { trust }: PostedMessage): Encrypted {
  ensure(trust.decryptionKeys.length > 0, 'SAML_ENCRYPTION_UNSUPPORTED', {});
  return readEncryptedAssertion(element, trust);
}

/** The response is signed over the cipher text: nothing is decrypted before that signature has been verified. */
function verifyThenDecrypt(posted: PostedMessage): SignedContent {
  const { xml, response: unverified, trust, keys } = posted;
  checkOwnSignature(unverified, trust);
  const response = parseXml(keys.signatures.verify(xml, { response: true, assertion: false }));
  checkResponseShape(response);
  const payload = payloadOf(response);
  ensure(payload.kind === 'encrypted', 'SAML_NO_ASSERTION', {});
  const clear = decryptAssertion(readEncrypted(payload.encrypted, posted), trust.decryptionKeys);
  const assertion = parseDecrypted(clear);
  const needed = signaturesToVerify(trust.signed, { response: true, assertion: isSigned(assertion) });
  const verified = needed.assertion ? verifyDecrypted(clear, assertion, posted) : assertion;
  return { assertion: verified, response, signedBy: names(needed) };
}

function decryptThenVerify(posted: PostedMessage, encrypted: Encrypted): SignedContent {
  const { trust } = posted;
  if (trust.signed === 'response' || trust.signed === 'both')
    throw new Refusal('SAML_SIGNATURE_MISSING', { required: trust.signed });
  const clear = decryptAssertion(encrypted, trust.decryptionKeys);
  const verify = (): XmlElement => {
    const assertion = parseDecrypted(clear);
    signaturesToVerify(trust.signed, { response: false, assertion: isSigned(assertion) });
    return verifyDecrypted(clear, assertion, posted);
  };
  const assertion = isMalleable(encrypted) ? uniformly(verify) : verify();
  return { assertion, signedBy: ['assertion'] };
}

/** Cipher text that can be altered without notice: each answer about what came out would help to decrypt it. */
const isMalleable = ({ content, transport }: Encrypted): boolean =>
  content.mode === 'cbc' || transport.padding === 'pkcs1';

function uniformly<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw isRefusal(error) ? decryptionFailed() : error;
  }
}

/** What was encrypted passes the same gate as what was posted. */
function parseDecrypted(clear: string): XmlElement {
  const assertion = parseXml(clear);
  checkAssertionShape(assertion);
  checkPlaces(assertion);
  return assertion;
}

/** Verifies the signature of a decrypted assertion as that of a document of its own. */
function verifyDecrypted(clear: string, assertion: XmlElement, { trust, keys }: PostedMessage): XmlElement {
  checkOwnSignature(assertion, trust);
  return assertionOf(parseXml(keys.signatures.verify(clear, { response: false, assertion: true })));
}
