import { createCircuitBreakers } from '../../src/twilio/circuit-breaker.ts';
import type { BreakerChange } from '../../src/twilio/circuit-breaker.ts';
import { asRefusal, TwilioFailure } from '../../src/twilio/twilio-failure.ts';
import type { FailureKind } from '../../src/twilio/twilio-failure.ts';
import { failureOf } from '../support/failing.ts';
import { eventually } from '../support/store-eventually.ts';

const HOUR = 3_600_000;

function setUp(probeMs = HOUR) {
  const changes: BreakerChange[] = [];
  const breakers = createCircuitBreakers({ failures: 3, probeMs, longestMs: probeMs }, (change) =>
    changes.push(change),
  );
  let calls = 0;
  const call = (kind?: FailureKind, product = 'taskrouter'): Promise<unknown> =>
    breakers.run(product, async () => {
      calls += 1;
      if (kind !== undefined) throw new TwilioFailure(kind, { reason: 'test' });
      return 'answer';
    });
  const fail = async (...kinds: readonly FailureKind[]): Promise<void> => {
    for (const kind of kinds) await failureOf(call(kind));
  };
  return { breakers, call, fail, changes, calls: () => calls };
}

test('opens after failures in a row, and then fails at once without a call, telling why', async () => {
  const { call, fail, changes, calls } = setUp();
  await fail('not-sent', 'unclear', 'not-sent');
  expect(changes).toEqual([{ product: 'taskrouter', open: true }]);
  const refused = await failureOf(call());
  expect(calls()).toBe(3);
  expect(refused).toMatchObject({ kind: 'open' });
  expect(asRefusal('worker.fetch', refused)).toMatchObject({
    code: 'TWILIO_UNAVAILABLE',
    evidence: { reason: expect.stringContaining('circuit breaker open') },
  });
});

test.each(['rate-limited', 'rejected', 'credentials', 'busy'] as const)(
  '%s is an answer: it counts as none, and begins the count anew',
  async (kind) => {
    const { fail, changes } = setUp();
    await fail(kind, kind, kind, kind, 'unclear', 'unclear', kind, 'unclear', 'unclear');
    expect(changes).toEqual([]);
  },
);

test('a call that its own deadline cut at once says nothing about Twilio', async () => {
  const { fail, changes } = setUp();
  await fail('deadline', 'deadline', 'deadline', 'unclear', 'deadline', 'unclear');
  expect(changes).toEqual([]);
  await fail('unclear');
  expect(changes).toEqual([{ product: 'taskrouter', open: true }]);
});

test('one product that is down does not close the way to another', async () => {
  const { call, fail } = setUp();
  await fail('unclear', 'unclear', 'unclear');
  await expect(call(undefined, 'conversations')).resolves.toBe('answer');
});

test('probes with one call at a time, and closes with the first that is answered', async () => {
  const { breakers, call, fail, changes } = setUp(20);
  await fail('unclear', 'unclear', 'unclear');
  const answer: (() => void)[] = [];
  const pending: Promise<unknown>[] = [];
  await eventually(
    async () => {
      const probe = breakers.run(
        'taskrouter',
        () =>
          new Promise<string>((resolve) => {
            answer.push(() => resolve('probed'));
          }),
      );
      pending.push(probe.catch(() => 'refused'));
      await Promise.resolve();
      return answer.length;
    },
    (probes) => probes === 1,
  );
  expect(await failureOf(call())).toMatchObject({ kind: 'open' });
  answer.pop()?.();
  expect(await pending.at(-1)).toBe('probed');
  await expect(call()).resolves.toBe('answer');
  expect(changes.map(({ open }) => open)).toEqual([true, false]);
});
