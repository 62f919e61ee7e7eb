import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Connection } from '../saml/connection.ts';
import type { Finding } from './problem.ts';

const RSA_BITS = 2048;

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function weakness(key: KeyObject): string | undefined {
  if (key.asymmetricKeyType !== 'rsa') return `is a key of type ${key.asymmetricKeyType}, but RSA is needed`;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < RSA_BITS ? `has an RSA key of ${bits} bits; at least ${RSA_BITS} are needed` : undefined;
}

function certificateProblem(pem: string): string | undefined {
  const certificate = parsed(() => new X509Certificate(pem));
  return certificate === undefined ? 'is not a certificate that can be read' : weakness(certificate.publicKey);
}

function pairProblem(keyPem: string, certificatePem: string): string | undefined {
  const key = parsed(() => createPrivateKey(keyPem));
  if (key === undefined) return 'is not a private key that can be read (an encrypted one cannot be used)';
  const certificate = parsed(() => new X509Certificate(certificatePem));
  if (certificate === undefined) return undefined;
  return certificate.checkPrivateKey(key) ? weakness(key) : 'does not belong to its certificate';
}

const finding = (path: string, reason: string | undefined): readonly Finding[] =>
  reason === undefined ? [] : [{ severity: 'error', path, reason }];

/** Keys that do not fit are found at start, not at the first login. */
export function checkKeys({ name, sp, trust }: Connection): readonly Finding[] {
  const base = `connections.${name}`;
  const { signingKey, signingCertificate, decryptionCertificates } = sp;
  const signing =
    signingKey === undefined || signingCertificate === undefined
      ? []
      : [
          ...finding(`${base}.sp.signingKey`, pairProblem(signingKey, signingCertificate)),
          ...finding(`${base}.sp.signingCertificate`, certificateProblem(signingCertificate)),
        ];
  return [
    ...trust.idpCertificates.flatMap((pem) => finding(`${base}.idp.certificates`, certificateProblem(pem))),
    ...signing,
    ...decryptionCertificates.flatMap((pem, index) => [
      ...finding(`${base}.sp.decryptionCertificate`, certificateProblem(pem)),
      ...finding(`${base}.sp.decryptionKey`, pairProblem(trust.decryptionKeys[index] ?? '', pem)),
    ]),
  ];
}
