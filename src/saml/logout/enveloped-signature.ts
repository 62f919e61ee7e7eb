import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { ensure } from '../../kernel/refusal.ts';
import { certificateFault } from '../certificate-report.ts';
import { checkSignatureShape, signatureOf } from '../checks/signature-shape.ts';
import type { ConnectionTrust } from '../connection-trust.ts';
import type { XmlElement } from '../gate/xml-element.ts';
import { parseXml } from '../gate/parse-xml.ts';
import { DSIG } from '../namespaces.ts';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/** The canonical bytes that the signature of the root covers, where this certificate made it. */
function signedBytes(xml: string, certificate: string): string | undefined {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  // The shape has one, as a child of the root.
  const signature = document.getElementsByTagNameNS(DSIG, 'Signature').item(0);
  if (signature === null) return undefined;
  // Keys come from the configuration alone: KeyInfo is never asked.
  const verifier = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
  verifier.loadSignature(signature);
  try {
    return verifier.checkSignature(xml) ? verifier.getSignedReferences()[0] : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The root as its own signature covers it (core 5.4), parsed from the very bytes that were verified. By xml-crypto itself:
 * node-saml verifies logout messages through a function that it calls deprecated and that does not answer these bytes.
 * Refuses with SAML_SIGNATURE_SHAPE, SAML_ALGORITHM, SAML_SIGNATURE_INVALID.
 */
export function verifyEnveloped(
  xml: string,
  root: XmlElement,
  { idpCertificates, allowSha1 }: Pick<ConnectionTrust, 'idpCertificates' | 'allowSha1'>,
): XmlElement {
  const signature = signatureOf(root);
  ensure(signature, 'SAML_LOGOUT_INVALID', { reason: 'it is not signed' });
  checkSignatureShape(signature, { parentId: root.attributes.get('ID') ?? '', allowSha1 });
  // An XML processor normalizes line ends before anything else (XML 1.0, 2.11).
  const normalized = xml.replaceAll(/\r\n?/g, '\n');
  for (const certificate of idpCertificates.filter((pem) => certificateFault(pem) === undefined)) {
    const bytes = signedBytes(normalized, certificate);
    if (bytes !== undefined) return parseXml(bytes);
  }
  return refuseSignature();
}

function refuseSignature(): never {
  ensure(false, 'SAML_SIGNATURE_INVALID', {});
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
