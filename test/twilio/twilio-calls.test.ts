import { createTwilioCalls, type TwilioCalls } from '../../src/twilio/twilio-calls.ts';
import { TwilioFailure, type FailureKind } from '../../src/twilio/twilio-failure.ts';
import { currentOperation, withTwilioDeadline } from '../../src/twilio/twilio-scope.ts';
import { failureOf } from '../support/failing.ts';

const aFailure = (kind: FailureKind, retryAfterMs?: number): TwilioFailure =>
  new TwilioFailure(kind, { status: kind === 'rate-limited' ? 429 : 503, reason: kind, retryAfterMs });

interface Bench {
  readonly calls: TwilioCalls;
  /** The waits, ms. */
  readonly waits: number[];
}

function aBench({ retries = 3, random = 0.5, sleep = (): Promise<void> => Promise.resolve() } = {}): Bench {
  const waits: number[] = [];
  const calls = createTwilioCalls({
    retries,
    random: () => random,
    sleep: (ms) => {
      waits.push(ms);
      return sleep();
    },
  });
  return { calls, waits };
}

/** A send that meets the failures one after the other, then gives `value`; counts its tries. */
function aSend<T>(failures: readonly TwilioFailure[], value: T): { send: () => Promise<T>; tries: () => number } {
  let tries = 0;
  return {
    send: () => {
      const failure = failures[tries];
      tries += 1;
      return failure === undefined ? Promise.resolve(value) : Promise.reject(failure);
    },
    tries: () => tries,
  };
}

describe('a repeatable call', () => {
  test.each<FailureKind>(['rate-limited', 'not-sent', 'busy', 'unclear'])('is repeated after: %s', async (kind) => {
    const { calls, waits } = aBench();
    const { send, tries } = aSend([aFailure(kind), aFailure(kind), aFailure(kind)], 'done');

    expect(await calls.repeatable('worker.fetch', send)).toBe('done');
    expect(tries()).toBe(4);
    expect(waits).toEqual([100, 200, 400]);
  });

  test.each<[FailureKind, string]>([
    ['deadline', 'TWILIO_UNAVAILABLE'],
    ['credentials', 'TWILIO_CREDENTIALS'],
    ['rejected', 'TWILIO_REJECTED'],
  ])('is not repeated after: %s', async (kind, code) => {
    const { calls } = aBench();
    const { send, tries } = aSend([aFailure(kind)], 'done');

    const refusal = await failureOf(calls.repeatable('worker.fetch', send));

    expect(refusal).toMatchObject({ code, evidence: { operation: 'worker.fetch' } });
    expect(tries()).toBe(1);
  });

  test('is given up after the retries, as what the last try met', async () => {
    const { calls } = aBench({ retries: 2 });
    const { send, tries } = aSend([aFailure('unclear'), aFailure('unclear'), aFailure('rate-limited', 7)], 'done');

    const refusal = await failureOf(calls.repeatable('worker.fetch', send));

    expect(refusal).toMatchObject({ code: 'TWILIO_RATE_LIMITED', evidence: { retryAfterMs: 7 } });
    expect(tries()).toBe(3);
  });

  test('a defect of ours is neither repeated nor called an outage', async () => {
    const bug = new TypeError('bug');
    const send = jest.fn(() => Promise.reject(bug));

    expect(await failureOf(aBench().calls.repeatable('worker.fetch', send))).toBe(bug);
    expect(send).toHaveBeenCalledTimes(1);
  });

  test('carries its name for the metrics', async () => {
    const name = await aBench().calls.repeatable('worker.fetch', () => Promise.resolve(currentOperation()));
    expect(name).toBe('worker.fetch');
  });
});

describe('the wait', () => {
  test('is at least what Twilio asks for, with jitter on top', async () => {
    const { calls, waits } = aBench();
    await calls.repeatable('x', aSend([aFailure('rate-limited', 2_000), aFailure('rate-limited')], 'done').send);
    expect(waits).toEqual([2_100, 200]);
  });

  test('spreads over the whole interval and stops growing at 3 s', async () => {
    const failures = Array.from({ length: 8 }, () => aFailure('not-sent'));
    const [none, all] = [aBench({ retries: 8, random: 0 }), aBench({ retries: 8, random: 0.9999 })];
    await none.calls.repeatable('x', aSend(failures, 'done').send);
    await all.calls.repeatable('x', aSend(failures, 'done').send);
    expect(none.waits).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(all.waits).toEqual([199, 399, 799, 1599, 2999, 2999, 2999, 2999]);
  });

  test('is not begun where it would outlast the login', async () => {
    const { calls, waits } = aBench();
    const { send, tries } = aSend([aFailure('rate-limited', 61_000)], 'done');

    const refusal = await failureOf(withTwilioDeadline(60_000, () => calls.repeatable('x', send)));

    expect(refusal).toMatchObject({ code: 'TWILIO_RATE_LIMITED', evidence: { retryAfterMs: 61_000 } });
    expect([tries(), waits]).toEqual([1, []]);
  });

  test('is at most a minute for work without a deadline', async () => {
    const { calls, waits } = aBench({ random: 0 });
    await calls.repeatable('x', aSend([aFailure('rate-limited', 60_000)], 'done').send);
    const refusal = await failureOf(calls.repeatable('x', aSend([aFailure('rate-limited', 60_001)], 'done').send));
    expect(refusal).toMatchObject({ code: 'TWILIO_RATE_LIMITED' });
    expect(waits).toEqual([60_000]);
  });

  test('that the end of the login interrupts fails as what came before it', async () => {
    const { calls } = aBench({ sleep: () => Promise.reject(new Error('aborted')) });
    const { send, tries } = aSend([aFailure('rate-limited')], 'done');
    expect(await failureOf(calls.repeatable('x', send))).toMatchObject({ code: 'TWILIO_RATE_LIMITED' });
    expect(tries()).toBe(1);
  });

  test('ends with the login', async () => {
    let given: AbortSignal | undefined;
    const calls = createTwilioCalls({
      retries: 1,
      random: () => 0,
      sleep: (_, signal) => {
        given = signal;
        return Promise.resolve();
      },
    });
    await withTwilioDeadline(60_000, () => calls.repeatable('x', aSend([aFailure('busy')], 'done').send));
    expect(given?.aborted).toBe(true);
  });
});

const nothing = (): Promise<undefined> => Promise.resolve(undefined);

describe('a write that must not be made twice', () => {
  test.each<FailureKind>(['rate-limited', 'not-sent', 'busy'])(
    'is repeated without a look where Twilio cannot have made it: %s',
    async (kind) => {
      const lookUp = jest.fn(nothing);
      const { send, tries } = aSend([aFailure(kind), aFailure(kind)], 'made');

      expect(await aBench().calls.once('worker.create', send, lookUp)).toBe('made');
      expect(tries()).toBe(3);
      expect(lookUp).not.toHaveBeenCalled();
    },
  );

  test('whose answer was lost counts as made where it is found', async () => {
    const { send, tries } = aSend([aFailure('unclear')], 'made');
    const made = await aBench().calls.once('worker.create', send, () => Promise.resolve('found'));
    expect([made, tries()]).toEqual(['found', 1]);
  });

  test('is made again only after a look that finds nothing', async () => {
    const { calls, waits } = aBench();
    const steps: string[] = [];
    const { send } = aSend([aFailure('unclear'), aFailure('unclear')], 'made');
    const lookUp = (): Promise<undefined> => {
      steps.push('look');
      return nothing();
    };

    const made = await calls.once(
      'worker.create',
      () => {
        steps.push('write');
        return send();
      },
      lookUp,
    );

    expect(made).toBe('made');
    expect(steps).toEqual(['write', 'look', 'write', 'look', 'write']);
    expect(waits).toEqual([100, 200]);
  });

  test('is given up after the retries, each with its look', async () => {
    const lookUp = jest.fn(nothing);
    const { send, tries } = aSend(
      Array.from({ length: 9 }, () => aFailure('unclear')),
      'made',
    );

    const refusal = await failureOf(aBench({ retries: 2 }).calls.once('worker.create', send, lookUp));

    expect(refusal).toMatchObject({
      code: 'TWILIO_UNAVAILABLE',
      evidence: { operation: 'worker.create', status: 503 },
    });
    expect([tries(), lookUp.mock.calls.length]).toEqual([3, 3]);
  });

  test('is not made again where the look fails', async () => {
    const { send, tries } = aSend([aFailure('unclear')], 'made');
    const blind = new Error('cannot see');
    expect(await failureOf(aBench().calls.once('worker.create', send, () => Promise.reject(blind)))).toBe(blind);
    expect(tries()).toBe(1);
  });

  test.each<[FailureKind, string]>([
    ['deadline', 'TWILIO_UNAVAILABLE'],
    ['credentials', 'TWILIO_CREDENTIALS'],
    ['rejected', 'TWILIO_REJECTED'],
  ])('stops at once after: %s', async (kind, code) => {
    const lookUp = jest.fn(nothing);
    const { send, tries } = aSend([aFailure(kind)], 'made');
    expect(await failureOf(aBench().calls.once('worker.create', send, lookUp))).toMatchObject({ code });
    expect([tries(), lookUp.mock.calls.length]).toEqual([1, 0]);
  });
});
