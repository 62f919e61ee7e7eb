import type { AuditLog } from './audit-log.ts';
import type { AuditRecord } from './audit-record.ts';

const PAGE = 1_000;

export interface Period {
  /** ms since epoch, both included. */
  readonly from?: number;
  readonly to?: number;
}

const isWithin = ({ at }: AuditRecord, { from = -Infinity, to = Infinity }: Period): boolean => at >= from && at <= to;

/** Every record that is kept, oldest first, page by page. */
export async function* readAll({ read }: Pick<AuditLog, 'read'>, period: Period = {}): AsyncGenerator<AuditRecord> {
  let after = 0;
  for (;;) {
    const page = await read(after, PAGE);
    yield* page.filter((record) => isWithin(record, period));
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
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
