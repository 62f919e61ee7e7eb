import type { AuditHead, AuditRecord } from './audit-record.ts';

/**
 * Where the chain is kept: append-only, bounded, shared by all replicas. Rejects with Refusal STORE_UNAVAILABLE; whether
 * an append was made is then unknown, and the head tells.
 */
export interface AuditLog {
  /**
   * One atomic step: appends all where the chain still ends with `after.hash`, and answers the new head. Where another
   * replica was faster, nothing is appended and the answer is the head as it is: link anew and try again.
   */
  append(records: readonly AuditRecord[], after: AuditHead): Promise<AuditHead>;
  head(): Promise<AuditHead>;
  /** Records with a `seq` above `after`, oldest first. `limit` >= 1. */
  read(after: number, limit: number): Promise<readonly AuditRecord[]>;
}
