import { createPublicKey, sign } from 'node:crypto';
import {
  bitString,
  explicit,
  ia5String,
  integer,
  nothing,
  objectIdentifier,
  printableString,
  sequence,
  set,
  time,
  utf8String,
} from './der.ts';

const MINUTE_MS = 60_000;
const YEARS = 10;
const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const X509_V3 = 2n;

/** An attribute of a distinguished name: its OID and its value in the string type that the attribute wants. */
const nameAttribute = (oid: string, value: Uint8Array): Buffer => set(sequence(objectIdentifier(oid), value));

/** The same attributes in the same order as in the certificates that Okta makes for an app. */
const distinguishedName = (commonName: string): Buffer =>
  sequence(
    nameAttribute('2.5.4.6', printableString('US')),
    nameAttribute('2.5.4.8', utf8String('California')),
    nameAttribute('2.5.4.7', utf8String('San Francisco')),
    nameAttribute('2.5.4.10', utf8String('Flexgate sandbox')),
    nameAttribute('2.5.4.11', utf8String('SSOProvider')),
    nameAttribute('2.5.4.3', utf8String(commonName)),
    nameAttribute('1.2.840.113549.1.9.1', ia5String('sandbox@flexgate.example')),
  );

function inTenYears(ms: number): number {
  const date = new Date(ms);
  return date.setUTCFullYear(date.getUTCFullYear() + YEARS);
}

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;

/**
 * A self-signed X.509 certificate (RFC 5280 4.1) for an RSA key, signed with SHA-256, valid from one minute before `now`
 * for ten years. `now` is ms since epoch, the key and the answer are PEM. For the sandbox only: it has no extensions.
 */
export function selfSignedCertificate(privateKey: string, commonName: string, now: number): string {
  const algorithm = sequence(objectIdentifier(SHA256_WITH_RSA), nothing());
  const name = distinguishedName(commonName);
  const notBefore = now - MINUTE_MS;
  const toBeSigned = sequence(
    explicit(0, integer(X509_V3)),
    integer(BigInt(now)),
    algorithm,
    name,
    sequence(time(notBefore), time(inTenYears(notBefore))),
    name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  );
  return pem(sequence(toBeSigned, algorithm, bitString(sign('sha256', toBeSigned, privateKey))));
}
