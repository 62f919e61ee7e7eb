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

type Encryption = NonNullable<SamlApp['settings']['signOn']['assertionEncryption']>;
type Problem = Omit<CheckResult, 'check' | 'level'>;

/** Nobody but the holder of the key behind the certificate can read the assertion. */
function certificateProblem({ x5c }: Encryption, { connection }: CheckedGateway): Problem | undefined {
  const { name, sp } = connection;
  const ours = sp.decryptionCertificates.map(fingerprintOf);
  const theirs = fingerprintOf(x5c?.[0] ?? '');
  if (theirs !== undefined && ours.includes(theirs)) return undefined;
  const field = 'Encryption Certificate';
  const found = theirs ?? 'no certificate';
  if (ours.length > 0) {
    const message = `Assertions are encrypted for another certificate than the gateway’s: no login can be read. Upload the one of connections.${name}.sp.decryptionCertificate.`;
    return { message, field, found, expected: ours.join(' or ') };
  }
  const message = `Assertions are encrypted, and the gateway has no key to decrypt them: upload the certificate of a key of its own and set connections.${name}.sp.decryptionKey and decryptionCertificate, or turn the encryption off.`;
  return { message, field, found, expected: 'Unencrypted' };
}

function weakness(encryption: Encryption, { trust }: CheckedGateway['connection']) {
  const { encryptionAlgorithm: data, keyTransportAlgorithm: key } = encryption;
  if (data?.endsWith('_CBC') === true && !trust.allowCbc) {
    return { field: 'Encryption Algorithm', found: data, allowedBy: 'allowCbc' };
  }
  const isRsa15 = key === 'RSA_15' && !trust.allowRsa15;
  return isRsa15 ? { field: 'Key Transport Algorithm', found: key, allowedBy: 'allowRsa15' } : undefined;
}

function algorithmProblem(encryption: Encryption, { connection }: CheckedGateway): Problem | undefined {
  const weak = weakness(encryption, connection);
  if (weak === undefined) return undefined;
  const { field, found, allowedBy } = weak;
  const message = `${field} ${found} is refused by the gateway, as it can be attacked: choose AES256_GCM and RSA_OAEP (or set connections.${connection.name}.${allowedBy}).`;
  return { message, field, found, expected: 'AES256_GCM, RSA_OAEP' };
}

/** Encrypted assertions can be read only where they are encrypted for our key, by an algorithm that we take. */
export function checkEncryption(app: SamlApp, gateway: CheckedGateway): readonly CheckResult[] {
  const { assertionEncryption: encryption } = app.settings.signOn;
  if (encryption?.enabled !== true) return [ok('okta.encryption', 'Assertions are signed and not encrypted.')];
  const problem = certificateProblem(encryption, gateway) ?? algorithmProblem(encryption, gateway);
  if (problem === undefined) return [ok('okta.encryption', 'Assertions are encrypted for the gateway’s certificate.')];
  const where = `${screensOf(app.label).advanced} > Assertion Encryption`;
  return [fail('okta.encryption', { ...problem, where })];
}
