import { Refusal } from '../../src/kernel/refusal.ts';
import { ExpiringMap } from '../../src/store/expiring-map.ts';

const fill = (map: ExpiringMap<number>, count: number, ends: number, now = 0): void => {
  for (let i = 0; i < count; i += 1) map.set(`${ends}-${i}`, { value: i, ends }, now, 'test');
};

test('an entry is there until its end, and not at it', () => {
  const map = new ExpiringMap<number>(10);
  map.set('k', { value: 1, ends: 100 }, 0, 'test');
  expect([map.get('k', 99), map.get('k', 100)]).toEqual([1, undefined]);
  expect(map.live(99)).toEqual([['k', 1]]);
  expect(map.live(100)).toEqual([]);
});

test('an end moves forward only, and only where there is an entry', () => {
  const map = new ExpiringMap<number>(10);
  map.set('k', { value: 1, ends: 100 }, 0, 'test');
  map.extend('k', 50);
  expect(map.get('k', 99)).toBe(1);
  map.extend('k', 200);
  expect(map.get('k', 199)).toBe(1);
  map.extend('other', 200);
  expect(map.size).toBe(1);
});

test('take answers a live entry once, and clears one that is over', () => {
  const map = new ExpiringMap<number>(10);
  map.set('k', { value: 1, ends: 100 }, 0, 'test');
  map.set('l', { value: 2, ends: 100 }, 0, 'test');
  expect([map.take('k', 0), map.take('k', 0), map.take('l', 100)]).toEqual([1, undefined, undefined]);
  expect(map.size).toBe(0);
});

test('what is over is swept away while others are written', () => {
  const map = new ExpiringMap<number>(100_000);
  for (let round = 0; round < 50; round += 1) fill(map, 1000, round + 1, round);
  expect(map.size).toBeLessThan(5000);
});

test('a map full of live entries refuses the next one and forgets nothing', () => {
  const map = new ExpiringMap<number>(10);
  fill(map, 10, 100);
  const refused = (): void => map.set('one more', { value: 1, ends: 100 }, 0, 'records.put');
  expect(refused).toThrow(Refusal);
  expect(refused).toThrow(
    expect.objectContaining({
      code: 'STORE_UNAVAILABLE',
      evidence: { operation: 'records.put', reason: 'the in-process store is full' },
    }),
  );
  expect(map.live(0)).toHaveLength(10);
  map.set('100-0', { value: 5, ends: 200 }, 0, 'test');
  expect(map.get('100-0', 150)).toBe(5);
});

test('a full map takes the next one when others are over', () => {
  const map = new ExpiringMap<number>(10);
  fill(map, 10, 100);
  map.set('one more', { value: 1, ends: 300 }, 100, 'test');
  expect(map.live(100)).toEqual([['one more', 1]]);
  expect(map.size).toBe(1);
});
