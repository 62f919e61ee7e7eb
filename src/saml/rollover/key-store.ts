import { createHash } from 'node:crypto';
import type { Records } from '../../kernel/records.ts';
import type { Connection } from '../connection.ts';
import { approveAll, waitingFingerprints, type KeyRing } from './key-ring.ts';

/** Longer than any gateway stands still; every refresh begins it anew. */
const KEPT_MS = 400 * 86_400_000;
/** For one reason no connection's metadata are fetched more often than this, over all replicas. */
const REFRESH_APART_MS = 60_000;

/** The schedule must not use up the minute of a login that meets a new key. */
export type RefreshReason = 'schedule' | 'unknown-key';

/** What the replicas share about the keys of connections. Rejects with STORE_UNAVAILABLE. */
export interface KeyStore {
  /** With the approvals given since. A ring of another IdP under the same name is none. */
  load(connection: Connection): Promise<KeyRing | undefined>;
  save(connection: string, ring: KeyRing): Promise<void>;
  saveFirst(connection: string, ring: KeyRing): Promise<void>;
  approve(connection: string, fingerprint: string): Promise<void>;
  /** Ends approvals: what comes back later is new, and waits again. */
  withdraw(connection: string, fingerprints: readonly string[]): Promise<void>;
  /** Takes the right to fetch, for all replicas; false where one had it within the last minute. */
  claimRefresh(connection: string, reason: RefreshReason, now: number): Promise<boolean>;
  /** When that right was last taken, ms since epoch by the clock of whoever took it. */
  claimedAt(connection: string, reason: RefreshReason): Promise<number | undefined>;
  rememberMetadata(url: string, xml: string): Promise<void>;
}

const ringKey = (connection: string): string => `idp-keys:${connection}`;
const claimKey = (connection: string, reason: RefreshReason): string => `idp-refresh:${connection}:${reason}`;
const approvalKey = (connection: string, fingerprint: string): string => `idp-key-ok:${connection}:${fingerprint}`;
export const metadataKey = (url: string): string =>
  `idp-metadata:${createHash('sha256').update(url).digest('base64url')}`;

/** Larger documents are those of federations; they are not kept. */
const LONGEST_KEPT = 500_000;

export function createKeyStore(records: Records): KeyStore {
  const approvalsOf = async (connection: string, ring: KeyRing): Promise<ReadonlySet<string>> => {
    const asked = waitingFingerprints(ring);
    const given = await Promise.all(asked.map((fingerprint) => records.get(approvalKey(connection, fingerprint))));
    return new Set(asked.filter((_, index) => given[index] !== undefined));
  };
  return {
    load: async ({ name, trust }) => {
      const text = await records.get(ringKey(name));
      const ring = text === undefined ? undefined : (JSON.parse(text) as KeyRing);
      if (ring === undefined || ring.entityId !== trust.idpEntityId) return undefined;
      return approveAll(ring, await approvalsOf(name, ring));
    },
    save: (connection, ring) => records.put(ringKey(connection), JSON.stringify(ring), KEPT_MS),
    saveFirst: async (connection, ring) => {
      await records.putOnce(ringKey(connection), JSON.stringify(ring), KEPT_MS);
    },
    approve: (connection, fingerprint) => records.put(approvalKey(connection, fingerprint), '1', KEPT_MS),
    withdraw: async (connection, fingerprints) => {
      await Promise.all(fingerprints.map((fingerprint) => records.take(approvalKey(connection, fingerprint))));
    },
    claimRefresh: (connection, reason, now) =>
      records.putOnce(claimKey(connection, reason), String(now), REFRESH_APART_MS),
    claimedAt: async (connection, reason) => {
      const text = await records.get(claimKey(connection, reason));
      return text === undefined ? undefined : Number(text);
    },
    rememberMetadata: async (url, xml) => {
      if (xml.length <= LONGEST_KEPT) await records.put(metadataKey(url), xml, KEPT_MS);
    },
  };
}
