import { X509Certificate, generateKeyPair } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { selfSignedCertificate } from './self-signed-certificate.ts';

/** Both PEM. */
export interface SigningKeys {
  readonly privateKey: string;
  readonly certificate: string;
}

const generate = promisify(generateKeyPair);

/** A new RSA 2048 key with a self-signed certificate. `now` is ms since epoch. */
export async function generateSigningKeys(commonName: string, now: number): Promise<SigningKeys> {
  const { privateKey } = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privateKey, certificate: selfSignedCertificate(privateKey, commonName, now) };
}

const PRIVATE_KEY = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/;

function parseKeyFile(path: string, text: string): SigningKeys {
  const [privateKey] = PRIVATE_KEY.exec(text) ?? [];
  const [certificate] = CERTIFICATE.exec(text) ?? [];
  if (privateKey === undefined || certificate === undefined) {
    throw new Error(`${path} holds no private key with a certificate: delete it, and the sandbox makes a new one.`);
  }
  return { privateKey, certificate };
}

const missing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** The keys in the file, or new ones written there: a gateway that knows the certificate keeps trusting it. */
export async function keptSigningKeys(path: string, commonName: string, now: number): Promise<SigningKeys> {
  try {
    return parseKeyFile(path, await readFile(path, 'utf8'));
  } catch (error) {
    if (!missing(error)) throw error;
  }
  const keys = await generateSigningKeys(commonName, now);
  await writeFile(path, keys.privateKey + keys.certificate, { mode: 0o600, flag: 'wx' });
  return keys;
}

/** The other way round, from base64 without PEM's own lines. */
export const pemCertificate = (base64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;

/** The certificate as Okta writes it into XML: base64, wrapped at 76 columns. */
export const wrappedCertificate = (certificate: string): string =>
  (new X509Certificate(certificate).raw.toString('base64').match(/.{1,76}/g) ?? []).join('\n');
