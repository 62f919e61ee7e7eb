import type { Clock } from '../kernel/clock.ts';
import { memoryAuditLog } from './audit-log.memory.ts';
import { createMemorySubjects } from './memory-subjects.ts';
import { memoryRecords } from './records.memory.ts';
import { memorySessionStore } from './session-store.memory.ts';
import { AUDIT_RECORDS } from './store.ts';
import type { Store } from './store.ts';
import { memorySubjectIndex } from './subject-index.memory.ts';
import { memoryTraceIndex } from './trace-index.memory.ts';
import { memorySubjectLedger } from './subject-ledger.memory.ts';

const CAPACITY = 100_000;

export interface MemoryStoreDeps {
  readonly clock: Clock;
  readonly capacity?: number;
  /** How many records the audit keeps, at least. */
  readonly auditRecords?: number;
}

/**
 * The store of a single process, lost when it ends. `capacity` bounds each kind of entry; when one is full, the store
 * refuses (STORE_UNAVAILABLE) instead of forgetting something.
 */
export function createMemoryStore(deps: MemoryStoreDeps): Store {
  const { clock, capacity = CAPACITY, auditRecords = AUDIT_RECORDS } = deps;
  const subjects = createMemorySubjects(capacity);
  return {
    records: memoryRecords(clock, capacity),
    ledger: memorySubjectLedger(subjects, clock),
    sessions: memorySessionStore(subjects, clock),
    traces: memoryTraceIndex(clock),
    subjects: memorySubjectIndex(),
    audit: memoryAuditLog(auditRecords),
    ping: async () => undefined,
    close: async () => undefined,
  };
}
