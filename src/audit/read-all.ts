import type { AuditLog } from './audit-log.ts';
import type { AuditRecord } from './audit-record.ts';

const PAGE = 1_000;

/** A stretch of the chain, by `seq`. */
export interface Stretch {
  /** The record before the first. */
  readonly after: number;
  /** The last one. */
  readonly until: number;
}

/** Every record of the stretch that is kept, oldest first, page by page. Ends, however many are appended meanwhile. */
export async function* readAll(
  { read }: Pick<AuditLog, 'read'>,
  { after, until }: Stretch,
): AsyncGenerator<AuditRecord> {
  let last = after;
  while (last < until) {
    const page = await read(last, Math.min(PAGE, until - last));
    yield* page.filter(({ seq }) => seq <= until);
    const newest = page.at(-1);
    if (newest === undefined) return;
    last = newest.seq;
  }
}

/** Whether the bound has cut the record off: all that is kept is newer. */
export async function isCutOff({ read }: Pick<AuditLog, 'read'>, seq: number): Promise<boolean> {
  const [oldest] = await read(0, 1);
  return oldest !== undefined && oldest.seq > seq;
}

/** The newest `limit` records before `before`, newest first. */
export async function readNewest(
  { read, head }: Pick<AuditLog, 'read' | 'head'>,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<readonly AuditRecord[]> {
  const end = before ?? (await head()).seq + 1;
  const records = end <= 1 ? [] : await read(Math.max(0, end - 1 - limit), limit);
  return records.filter(({ seq }) => seq < end).toReversed();
}
