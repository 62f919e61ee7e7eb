import type { AuditLog } from './audit-log.ts';
import type { AuditEntry, AuditHead } from './audit-record.ts';

/**
 * Whether the chain ended with `known` and does not hold it any more: a Redis primary failed over to a replica that had not
 * got all, or was restored from a copy. Others have written under the same numbers since, and that chain holds by itself.
 * Of a record that the bound has cut off it cannot be told.
 */
async function isLost({ read }: Pick<AuditLog, 'read'>, known: AuditHead, now: AuditHead): Promise<boolean> {
  if (known.seq === 0 || now.hash === known.hash) return false;
  if (now.seq <= known.seq) return true;
  const [there] = await read(known.seq - 1, 1);
  return there?.seq === known.seq && there.hash !== known.hash;
}

/** What a replica tells that finds the store behind what it has seen kept. */
export async function lossOf(
  log: Pick<AuditLog, 'read'>,
  known: AuditHead,
  now: AuditHead,
): Promise<AuditEntry | undefined> {
  if (!(await isLost(log, known, now))) return undefined;
  const why = `record ${known.seq} with the hash ${known.hash} was kept and is there no more: the store went back`;
  return { kind: 'audit.lost', why, by: 'gateway' };
}
