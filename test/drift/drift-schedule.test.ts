import { createDriftSchedule } from '../../src/drift/drift-schedule.ts';
import type { DriftOrder } from '../../src/drift/detect-drift.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import { aLog } from '../support/store-builders.ts';

const HOUR = 3_600_000;

function replicas(settings: { everyMs?: number }) {
  const clock = { now: 100 * HOUR };
  const { records } = createMemoryStore({ clock: () => clock.now });
  const begun: [string, DriftOrder][] = [];
  const runs = {
    begin: (id: string, order: DriftOrder) => {
      begun.push([id, order]);
      return { begun: Promise.resolve(), finished: Promise.resolve({ state: 'running' as const }) };
    },
  };
  const one = (replica: string) =>
    createDriftSchedule({
      runs,
      records,
      settings: { policy: 'repair', ...settings },
      replica,
      clock: () => clock.now,
      log: aLog(),
    });
  return { clock, begun, a: one('a'), b: one('b') };
}

test('one run in each period, whichever replica is first', async () => {
  const { clock, begun, a, b } = replicas({ everyMs: HOUR });
  expect(await Promise.all([a.tick(), b.tick(), a.tick()])).toEqual([true, false, false]);
  clock.now += HOUR;
  expect([await b.tick(), await a.tick()]).toEqual([true, false]);
  expect(begun.map(([id]) => id)).toEqual(['schedule-100', 'schedule-101']);
  expect(begun[0]?.[1]).toEqual({ policy: 'repair', by: 'schedule' });
});

test('switched off, it never runs', async () => {
  const { begun, a } = replicas({});
  a.start();
  expect(await a.tick()).toBe(false);
  await a.stop();
  expect(begun).toEqual([]);
});

test('a store that does not answer costs a run and nothing else', async () => {
  const log = aLog();
  const schedule = createDriftSchedule({
    runs: { begin: () => ({ begun: Promise.resolve(), finished: Promise.reject(new Error('must not run')) }) },
    records: {
      putOnce: () => Promise.reject(new Refusal('STORE_UNAVAILABLE', { operation: 'records.putOnce', reason: 'down' })),
    },
    settings: { everyMs: HOUR, policy: 'report' },
    replica: 'a',
    clock: () => 0,
    log,
  });
  expect(await schedule.tick()).toBe(false);
  expect(log.lines).toMatchObject([{ level: 'warn' }]);
});
