import { sign, verify } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { ensure } from '../../kernel/refusal.ts';
import { verificationKeys } from '../certificate-report.ts';
import type { ConnectionTrust } from '../connection-trust.ts';
import type { RedirectMessage } from './redirect-query.ts';

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  [RSA_SHA256, 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'sha512'],
]);
const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';

type Signature = NonNullable<RedirectMessage['signature']>;

const hashOf = (algorithm: string, allowSha1: boolean): string | undefined =>
  allowSha1 && algorithm === RSA_SHA1 ? 'sha1' : ALGORITHMS.get(algorithm);

/** bindings 3.4.4.1. Refuses with SAML_ALGORITHM, SAML_SIGNATURE_INVALID. */
export function verifyRedirectSignature(
  { algorithm, value, octets }: Signature,
  { idpCertificates, allowSha1 }: Pick<ConnectionTrust, 'idpCertificates' | 'allowSha1'>,
): void {
  const hash = hashOf(algorithm, allowSha1);
  ensure(hash, 'SAML_ALGORITHM', { algorithm });
  const fits = verificationKeys(idpCertificates).some((key) => verify(hash, Buffer.from(octets), key, value));
  ensure(fits, 'SAML_SIGNATURE_INVALID', {});
}

export interface RedirectTerms {
  readonly destination: string;
  readonly parameter: 'SAMLRequest' | 'SAMLResponse';
  readonly relayState?: string | undefined;
  /** PEM. */
  readonly signingKey?: string | undefined;
}

/**
 * The address with a message in its query. Built as text, because what is signed must be what is sent: URL and
 * URLSearchParams each have an encoding of their own, and IdPs refuse the signature of node-saml's where RelayState holds
 * a blank.
 */
export function redirectAddress(
  xml: string,
  { destination, parameter, relayState, signingKey }: RedirectTerms,
): string {
  const pairs: (readonly [string, string])[] = [
    [parameter, deflateRawSync(Buffer.from(xml, 'utf8')).toString('base64')],
    ...(relayState === undefined ? [] : [['RelayState', relayState] as const]),
    ...(signingKey === undefined ? [] : [['SigAlg', RSA_SHA256] as const]),
  ];
  const octets = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const signature =
    signingKey === undefined
      ? ''
      : `&Signature=${encodeURIComponent(sign('sha256', Buffer.from(octets), signingKey).toString('base64'))}`;
  return `${destination}${destination.includes('?') ? '&' : '?'}${octets}${signature}`;
}
