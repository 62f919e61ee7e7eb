import { X509Certificate } from 'node:crypto';
import type { MetadataSource } from '../connection.ts';

/** Key rollover of an IdP: which of its keys count, as its metadata change. Times are ms since epoch. */

export interface IdpKey {
  /** PEM */
  readonly certificate: string;
  /** SHA-256 of the certificate, 64 hexadecimal digits. */
  readonly fingerprint: string;
  /** When the metadata last listed it. */
  readonly seenAt: number;
  readonly status: 'trusted' | 'pending';
}

/** The keys of one connection as all replicas know them. Plain JSON. */
export interface KeyRing {
  readonly entityId: string;
  readonly keys: readonly IdpKey[];
  /** The last refresh, whatever came of it. */
  readonly attemptedAt: number;
  /** The last refresh that could be used. */
  readonly refreshedAt: number;
}

export const fingerprintOf = (pem: string): string =>
  new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();

export const trustedCertificates = ({ keys }: KeyRing): readonly string[] =>
  keys.filter(({ status }) => status === 'trusted').map(({ certificate }) => certificate);

/** The first ring: what the gateway was configured with. */
export function firstRing(entityId: string, certificates: readonly string[], now: number): KeyRing {
  const keys = certificates.map((certificate): IdpKey => {
    return { certificate, fingerprint: fingerprintOf(certificate), seenAt: now, status: 'trusted' };
  });
  return { entityId, keys, attemptedAt: 0, refreshedAt: 0 };
}

export type RingTerms = Pick<MetadataSource, 'keepKeysMs' | 'trustNewKeys'> & { readonly now: number };

/**
 * The ring after metadata that list these certificates: new ones join, trusted or pending; those that are gone stay for
 * `keepKeysMs`, and longer where no trusted key is listed any more, for signatures must verify; a pending one that is
 * gone was never trusted, and goes.
 */
export function mergeMetadata(ring: KeyRing, certificates: readonly string[], terms: RingTerms): KeyRing {
  const { now, keepKeysMs, trustNewKeys } = terms;
  const known = new Map(ring.keys.map((key) => [key.fingerprint, key]));
  const listed = certificates.map((certificate): IdpKey => {
    const fingerprint = fingerprintOf(certificate);
    const status = trustNewKeys === 'auto' ? 'trusted' : (known.get(fingerprint)?.status ?? 'pending');
    return { certificate, fingerprint, seenAt: now, status };
  });
  const names = new Set(listed.map(({ fingerprint }) => fingerprint));
  const someTrusted = listed.some(({ status }) => status === 'trusted');
  const kept = ring.keys.filter(
    ({ fingerprint, status, seenAt }) =>
      !names.has(fingerprint) && status === 'trusted' && (!someTrusted || now - seenAt < keepKeysMs),
  );
  return { ...ring, keys: [...listed, ...kept], attemptedAt: now, refreshedAt: now };
}

export const approveKeys = (ring: KeyRing, approved: ReadonlySet<string>): KeyRing => ({
  ...ring,
  keys: ring.keys.map((key) => (approved.has(key.fingerprint) ? { ...key, status: 'trusted' } : key)),
});

export const pendingKeys = ({ keys }: KeyRing): readonly IdpKey[] => keys.filter(({ status }) => status === 'pending');
