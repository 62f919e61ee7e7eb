import { certificateReport } from './certificate-report.ts';
import type { Connection } from './connection.ts';
import { fingerprintOf } from './rollover/key-ring.ts';

export interface CertificateState {
  readonly connection: string;
  readonly use: 'idp-signing' | 'sp-signing' | 'sp-decryption';
  /** SHA-256, 64 hexadecimal digits. */
  readonly fingerprint: string;
  readonly subject: string;
  /** ms since epoch. */
  readonly notAfter: number;
  /** Negative once it has expired. */
  readonly daysLeft: number;
}

/** From here on an operator is warned: an IdP's rollover takes weeks of asking around. */
export const SOON_DAYS = 30;

/** Every certificate of a connection with the days that it has left: for warnings, the metrics, and `flexgate doctor`. */
export function certificatesOf({ name, sp, trust }: Connection, now: number): readonly CertificateState[] {
  const state =
    (use: CertificateState['use']) =>
    (pem: string): CertificateState => {
      const { subject, notAfter, daysLeft } = certificateReport(pem, now);
      return { connection: name, use, fingerprint: fingerprintOf(pem), subject, notAfter, daysLeft };
    };
  return [
    ...trust.idpCertificates.map(state('idp-signing')),
    ...[sp.signingCertificate ?? []].flat().map(state('sp-signing')),
    ...sp.decryptionCertificates.map(state('sp-decryption')),
  ];
}
