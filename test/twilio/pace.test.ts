import * as fc from 'fast-check';
import { createPace } from '../../src/twilio/pace.ts';

test('calls are spaced evenly, from the first on', () => {
  const pace = createPace(100);
  expect(pace.waitMs(0)).toBe(0);
  pace.begin(0);
  // The first may come late by as much as may be caught up with.
  for (let turn = 0; turn < 5; turn += 1) pace.begin(0);
  expect(pace.waitMs(0)).toBeCloseTo(10);
  expect(pace.waitMs(10)).toBe(0);
});

test('another rate counts from the next call on, and without one nothing waits', () => {
  const pace = createPace(Infinity);
  for (let turn = 0; turn < 1_000; turn += 1) pace.begin(5);
  expect(pace.waitMs(5)).toBe(0);
  pace.perSecond(2);
  pace.begin(5);
  expect(pace.waitMs(5)).toBeCloseTo(450);
});

test('whenever calls come, no second holds more than the rate and a twentieth', () => {
  const gaps = fc.array(fc.nat(40), { minLength: 50, maxLength: 300 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 5, max: 500 }), (all, rate) => {
      const pace = createPace(rate);
      const begun: number[] = [];
      let now = 0;
      for (const gap of all) {
        now = Math.max(now + gap, now + pace.waitMs(now));
        pace.begin(now);
        begun.push(now);
        const lastSecond = begun.filter((at) => at > now - 1_000).length;
        expect(lastSecond).toBeLessThanOrEqual(Math.ceil(rate * 1.05) + 1);
      }
    }),
  );
});
