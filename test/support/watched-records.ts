import type { Records } from '../../src/kernel/records.ts';

export interface WatchedRecords extends Records {
  /** Keys that were asked for, in order. */
  readonly asked: readonly string[];
  /** Everything that was ever written, by key. */
  readonly written: ReadonlyMap<string, string>;
}

/** The same records, whose traffic a test can see. */
export function watchRecords(records: Records): WatchedRecords {
  const asked: string[] = [];
  const written = new Map<string, string>();
  return {
    asked,
    written,
    put: (key, value, ttlMs) => {
      written.set(key, value);
      return records.put(key, value, ttlMs);
    },
    putOnce: (key, value, ttlMs) => {
      written.set(key, value);
      return records.putOnce(key, value, ttlMs);
    },
    get: (key) => {
      asked.push(key);
      return records.get(key);
    },
    take: (key) => {
      asked.push(key);
      return records.take(key);
    },
  };
}
