import { Refusal } from '../kernel/refusal.ts';
import type { AuditLog } from './audit-log.ts';
import type { AuditRecord } from './audit-record.ts';
import { isCutOff, readAll } from './read-all.ts';
import type { Stretch } from './read-all.ts';

export interface Period {
  /** ms since epoch, both included. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * From the first record that is not before the period to the last that is not after it, whatever stands between them: the
 * clocks of replicas differ, and a record left out for its time would be a gap.
 */
async function stretchOf(log: Pick<AuditLog, 'read'>, period: Period, all: Stretch): Promise<Stretch> {
  const { from = -Infinity, to = Infinity } = period;
  if (from === -Infinity && to === Infinity) return all;
  let [first, last] = [Infinity, 0];
  for await (const { seq, at } of readAll(log, all)) {
    if (at >= from) first = Math.min(first, seq);
    if (at <= to) last = seq;
  }
  return { after: first - 1, until: last };
}

/** `next` should be what comes now: what the bound has cut off before it could be read must not look like the whole. */
async function ensureNotOvertaken(log: Pick<AuditLog, 'read'>, next: number, found: number): Promise<void> {
  if (found > next && (await isCutOff(log, next))) throw new Refusal('AUDIT_OVERTAKEN', { first: next });
}

/**
 * What is kept, without a gap of its own making. What has been given out cannot be taken back, so that where the bound cuts
 * off what was about to be read, Refusal AUDIT_OVERTAKEN follows it. Records that somebody took out are left out silently:
 * the export proves that, when it is verified.
 */
export async function* exportLog(
  log: Pick<AuditLog, 'read' | 'head'>,
  period: Period = {},
): AsyncGenerator<AuditRecord> {
  const stretch = await stretchOf(log, period, { after: 0, until: (await log.head()).seq });
  let next: number | undefined;
  for await (const record of readAll(log, stretch)) {
    if (next !== undefined) await ensureNotOvertaken(log, next, record.seq);
    yield record;
    next = record.seq + 1;
  }
  if (next !== undefined) await ensureNotOvertaken(log, next, stretch.until + 1);
}
