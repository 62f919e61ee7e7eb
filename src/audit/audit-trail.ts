import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { AuditKey } from './audit-key.ts';
import type { AuditLog } from './audit-log.ts';
import { CHAIN_START } from './audit-record.ts';
import type { AuditEntry, AuditHead } from './audit-record.ts';
import { linkAll } from './chain.ts';
import type { StampedEntry } from './chain.ts';

export interface AuditTrail {
  /**
   * Appends, and resolves when it is kept. Never rejects: the audit must not decide who gets in. An entry that the store
   * does not take goes to the log at level `error`, whole, so that it can be found there. Who must not wait (a login)
   * does not await it; who acts for an operator does.
   */
  append(entry: AuditEntry): Promise<void>;
  read: AuditLog['read'];
  head: AuditLog['head'];
  /** Resolves when everything that was appended is kept or in the log. */
  settled(): Promise<void>;
}

export interface AuditTrailDeps {
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
  /** Name of this replica, in every record. */
  readonly replica: string;
  /** Makes the hashes. */
  readonly key: AuditKey;
}

/** Records in one step: a long Redis script would hold up logins. */
const BATCH = 200;
/** The head goes to the log after so many records: an anchor outside of the store, against which a chain can be held. */
const ANCHOR_EVERY = 1_000;
/** Rounds lost to other replicas before a batch is given up; each round some replica wins. */
const ROUNDS = 50;

/** Whether a multiple of so many was among the newest records. */
const isAnchor = ({ seq }: AuditHead, added: number): boolean => seq % ANCHOR_EVERY < added;

interface Waiting {
  readonly entry: StampedEntry;
  readonly kept: () => void;
}

/** Whether the records are in: the chain ends with ours. */
async function appendBatch(
  batch: readonly StampedEntry[],
  known: AuditHead,
  { audit, key }: Pick<AuditTrailDeps, 'audit' | 'key'>,
): Promise<AuditHead> {
  let head = known;
  for (let round = 0; round < ROUNDS; round += 1) {
    const records = linkAll(batch, head, key);
    const now = await audit.append(records, head);
    if (now.hash === records.at(-1)?.hash) return now;
    head = now;
  }
  throw new Error('other replicas were faster every time');
}

/**
 * One append at a time per replica: what comes meanwhile waits and goes together in the next step, so the chain costs
 * less than one step for each login just when there are many.
 */
export function createAuditTrail(deps: AuditTrailDeps): AuditTrail {
  const { audit, clock, log, replica } = deps;
  const waiting: Waiting[] = [];
  let head = CHAIN_START;
  let writing: Promise<void> | undefined;

  const writeNext = async (): Promise<void> => {
    const batch = waiting.splice(0, BATCH);
    const entries = batch.map(({ entry }) => entry);
    try {
      head = await appendBatch(entries, head, deps);
      if (isAnchor(head, entries.length))
        log.info({ seq: head.seq, hash: head.hash }, 'audit: the chain ends here now');
    } catch (error) {
      for (const entry of entries) log.error({ audit: entry, err: error }, 'audit record not kept: here it is');
    }
    for (const { kept } of batch) kept();
  };
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) await writeNext();
    writing = undefined;
  };
  return {
    append: (entry) =>
      new Promise((resolve) => {
        waiting.push({ entry: { ...entry, at: clock(), replica }, kept: resolve });
        writing ??= writeAll();
      }),
    read: (after, limit) => audit.read(after, limit),
    head: () => audit.head(),
    settled: async () => writing,
  };
}
