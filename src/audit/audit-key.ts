import { createHmac, hkdfSync } from 'node:crypto';

/** Makes the hashes of a chain. Whoever can write to the store, but has no key, cannot rebuild one. */
export interface AuditKey {
  /** Stands in each record that it made, and tells nothing of the secret: so that keys can be changed. */
  readonly id: string;
  /** Hex. */
  readonly hash: (text: string) => string;
}

/** Keys by their ids. */
export type AuditKeys = ReadonlyMap<string, AuditKey>;

const KEY_BYTES = 32;
const ID_BYTES = 6;

/** RFC 5869: nothing made here is of use where the secret serves otherwise, and the other way round. */
const derived = (secret: string, purpose: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `flexgate audit ${purpose}`, bytes));

export function auditKeyOf(secret: string): AuditKey {
  const key = derived(secret, 'chain', KEY_BYTES);
  return {
    id: derived(secret, 'key id', ID_BYTES).toString('hex'),
    hash: (text) => createHmac('sha256', key).update(text).digest('hex'),
  };
}

export const auditKeysOf = (secrets: readonly string[]): AuditKeys =>
  new Map(secrets.map((secret) => auditKeyOf(secret)).map((key) => [key.id, key]));
