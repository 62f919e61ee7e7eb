import { createMemoryOutbox } from '../../src/outbox/outbox.memory.ts';
import type { Outbox } from '../../src/provisioning/outbox.ts';
import type { StoreConnection } from '../../src/store/connect.redis.ts';
import { createMemorySubjects, type MemorySubjects } from '../../src/store/memory-subjects.ts';
import { memorySessionStore } from '../../src/store/session-store.memory.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import type { Store } from '../../src/store/store.ts';
import { sha256 } from '../../src/store/subject-key.ts';
import { memorySubjectLedger } from '../../src/store/subject-ledger.memory.ts';
import { collectingLog } from './a-gateway.ts';

/** Names and digests of all that is held, sorted. Without the traces: each attempt leaves its own. */
export type Held = () => Promise<readonly string[]>;

export const addedTo = (before: readonly string[], after: readonly string[]): readonly string[] => {
  const known = new Set(before);
  return after.filter((line) => !known.has(line));
};

/**
 * What is there that was not, and what is gone that was there. An attempt to log in ends with the first answer that the
 * IdP signed for it, whoever brings it: that is no change.
 */
export const changesOf = (before: readonly string[], after: readonly string[]): readonly string[] => [
  ...addedTo(before, after).map((line) => `added: ${line}`),
  ...addedTo(after, before)
    .filter((line) => !line.includes('login-attempt:'))
    .map((line) => `gone: ${line}`),
];

const lineOf = (name: string, value: string): string => `${name} ${sha256(value)}`;

function subjectLines({ subjects, used, sessions }: MemorySubjects): readonly string[] {
  const lines = (kind: string, entries: readonly (readonly [key: string, value: unknown])[]): readonly string[] =>
    entries.map(([key, value]) => lineOf(`${kind} ${key}`, JSON.stringify(value)));
  return [
    ...lines('subject', subjects.live(0)),
    ...lines('claim', used.live(0)),
    ...lines('session', sessions.live(-Infinity)),
  ];
}

/** Records that were written and not taken since. */
function watchedRecords(records: Store['records']): { readonly records: Store['records']; lines(): readonly string[] } {
  const written = new Map<string, string>();
  const note = (key: string, value: string): void => void (key.startsWith('trace:') || written.set(key, value));
  return {
    records: {
      ...records,
      put: (key, value, ttlMs) => {
        note(key, value);
        return records.put(key, value, ttlMs);
      },
      putOnce: async (key, value, ttlMs) => {
        const isFirst = await records.putOnce(key, value, ttlMs);
        if (isFirst) note(key, value);
        return isFirst;
      },
      take: (key) => {
        written.delete(key);
        return records.take(key);
      },
    },
    lines: () => [...written].map(([key, value]) => lineOf(`record ${key}`, value)),
  };
}

/** The memory store of the product, put together from its parts so that a test sees all of it. */
export function anOpenMemoryStore(clock: () => number): { readonly store: Store; readonly held: Held } {
  const all = createMemorySubjects(100_000);
  const store = createMemoryStore({ clock });
  const { records, lines } = watchedRecords(store.records);
  return {
    store: { ...store, records, ledger: memorySubjectLedger(all, clock), sessions: memorySessionStore(all, clock) },
    held: async () => {
      const seen = await store.subjects.count();
      return [...subjectLines(all), ...lines(), `people seen ${seen}`].toSorted();
    },
  };
}

/** The outbox in memory; it holds also what was taken back again since. */
export function aWatchedOutbox(clock: () => number): { readonly outbox: Outbox; readonly held: Held } {
  const outbox = createMemoryOutbox({ clock, log: collectingLog() });
  let [enqueued, guarded] = [0, 0];
  return {
    outbox: {
      ...outbox,
      enqueue: (subject, reason) => {
        enqueued += 1;
        return outbox.enqueue(subject, reason);
      },
      guard: (subject) => {
        guarded += 1;
        return outbox.guard(subject);
      },
    },
    held: async () => [`outbox entries ${enqueued}`, `outbox guards ${guarded}`],
  };
}

/** What the gateway writes by itself, whoever comes: its audit of starts, its budget of calls, and the life of its queue. */
const OF_ITS_OWN = [/^r:trace:/, /^t:/, /^budget$/, /^\{audit\}:/, /outbox:(?:meta|stalled-check|marker)$/];

/** Every key of Redis whose name holds this prefix, with what it holds: store, outbox, limits. */
export const heldInRedis =
  (connection: StoreConnection): Held =>
  async () => {
    const { prefix } = connection;
    const keys = await connection.command('test', (redis) => redis.keys(`*${prefix}*`));
    const kept = keys.filter((key) => !OF_ITS_OWN.some((own) => own.test(key.replace(prefix, ''))));
    const values = await Promise.all(kept.map((key) => connection.command('test', (redis) => redis.dumpBuffer(key))));
    return kept.map((key, index) => lineOf(key, values[index]?.toString('base64') ?? '')).toSorted();
  };
