import { X509Certificate, type KeyObject } from 'node:crypto';

const DAY_MS = 86_400_000;

export interface CertificateReport {
  /** One line per part of the name, as OpenSSL writes it. */
  readonly subject: string;
  /** ms since epoch. */
  readonly notAfter: number;
  /** Whole days until then, negative once it is over. */
  readonly daysLeft: number;
  readonly expired: boolean;
  /** Absent where the key is not RSA. */
  readonly rsaBits?: number;
}

/** What an operator must know of a certificate (PEM). Throws where the text is none. Dates warn; they refuse nobody. */
export function certificateReport(pem: string, now: number): CertificateReport {
  const { subject, validTo, publicKey } = new X509Certificate(pem);
  const notAfter = Date.parse(validTo);
  const rsaBits = publicKey.asymmetricKeyType === 'rsa' ? publicKey.asymmetricKeyDetails?.modulusLength : undefined;
  return {
    subject,
    notAfter,
    daysLeft: Math.floor((notAfter - now) / DAY_MS),
    expired: now > notAfter,
    ...(rsaBits !== undefined && { rsaBits }),
  };
}

const SHORTEST_RSA_BITS = 2048;

/** Why a signature must not be verified with this certificate; undefined where it may. */
export function certificateFault(pem: string): string | undefined {
  try {
    const { rsaBits } = certificateReport(pem, 0);
    if (rsaBits === undefined) return 'its key is not RSA';
    return rsaBits < SHORTEST_RSA_BITS
      ? `its RSA key has ${rsaBits} bits, at least ${SHORTEST_RSA_BITS} are needed`
      : undefined;
  } catch {
    return 'it is not a certificate in PEM form';
  }
}

/** The public keys of the certificates that may be used, in their order. */
export const verificationKeys = (pems: readonly string[]): readonly KeyObject[] =>
  pems.filter((pem) => certificateFault(pem) === undefined).map((pem) => new X509Certificate(pem).publicKey);
