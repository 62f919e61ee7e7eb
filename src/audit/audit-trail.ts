import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { AuditKey } from './audit-key.ts';
import type { AuditLog } from './audit-log.ts';
import { CHAIN_START } from './audit-record.ts';
import type { AuditEntry, AuditHead } from './audit-record.ts';
import { linkAll } from './chain.ts';
import type { StampedEntry } from './chain.ts';
import { lossOf } from './lost-records.ts';

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
/**
 * The head goes to the log after so many records, and with the first that comes so much later (ms): heads outside of the
 * store, against which a chain can be held.
 */
const ANCHOR_EVERY = 1_000;
const ANCHOR_AFTER_MS = 60_000;
/** Rounds lost to other replicas before a batch is given up; each round some replica wins. */
const ROUNDS = 50;

/** Notes the head down where a multiple of so many was among the newest records, or it was not for long. */
function createAnchors({
  clock,
  log,
}: Pick<AuditTrailDeps, 'clock' | 'log'>): (head: AuditHead, added: number) => void {
  let last = clock();
  return ({ seq, hash }, added) => {
    const now = clock();
    if (seq % ANCHOR_EVERY >= added && now - last < ANCHOR_AFTER_MS) return;
    last = now;
    log.info({ seq, hash }, 'audit: the chain ends here now');
  };
}

interface Waiting {
  readonly entry: StampedEntry;
  readonly kept: () => void;
}

/** What is to be told of a loss, before the entries that come now. Told once: the head is then the one of now. */
async function tellLoss(
  known: AuditHead,
  now: AuditHead,
  { audit, clock, log, replica }: AuditTrailDeps,
): Promise<readonly StampedEntry[]> {
  const loss = await lossOf(audit, known, now);
  if (loss === undefined) return [];
  // The head that is gone stands there as the noted ones do, and so serves as one.
  log.error({ ...known, found: now }, 'audit: the store has lost records that it had taken');
  return [{ ...loss, at: clock(), replica }];
}

/** Whether the records are in: the chain ends with ours. */
async function appendBatch(batch: readonly StampedEntry[], known: AuditHead, deps: AuditTrailDeps): Promise<AuditHead> {
  const { audit, key } = deps;
  let head = known;
  const entries = [...batch];
  for (let round = 0; round < ROUNDS; round += 1) {
    const records = linkAll(entries, head, key);
    const now = await audit.append(records, head);
    if (now.hash === records.at(-1)?.hash) return now;
    entries.unshift(...(await tellLoss(head, now, deps)));
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
  const noteDown = createAnchors(deps);
  const waiting: Waiting[] = [];
  let head = CHAIN_START;
  let writing: Promise<void> | undefined;

  const writeNext = async (): Promise<void> => {
    const batch = waiting.splice(0, BATCH);
    const entries = batch.map(({ entry }) => entry);
    try {
      head = await appendBatch(entries, head, deps);
      noteDown(head, entries.length);
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
