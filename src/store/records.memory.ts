import type { Clock } from '../kernel/clock.ts';
import type { Records } from '../kernel/records.ts';
import { ExpiringMap } from './expiring-map.ts';
import { lifetimeMs } from './lifetime.ts';

export function memoryRecords(clock: Clock, capacity: number): Records {
  const entries = new ExpiringMap<string>(capacity);
  const write = (key: string, value: string, ttlMs: number, operation: string): void => {
    const now = clock();
    entries.set(key, { value, ends: now + lifetimeMs(ttlMs) }, now, operation);
  };
  return {
    put: async (key, value, ttlMs) => write(key, value, ttlMs, 'records.put'),
    putOnce: async (key, value, ttlMs) => {
      if (entries.get(key, clock()) !== undefined) return false;
      write(key, value, ttlMs, 'records.putOnce');
      return true;
    },
    get: async (key) => entries.get(key, clock()),
    take: async (key) => entries.take(key, clock()),
  };
}
