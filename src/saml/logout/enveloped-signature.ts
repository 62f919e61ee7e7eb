import { SignedXml } from 'xml-crypto';
import { ensure } from '../../kernel/refusal.ts';
import { verificationKeys } from '../certificate-report.ts';
import { checkSignatureShape, signatureOf } from '../checks/signature-shape.ts';
import type { ConnectionTrust } from '../connection-trust.ts';
import type { XmlElement } from '../gate/xml-element.ts';
import { parseXml } from '../gate/parse-xml.ts';
import { DSIG } from '../namespaces.ts';
import { readSignedDocument, signedBytesOf } from '../signed-document.ts';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/**
 * The root as its own signature covers it (core 5.4), parsed from the very bytes that were verified. Refuses with
 * SAML_SIGNATURE_SHAPE, SAML_ALGORITHM, SAML_SIGNATURE_INVALID.
 */
export function verifyEnveloped(
  xml: string,
  root: XmlElement,
  { idpCertificates, allowSha1 }: Pick<ConnectionTrust, 'idpCertificates' | 'allowSha1'>,
): XmlElement {
  const signature = signatureOf(root);
  ensure(signature, 'SAML_LOGOUT_INVALID', { reason: 'it is not signed' });
  checkSignatureShape(signature, { parentId: root.attributes.get('ID') ?? '', allowSha1 });
  const document = readSignedDocument(xml);
  const signed = document && signedBytesOf(document.root, document, verificationKeys(idpCertificates));
  ensure(signed, 'SAML_SIGNATURE_INVALID', {});
  return parseXml(signed.bytes);
}

/** The message with an enveloped signature after its Issuer. */
export function signEnveloped(xml: string, id: string, signingKey: string): string {
  const signer = new SignedXml({
    privateKey: signingKey,
    signatureAlgorithm: RSA_SHA256,
    canonicalizationAlgorithm: EXCLUSIVE,
  });
  signer.addReference({
    xpath: '/*',
    uri: `#${id}`,
    transforms: [`${DSIG}enveloped-signature`, EXCLUSIVE],
    digestAlgorithm: SHA256,
  });
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' },
  });
  return signer.getSignedXml();
}
