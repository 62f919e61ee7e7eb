import { X509Certificate } from 'node:crypto';
import type { MetadataSource } from '../connection.ts';
import { addressesFingerprint, sameAddresses, type IdpAddresses } from './idp-addresses.ts';

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
  /** Where our messages go; absent in a ring from before they were kept. */
  readonly addresses?: IdpAddresses;
  /** New in the metadata: they wait for an operator. */
  readonly pendingAddresses?: IdpAddresses;
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

/** The ring after metadata with these addresses: they count at once, or wait, as a new key does. */
export function mergeAddresses(
  ring: KeyRing,
  found: IdpAddresses,
  { trustNewKeys }: Pick<RingTerms, 'trustNewKeys'>,
): KeyRing {
  const { pendingAddresses: _before, ...rest } = ring;
  const known = ring.addresses;
  const isKnown = known === undefined || known.binding !== found.binding || sameAddresses(known, found);
  return isKnown || trustNewKeys === 'auto' ? { ...rest, addresses: found } : { ...rest, pendingAddresses: found };
}

function withApprovedAddresses(ring: KeyRing, approved: ReadonlySet<string>): KeyRing {
  const { pendingAddresses, ...rest } = ring;
  if (pendingAddresses === undefined || !approved.has(addressesFingerprint(pendingAddresses))) return ring;
  return { ...rest, addresses: pendingAddresses };
}

/** Fingerprints of all that waits for an operator. */
export const waitingFingerprints = (ring: KeyRing): readonly string[] => [
  ...pendingKeys(ring).map(({ fingerprint }) => fingerprint),
  ...(ring.pendingAddresses === undefined ? [] : [addressesFingerprint(ring.pendingAddresses)]),
];

const fingerprintsIn = ({ keys, addresses, pendingAddresses }: KeyRing): readonly string[] => [
  ...keys.map(({ fingerprint }) => fingerprint),
  ...[addresses, pendingAddresses].filter((one) => one !== undefined).map(addressesFingerprint),
];

/** Fingerprints of all that was in the ring and is no more: no approval of it counts any longer. */
export function goneFingerprints(before: KeyRing, after: KeyRing): readonly string[] {
  const left = new Set(fingerprintsIn(after));
  return fingerprintsIn(before).filter((fingerprint) => !left.has(fingerprint));
}

export const approveAll = (ring: KeyRing, approved: ReadonlySet<string>): KeyRing => ({
  ...withApprovedAddresses(ring, approved),
  keys: ring.keys.map((key) => (approved.has(key.fingerprint) ? { ...key, status: 'trusted' } : key)),
});

export const pendingKeys = ({ keys }: KeyRing): readonly IdpKey[] => keys.filter(({ status }) => status === 'pending');
