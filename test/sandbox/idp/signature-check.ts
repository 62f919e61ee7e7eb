import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';

const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#';

export const parseXml = (xml: string): Document => new DOMParser().parseFromString(xml, 'text/xml');

/** The signature that is a child of the element with this name, or undefined. */
export function signatureOf(document: Document, elementName: string): Element | undefined {
  const element = document.getElementsByTagName(elementName)[0];
  return Array.from(element?.childNodes ?? []).find(
    (node): node is Element =>
      (node as Element).localName === 'Signature' && (node as Element).namespaceURI === SIGNATURE,
  );
}

/** Whether the element's own signature holds under this certificate, and what it covers. */
export function checkSignature(
  xml: string,
  elementName: string,
  certificate: string,
): { valid: boolean; covers: string } {
  const signature = signatureOf(parseXml(xml), elementName);
  if (signature === undefined) throw new Error(`${elementName} has no signature`);
  const signed = new SignedXml({ publicCert: certificate });
  signed.loadSignature(signature);
  try {
    return { valid: signed.checkSignature(xml), covers: signed.getSignedReferences().join('') };
  } catch {
    return { valid: false, covers: '' };
  }
}
