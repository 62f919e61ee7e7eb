import type { Clock } from '../kernel/clock.ts';
import { createMemorySubjects } from './memory-subjects.ts';
import { memoryRecords } from './records.memory.ts';
import { memorySessionStore } from './session-store.memory.ts';
import type { Store } from './store.ts';
import { memorySubjectLedger } from './subject-ledger.memory.ts';

const CAPACITY = 100_000;

/**
 * The store of a single process, lost when it ends. `capacity` bounds each kind of entry; when one is full, the store
 * refuses (STORE_UNAVAILABLE) instead of forgetting something.
 */
export function createMemoryStore({ clock, capacity = CAPACITY }: { clock: Clock; capacity?: number }): Store {
  const subjects = createMemorySubjects(capacity);
  return {
    records: memoryRecords(clock, capacity),
    ledger: memorySubjectLedger(subjects, clock),
    sessions: memorySessionStore(subjects, clock),
    ping: async () => undefined,
    close: async () => undefined,
  };
}
