import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { AuditKey } from './audit-key.ts';
import type { AuditEntry, AuditHead, AuditRecord } from './audit-record.ts';

/** An entry with what the replica knows of it, before it has its place in the chain. */
export type StampedEntry = AuditEntry & Pick<AuditRecord, 'at' | 'replica'>;

/** Without a key, as records had it before there were keys: anybody can make it. */
export function hashOf(unhashed: object, key: AuditKey | undefined): string {
  const text = canonicalJson(unhashed);
  return key === undefined ? createHash('sha256').update(text).digest('hex') : key.hash(text);
}

function linked(entry: StampedEntry, { seq, hash: previous }: AuditHead, key: AuditKey | undefined): AuditRecord {
  const unhashed = { ...entry, seq: seq + 1, previous, ...(key !== undefined && { keyId: key.id }) };
  return { ...unhashed, hash: hashOf(unhashed, key) };
}

/** The entries as the next records after `head`. */
export function linkAll(
  entries: readonly StampedEntry[],
  head: AuditHead,
  key: AuditKey | undefined,
): readonly AuditRecord[] {
  const records: AuditRecord[] = [];
  for (const entry of entries) records.push(linked(entry, records.at(-1) ?? head, key));
  return records;
}
