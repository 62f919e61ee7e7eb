import { createPauses } from '../../src/twilio/pauses.ts';
import { failureOf } from '../support/failing.ts';

const HOUR = 3_600_000;

function aBench() {
  let now = 1_000_000;
  const pauses = createPauses(() => now);
  return { pauses, advance: (ms: number) => void (now += ms) };
}

const refusalIn = (check: () => void): Promise<unknown> => failureOf(Promise.resolve().then(check));

test('a product that asked for a pause is refused with what is left of it; others are not', async () => {
  const { pauses, advance } = aBench();
  expect(pauses.begin({ product: 'taskrouter', ms: 5_000 })).toBe(true);
  pauses.check('conversations');
  advance(2_000);
  const failure = await refusalIn(() => pauses.check('taskrouter'));
  expect(failure).toMatchObject({ kind: 'rate-limited', facts: { retryAfterMs: 3_000 } });
  advance(3_000);
  pauses.check('taskrouter');
});

test('the later end counts, and only the first word of a pause is news', () => {
  const { pauses, advance } = aBench();
  pauses.begin({ product: 'taskrouter', ms: 5_000 });
  expect(pauses.begin({ product: 'taskrouter', ms: 1_000 })).toBe(false);
  advance(4_999);
  expect(() => pauses.check('taskrouter')).toThrow('taskrouter');
  expect(pauses.begin({ product: 'taskrouter', ms: 0 })).toBe(false);
  advance(1);
  expect(pauses.begin({ product: 'taskrouter', ms: 0 })).toBe(false);
  pauses.check('taskrouter');
});

test('no answer pauses a product for more than an hour', () => {
  const { pauses, advance } = aBench();
  pauses.begin({ product: 'taskrouter', ms: 24 * HOUR });
  advance(HOUR - 1);
  expect(() => pauses.check('taskrouter')).toThrow('taskrouter');
  advance(1);
  expect(() => pauses.check('taskrouter')).not.toThrow();
});
