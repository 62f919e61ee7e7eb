import { X509Certificate } from 'node:crypto';
import type { SamlApp } from '../wire.ts';
import { fail, ok } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { CheckedGateway } from './checked-gateway.ts';
import { screensOf } from './screens.ts';

/** SHA-256 of a certificate, from PEM or from the bare base64 of an `x5c`; undefined: it is none. */
export function fingerprintOf(text: string): string | undefined {
  try {
    const pem = text.includes('-----BEGIN');
    return new X509Certificate(pem ? text : Buffer.from(text, 'base64')).fingerprint256;
  } catch {
    return undefined;
  }
}

function algorithmProblem(
  app: SamlApp,
  { connection }: CheckedGateway,
): { field: string; found: string; key: string } | undefined {
  const { encryptionAlgorithm = '', keyTransportAlgorithm = '' } = app.settings.signOn.assertionEncryption ?? {};
  const { allowCbc, allowRsa15 } = connection.trust;
  if (encryptionAlgorithm?.endsWith('_CBC') === true && !allowCbc) {
    return { field: 'Encryption Algorithm', found: encryptionAlgorithm, key: 'allowCbc' };
  }
  if (keyTransportAlgorithm === 'RSA_15' && !allowRsa15) {
    return { field: 'Key Transport Algorithm', found: keyTransportAlgorithm, key: 'allowRsa15' };
  }
  return undefined;
}

/** Encrypted assertions can be read only where they are encrypted for our key, by an algorithm that we take. */
export function checkEncryption(app: SamlApp, gateway: CheckedGateway): readonly CheckResult[] {
  const { assertionEncryption: encryption } = app.settings.signOn;
  if (encryption?.enabled !== true) return [ok('okta.encryption', 'Assertions are signed and not encrypted.')];
  const { name, sp } = gateway.connection;
  const where = `${screensOf(app.label).advanced} > Assertion Encryption`;
  const ours = sp.decryptionCertificates.map(fingerprintOf);
  const theirs = fingerprintOf(encryption.x5c?.[0] ?? '');
  const field = 'Encryption Certificate';
  if (ours.length === 0 || theirs === undefined || !ours.includes(theirs)) {
    const message =
      ours.length === 0
        ? `Assertions are encrypted, and the gateway has no key to decrypt them: upload the certificate of a key of its own and set connections.${name}.sp.decryptionKey and decryptionCertificate, or turn the encryption off.`
        : `Assertions are encrypted for another certificate than the gateway’s: no login can be read. Upload the one of connections.${name}.sp.decryptionCertificate.`;
    const expected = ours.length === 0 ? 'Unencrypted' : ours.join(' or ');
    return [fail('okta.encryption', { message, field, found: theirs ?? 'no certificate', expected, where })];
  }
  const problem = algorithmProblem(app, gateway);
  if (problem === undefined) return [ok('okta.encryption', 'Assertions are encrypted for the gateway’s certificate.')];
  const message = `${problem.field} ${problem.found} is refused by the gateway, as it can be attacked: choose AES256_GCM and RSA_OAEP (or set connections.${name}.${problem.key}).`;
  return [
    fail('okta.encryption', {
      message,
      field: problem.field,
      found: problem.found,
      expected: 'AES256_GCM, RSA_OAEP',
      where,
    }),
  ];
}
