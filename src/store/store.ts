import type { AuditLog } from '../audit/audit-log.ts';
import type { Records } from '../kernel/records.ts';
import type { SharedBudget } from '../provisioning/shared-budget.ts';
import type { SubjectIndex } from '../provisioning/subject-index.ts';
import type { SubjectLedger } from '../provisioning/subject-ledger.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { TraceIndex } from '../traces/trace-index.ts';

/** Audit records to keep where nothing else is said. */
export const AUDIT_RECORDS = 100_000;

/**
 * Everything that the gateway remembers. One implementation lives in this process (sandbox, tests), one in Redis; both
 * pass the same contract suite.
 */
export interface Store {
  readonly records: Records;
  readonly ledger: SubjectLedger;
  readonly sessions: SessionStore;
  readonly traces: TraceIndex;
  readonly subjects: SubjectIndex;
  readonly audit: AuditLog;
  /** Absent where no other process can share the store. */
  readonly budget?: SharedBudget;
  /** Resolves where the store takes writes at this moment; rejects with Refusal STORE_UNAVAILABLE where it does not. */
  ping(): Promise<void>;
  /** Drops what is still under way. The store cannot be used afterwards. */
  close(): Promise<void>;
}
