import { createDriftSchedule } from '../../src/drift/drift-schedule.ts';
import type { DriftOrder } from '../../src/drift/detect-drift.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import { aLog } from '../support/store-builders.ts';
import { eventually } from '../support/store-eventually.ts';

const HOUR = 3_600_000;

function replicas(settings: { everyMs?: number }) {
  const clock = { now: 100 * HOUR };
  const { records } = createMemoryStore({ clock: () => clock.now });
  const begun: [string, DriftOrder][] = [];
  const work = { finished: Promise.resolve({ state: 'running' as const }) };
  const runs = {
    begin: (id: string, order: DriftOrder) => {
      begun.push([id, order]);
      return { begun: Promise.resolve(), finished: work.finished };
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
      beatMs: 1,
    });
  return { clock, begun, work, records, a: one('a'), b: one('b') };
}

test('one run in each period, whichever replica is first', async () => {
  const { clock, begun, a, b } = replicas({ everyMs: HOUR });
  expect(await Promise.all([a.tick(), b.tick(), a.tick()])).toEqual([true, false, false]);
  clock.now += HOUR;
  expect([await b.tick(), await a.tick()]).toEqual([true, false]);
  expect(begun.map(([id]) => id)).toEqual(['schedule-100', 'schedule-101']);
  expect(begun[0]?.[1]).toEqual({ policy: 'repair', by: 'schedule' });
});

test('a run that outlasts its period keeps the next one back until it is over, on every replica', async () => {
  const { clock, begun, work, records, a, b } = replicas({ everyMs: HOUR });
  let end = (): void => undefined;
  work.finished = new Promise((resolve) => {
    end = () => resolve({ state: 'running' });
  });
  expect(await a.tick()).toBe(true);
  clock.now += HOUR;
  await eventually(
    () => records.get('drift-at-work'),
    (replica) => replica === 'a',
  );
  expect([await b.tick(), await a.tick()]).toEqual([false, false]);
  end();
  await a.stop();
  expect([await b.tick(), await a.tick()]).toEqual([true, false]);
  expect(begun.map(([id]) => id)).toEqual(['schedule-100', 'schedule-101']);
  await b.stop();
});

test('a replica that died in the middle keeps nobody back for longer than it may be silent', async () => {
  const { clock, records, b } = replicas({ everyMs: HOUR });
  await records.putOnce('drift-at-work', 'died', 120_000);
  expect(await b.tick()).toBe(false);
  clock.now += 120_001;
  expect(await b.tick()).toBe(true);
});

test('a period longer than a timer can count is looked for as often as any other', async () => {
  jest.useFakeTimers();
  try {
    const { begun, a } = replicas({ everyMs: 30 * 24 * HOUR });
    a.start();
    await jest.advanceTimersByTimeAsync(59_999);
    expect(begun).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(begun).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(300_000);
    expect(begun).toHaveLength(1);
    await a.stop();
  } finally {
    jest.useRealTimers();
  }
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
  const away = () => Promise.reject(new Refusal('STORE_UNAVAILABLE', { operation: 'records', reason: 'down' }));
  const schedule = createDriftSchedule({
    runs: { begin: () => ({ begun: Promise.resolve(), finished: Promise.reject(new Error('must not run')) }) },
    records: { put: away, putOnce: away, get: away, take: away },
    settings: { everyMs: HOUR, policy: 'report' },
    replica: 'a',
    clock: () => 0,
    log,
  });
  expect(await schedule.tick()).toBe(false);
  expect(log.lines).toMatchObject([{ level: 'warn' }]);
});
