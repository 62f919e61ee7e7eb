import type { Clock } from '../kernel/clock.ts';
import type { AuditEntry } from './audit-record.ts';
import type { AuditTrail } from './audit-trail.ts';

const WINDOW_MS = 60_000;
/** Entries that each get a record of their own, in a window and on a replica. */
const MOST = 60;

export interface BoundedAudit {
  /** Appends, unless the window is full. Does not wait. */
  append(entry: AuditEntry): void;
  /** Closes a window that is over, where nothing of the kind comes any more to do it. */
  turn(): void;
}

/**
 * For what anybody can send: the rest of a flood is one record with a count, or it would push the records that matter out
 * of a bounded log. `rest` words that record: `440 more …`.
 */
export function createBoundedAudit(
  { append }: Pick<AuditTrail, 'append'>,
  clock: Clock,
  rest: Pick<AuditEntry, 'kind'> & { readonly what: string },
): BoundedAudit {
  let window = { since: -Infinity, count: 0 };
  const turn = (): void => {
    const now = clock();
    if (now - window.since < WINDOW_MS) return;
    const more = window.count - MOST;
    if (more > 0) {
      const why = `${more} more ${rest.what} since ${new Date(window.since).toISOString()}`;
      void append({ kind: rest.kind, why, by: 'anonymous' });
    }
    window = { since: now, count: 0 };
  };
  return {
    turn,
    append: (entry) => {
      turn();
      window.count += 1;
      if (window.count <= MOST) void append(entry);
    },
  };
}
