import { createSnapshot } from '../../src/twilio/snapshot.ts';
import { currentDeadline, withTwilioDeadline } from '../../src/twilio/twilio-scope.ts';
import { failureOf } from '../support/failing.ts';

interface Source {
  readonly load: () => Promise<number>;
  /** Settles the oldest load under way. */
  readonly finish: (error?: Error) => void;
  loads(): number;
}

/** Each load gives its number. */
function aSource(): Source {
  let loads = 0;
  const underWay: ((error?: Error) => void)[] = [];
  return {
    load: () => {
      loads += 1;
      const mine = loads;
      return new Promise((resolve, reject) => {
        underWay.push((error) => (error === undefined ? resolve(mine) : reject(error)));
      });
    },
    finish: (error) => underWay.shift()?.(error),
    loads: () => loads,
  };
}

const TTL = 1_000;

test('however many read at once, one load is under way', async () => {
  const source = aSource();
  const snapshot = createSnapshot(source.load, { clock: () => 0, ttlMs: TTL });
  const reads = [snapshot.read(), snapshot.read(), snapshot.read()];
  source.finish();
  expect(await Promise.all(reads)).toEqual([1, 1, 1]);
});

test('a copy serves for its time to live, counted from its arrival, and no longer', async () => {
  const source = aSource();
  let now = 0;
  const snapshot = createSnapshot(source.load, { clock: () => now, ttlMs: TTL });
  const first = snapshot.read();
  now = 500;
  source.finish();
  await first;

  now = 500 + TTL - 1;
  expect(await snapshot.read()).toBe(1);
  now = 500 + TTL;
  const later = snapshot.read();
  source.finish();
  expect(await later).toBe(2);
});

test('a reader may ask for a younger copy', async () => {
  const source = aSource();
  let now = 0;
  const snapshot = createSnapshot(source.load, { clock: () => now, ttlMs: TTL });
  const first = snapshot.read();
  source.finish();
  await first;

  now = 100;
  expect(await snapshot.read(101)).toBe(1);
  const younger = snapshot.read(100);
  source.finish();
  expect(await younger).toBe(2);
});

test('a failed load fails its readers and is not kept', async () => {
  const source = aSource();
  const snapshot = createSnapshot(source.load, { clock: () => 0, ttlMs: TTL });
  const failing = [failureOf(snapshot.read()), failureOf(snapshot.read())];
  const outage = new Error('outage');
  source.finish(outage);
  expect(await Promise.all(failing)).toEqual([outage, outage]);

  const next = snapshot.read();
  source.finish();
  expect(await next).toBe(2);
});

test.each([undefined, new Error('outage')])(
  'a load that was under way when the copy was invalidated is not kept (%p)',
  async (outcome) => {
    const source = aSource();
    const snapshot = createSnapshot(source.load, { clock: () => 0, ttlMs: TTL });
    const before = snapshot.read().catch(() => 'failed');

    snapshot.invalidate();
    const after = snapshot.read();
    source.finish(outcome);
    await before;

    const joined = snapshot.read();
    source.finish();
    expect(await Promise.all([after, joined])).toEqual([2, 2]);
    expect([await snapshot.read(), source.loads()]).toEqual([2, 2]);
  },
);

test('the load does not end with the login that began it', async () => {
  const seen: unknown[] = [];
  const load = (): Promise<number> => {
    seen.push(currentDeadline());
    return Promise.resolve(1);
  };
  const snapshot = createSnapshot(load, { clock: () => 0, ttlMs: TTL });
  await withTwilioDeadline(60_000, () => snapshot.read());
  expect(seen).toEqual([undefined]);
});
