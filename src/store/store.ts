import type { Records } from '../kernel/records.ts';
import type { SubjectLedger } from '../provisioning/subject-ledger.ts';
import type { SessionStore } from '../sessions/session-store.ts';

/**
 * Everything that the gateway remembers. One implementation lives in this process (sandbox, tests), one in Redis; both
 * pass the same contract suite.
 */
export interface Store {
  readonly records: Records;
  readonly ledger: SubjectLedger;
  readonly sessions: SessionStore;
  /** Resolves where the store takes writes at this moment; rejects with Refusal STORE_UNAVAILABLE where it does not. */
  ping(): Promise<void>;
  /** Drops what is still under way. The store cannot be used afterwards. */
  close(): Promise<void>;
}
