import { ensure } from '../../kernel/refusal.ts';
import { childNamed, type XmlElement } from '../gate/xml-element.ts';
import { ASSERTION } from '../namespaces.ts';

const issuerOf = (element: XmlElement): string | undefined => childNamed(element, ASSERTION, 'Issuer')?.text;

/** The issuer of the assertion, and of the response where it names one, is the IdP of the connection (core 2.2.5). */
export function checkIssuers(assertion: XmlElement, response: XmlElement, idpEntityId: string): void {
  for (const received of [issuerOf(assertion) ?? '', issuerOf(response) ?? idpEntityId])
    ensure(received === idpEntityId, 'SAML_ISSUER_MISMATCH', { expected: idpEntityId, received });
}

/**
 * core 3.2.2, bindings 3.5.5.2: a signed response must say where it was sent to. One that is not signed may; what it says
 * must then be right. The expected address is the configured one, never made of the Host header.
 */
export function checkDestination(response: XmlElement, isSigned: boolean, acsUrl: string): void {
  const received = response.attributes.get('Destination');
  if (received === undefined && !isSigned) return;
  ensure(received === acsUrl, 'SAML_DESTINATION_MISMATCH', { expected: acsUrl, received: received ?? '' });
}
