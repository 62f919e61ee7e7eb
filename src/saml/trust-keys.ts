import { verificationKeys } from './certificate-report.ts';
import type { ConnectionTrust } from './connection-trust.ts';
import { createSignatureVerifier, type SignatureVerifier } from './signature-verifier.ts';

/** The keys of a connection, made ready once. */
export interface TrustKeys {
  /** False where no certificate may be used: nothing verifies then. */
  readonly usable: boolean;
  readonly signatures: SignatureVerifier;
}

function createTrustKeys({ idpCertificates }: ConnectionTrust): TrustKeys {
  const keys = verificationKeys(idpCertificates);
  return { usable: keys.length > 0, signatures: createSignatureVerifier(keys) };
}

const KEPT = 256;

/**
 * Keys by trust. The trust itself is the key, as text, because a worker thread gets a fresh copy with every response; a
 * changed certificate is then a different trust, with no word about it needed. The least recently used one goes first.
 */
export function createTrustKeyCache(): (trust: ConnectionTrust) => TrustKeys {
  const cache = new Map<string, TrustKeys>();
  return (trust) => {
    const id = JSON.stringify(trust);
    const keys = cache.get(id) ?? createTrustKeys(trust);
    cache.delete(id);
    cache.set(id, keys);
    for (const oldest of cache.keys()) if (cache.size > KEPT) cache.delete(oldest);
    return keys;
  };
}
