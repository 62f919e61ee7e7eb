import * as fc from 'fast-check';
import { Refusal } from '../../src/kernel/refusal.ts';
import { isIncurable, RETRIES, retryDelayMs } from '../../src/provisioning/outbox.ts';

const away = new Refusal('TWILIO_UNAVAILABLE', { operation: 'worker.fetch', reason: 'test' });
const rejected = new Refusal('TWILIO_REJECTED', { operation: 'worker.update', status: 400, message: 'test' });
const limited = (retryAfterMs: number): Refusal =>
  new Refusal('TWILIO_RATE_LIMITED', { operation: 'worker.fetch', retryAfterMs });

test.each([
  { tries: 1, error: away, random: 0, ms: 250 },
  { tries: 1, error: away, random: 1, ms: 500 },
  { tries: 3, error: away, random: 1, ms: 2_000 },
  { tries: 7, error: away, random: 1, ms: 30_000 },
  { tries: 5_000, error: away, random: 0, ms: 15_000 },
  { tries: 1, error: new Error('a defect'), random: 1, ms: 500 },
  { tries: 1, error: limited(7_000), random: 1, ms: 7_500 },
  { tries: 1, error: rejected, random: 1, ms: 900_000 },
])(
  'after $tries tries that failed with $error.message, at $random of the jitter, it waits $ms ms',
  ({ ms, random, ...failed }) => {
    expect(retryDelayMs(failed, random)).toBe(ms);
  },
);

test('a wait is never longer than the longest, never shorter than half of what it may be, and never ends', () => {
  const failures = fc.record({ tries: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), error: fc.constant(away) });
  fc.assert(
    fc.property(failures, fc.double({ min: 0, max: 0.999, noNaN: true }), (failed, random) => {
      const ms = retryDelayMs(failed, random);
      expect(ms).toBeGreaterThanOrEqual(RETRIES.firstMs / 2);
      expect(ms).toBeLessThanOrEqual(RETRIES.longestMs);
    }),
  );
});

test.each([
  ['TWILIO_REJECTED', rejected, true],
  ['TWILIO_UNAVAILABLE', away, false],
  ['a defect', new Error('x'), false],
])('%s: only an operator or a new login can cure it: %j', (_name, error, incurable) => {
  expect(isIncurable(error)).toBe(incurable);
});
