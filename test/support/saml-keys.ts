import { generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';

export interface TestKey {
  readonly privateKey: KeyObject;
  /** PEM, PKCS#8. */
  readonly privatePem: string;
  readonly publicKey: KeyObject;
  /** PEM, self-signed. */
  readonly certificate: string;
}

const lengthOf = (bytes: number): Buffer => {
  if (bytes < 128) return Buffer.from([bytes]);
  const digits = Buffer.from(bytes.toString(16).padStart(bytes > 255 ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 + digits.length]), digits]);
};
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
};
const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');
const SHA256_WITH_RSA = hex('300d06092a864886f70d01010b0500');
const COMMON_NAME = hex('0603550403');

const utcTime = (ms: number): Buffer =>
  der(0x18, Buffer.from(new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '')));

export interface CertificateTerms {
  readonly publicKey: KeyObject;
  /** An RSA key; what it signs need not be its own certificate. */
  readonly signer: KeyObject;
  readonly commonName: string;
  readonly notAfter: number;
}

/** A certificate of the smallest form (RFC 5280 4.1), written by hand because it must come without a promise. */
export function aCertificate({ publicKey, signer, commonName, notAfter }: CertificateTerms): string {
  const name = der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(commonName)))));
  const validity = der(0x30, utcTime(notAfter - 10 * 365 * 86_400_000), utcTime(notAfter));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const version3 = hex('a003020102');
  const serial = hex('020101');
  const body = der(0x30, version3, serial, SHA256_WITH_RSA, name, validity, name, spki);
  const signature = der(0x03, hex('00'), sign('sha256', body, signer));
  return new X509Certificate(der(0x30, body, SHA256_WITH_RSA, signature)).toString();
}

export function aKey(bits = 2048, commonName = 'idp.example', notAfter = Date.UTC(2036, 0, 1)): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    privateKey,
    privatePem,
    publicKey,
    certificate: aCertificate({ publicKey, signer: privateKey, commonName, notAfter }),
  };
}

const made = new Map<string, TestKey>();
const once = (name: string, make: () => TestKey): TestKey => {
  const key = made.get(name) ?? make();
  made.set(name, key);
  return key;
};

/** Keys cost a fifth of a second each: made once per process, and only the ones that are used. */
export const idpKey = (): TestKey => once('idp', aKey);
export const otherIdpKey = (): TestKey => once('other idp', aKey);
export const shortIdpKey = (): TestKey => once('short', () => aKey(1024));
export const spKey = (): TestKey => once('sp', () => aKey(2048, 'sp.example'));
export const oldSpKey = (): TestKey => once('old sp', () => aKey(2048, 'sp.example'));
