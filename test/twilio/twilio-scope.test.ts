import {
  beforeDeadline,
  currentDeadline,
  currentOperation,
  inOperation,
  withoutTwilioDeadline,
  withTwilioDeadline,
  type Deadline,
} from '../../src/twilio/twilio-scope.ts';
import { failureOf } from '../support/failing.ts';

const A_MINUTE = 60_000;

async function deadlineIn(fn: (run: typeof withTwilioDeadline) => Promise<Deadline | undefined>): Promise<Deadline> {
  const deadline = await fn(withTwilioDeadline);
  if (deadline === undefined) throw new Error('no deadline');
  return deadline;
}

test('outside of a login there is no deadline', () => {
  expect(currentDeadline()).toBeUndefined();
});

test('everything begun in a login shares its deadline, across awaits', async () => {
  await withTwilioDeadline(A_MINUTE, async () => {
    const mine = currentDeadline();
    const side = await Promise.resolve().then(() => currentDeadline());
    expect(mine).toBeDefined();
    expect(side).toBe(mine);
    expect(mine?.signal.aborted).toBe(false);
  });
});

test('the result and the failure of the work come through', async () => {
  const bug = new Error('bug');
  await expect(withTwilioDeadline(A_MINUTE, () => Promise.resolve(42))).resolves.toBe(42);
  expect(await failureOf(withTwilioDeadline(A_MINUTE, () => Promise.reject(bug)))).toBe(bug);
});

test('it aborts when the time is over', async () => {
  const ended = await withTwilioDeadline(1, () => {
    const signal = currentDeadline()?.signal;
    return new Promise((resolve) => {
      signal?.addEventListener('abort', () => resolve('by the deadline'));
    });
  });
  expect(ended).toBe('by the deadline');
});

test('calls left behind are cut when the login is answered', async () => {
  const deadline = await deadlineIn((run) => run(A_MINUTE, () => Promise.resolve(currentDeadline())));
  expect(deadline.signal.aborted).toBe(true);
});

test('within another deadline the earlier one counts, and the seniority stays', async () => {
  await withTwilioDeadline(A_MINUTE, async () => {
    const outer = currentDeadline();
    const longer = await deadlineIn((run) => run(2 * A_MINUTE, () => Promise.resolve(currentDeadline())));
    const shorter = await deadlineIn((run) => run(A_MINUTE / 2, () => Promise.resolve(currentDeadline())));
    expect(longer.endsAt).toBe(outer?.endsAt);
    expect(shorter.endsAt).toBeLessThan(outer?.endsAt ?? 0);
    expect([longer.seniority, shorter.seniority]).toEqual([outer?.seniority, outer?.seniority]);
  });
});

test('a later login is less senior', async () => {
  const [first, second] = await Promise.all(
    [1, 2].map(() => deadlineIn((run) => run(A_MINUTE, () => Promise.resolve(currentDeadline())))),
  );
  expect(second?.seniority).toBeGreaterThan(first?.seniority ?? Infinity);
});

test('shared work runs outside of the login that began it', async () => {
  await withTwilioDeadline(A_MINUTE, async () => {
    expect(await withoutTwilioDeadline(() => Promise.resolve(currentDeadline()))).toBeUndefined();
    expect(currentDeadline()).toBeDefined();
  });
});

test('an operation has its name and keeps the deadline', async () => {
  await withTwilioDeadline(A_MINUTE, async () => {
    const mine = currentDeadline();
    await inOperation('worker.fetch', () => {
      expect([currentOperation(), currentDeadline()]).toEqual(['worker.fetch', mine]);
      return Promise.resolve();
    });
  });
  expect(currentOperation()).toBe('other');
});

const never = (): Promise<never> => new Promise(() => undefined);
const given = (work: Promise<number>): Promise<number> =>
  withTwilioDeadline(A_MINUTE, () => beforeDeadline('role.list', work));

describe('waiting for shared work', () => {
  test('ends with the login', async () => {
    const error = await failureOf(withTwilioDeadline(1, () => beforeDeadline('role.list', never())));
    expect(error).toMatchObject({ code: 'TWILIO_UNAVAILABLE', evidence: { operation: 'role.list' } });
  });

  test('ends at once in a login that is over', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await withTwilioDeadline(A_MINUTE, () => {
      // Runs after the login was answered, yet in its scope.
      late = new Promise((resolve) => {
        setImmediate(resolve);
      }).then(() => beforeDeadline('role.list', never()));
      return Promise.resolve();
    });
    expect(await failureOf(late)).toMatchObject({ code: 'TWILIO_UNAVAILABLE' });
  });

  test('gives what the work gives', async () => {
    const bug = new Error('bug');
    await expect(given(Promise.resolve(42))).resolves.toBe(42);
    expect(await failureOf(given(Promise.reject(bug)))).toBe(bug);
    await expect(beforeDeadline('role.list', Promise.resolve(43))).resolves.toBe(43);
  });
});
