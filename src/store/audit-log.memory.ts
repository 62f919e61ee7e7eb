import type { AuditLog } from '../audit/audit-log.ts';
import { CHAIN_START } from '../audit/audit-record.ts';
import type { AuditHead, AuditRecord } from '../audit/audit-record.ts';

/** `keep`: records. Cut off in pieces, so that an append stays O(1) on average. */
export function memoryAuditLog(keep: number): AuditLog {
  let lines: string[] = [];
  let first = 1;
  let end: AuditHead = CHAIN_START;
  const trim = (): void => {
    if (lines.length < 2 * keep) return;
    first += lines.length - keep;
    lines = lines.slice(-keep);
  };
  return {
    append: async (records, after) => {
      const last = records.at(-1);
      if (after.hash !== end.hash || last === undefined) return end;
      lines.push(...records.map((record) => JSON.stringify(record)));
      end = { seq: last.seq, hash: last.hash };
      trim();
      return end;
    },
    head: async () => end,
    read: async (after, limit) => {
      const from = Math.max(0, after + 1 - first);
      return lines.slice(from, from + limit).map((line) => JSON.parse(line) as AuditRecord);
    },
  };
}
