import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { AuditEntry, AuditHead, AuditRecord } from './audit-record.ts';

/** An entry with what the replica knows of it, before it has its place in the chain. */
export type StampedEntry = AuditEntry & Pick<AuditRecord, 'at' | 'replica'>;

export const hashOf = (unhashed: object): string => createHash('sha256').update(canonicalJson(unhashed)).digest('hex');

function linked(entry: StampedEntry, { seq, hash: previous }: AuditHead): AuditRecord {
  const unhashed = { ...entry, seq: seq + 1, previous };
  return { ...unhashed, hash: hashOf(unhashed) };
}

/** The entries as the next records after `head`. */
export function linkAll(entries: readonly StampedEntry[], head: AuditHead): readonly AuditRecord[] {
  const records: AuditRecord[] = [];
  for (const entry of entries) records.push(linked(entry, records.at(-1) ?? head));
  return records;
}
