import { createCallBudget } from '../../src/twilio/call-budget.ts';
import { createSelfLimitingBudget } from '../../src/twilio/self-limiting-budget.ts';
import type { Deadline, Lane } from '../../src/twilio/twilio-scope.ts';

const never = new AbortController().signal;
const from = (connection: string, seniority: number, repair = false): Deadline & { readonly lane: Lane } => ({
  signal: never,
  endsAt: Infinity,
  seniority,
  lane: { connection, repair },
});

interface Held {
  readonly free: () => void;
  readonly done: Promise<unknown>;
}

/** Takes a place of the budget and keeps it. */
function hold(budget: { run: (deadline: undefined, fn: () => Promise<void>) => Promise<unknown> }): Held {
  const free: (() => void)[] = [];
  const done = budget.run(
    undefined,
    () =>
      new Promise<void>((resolve) => {
        free.push(resolve);
      }),
  );
  return { free: () => free.pop()?.(), done };
}

/** The order in which these calls get the one place. */
async function orderOf(calls: readonly Deadline[]): Promise<string[]> {
  const budget = createCallBudget(1);
  const { free, done } = hold(budget);
  const order: string[] = [];
  const all = calls.map((deadline) =>
    budget.run(deadline, async () => void order.push(`${deadline.lane?.connection}${deadline.seniority}`)),
  );
  await Promise.resolve();
  free();
  await Promise.all([done, ...all]);
  return order;
}

test('it tells whether logins wait for a place; repairs that wait do not count', async () => {
  const budget = createSelfLimitingBudget({ concurrency: 1 });
  const { free, done } = hold(budget);
  expect(budget.loginsWait).toBe(false);
  const repair = budget.run(from('acme', 1, true), async () => undefined);
  expect(budget.loginsWait).toBe(false);
  const login = budget.run(from('acme', 2), async () => undefined);
  expect(budget.loginsWait).toBe(true);
  await Promise.resolve();
  free();
  await Promise.all([done, repair, login]);
  expect(budget.loginsWait).toBe(false);
});

test('connections take turns, and within one the earlier login goes first', async () => {
  const shift = [1, 2, 3, 4].map((seniority) => from('acme', seniority));
  const order = await orderOf([...shift.toReversed(), from('bell', 9), from('bell', 8), from('cole', 10)]);
  expect(order).toEqual(['acme1', 'bell8', 'cole10', 'acme2', 'bell9', 'acme3', 'acme4']);
});

test('repairs go only where no login waits', async () => {
  const order = await orderOf([from('acme', 1, true), from('acme', 5), from('bell', 2, true), from('bell', 6)]);
  expect(order).toEqual(['acme5', 'bell6', 'acme1', 'bell2']);
});

test('a budget that shrinks lets calls under way end, and one that grows admits who waits at once', async () => {
  const budget = createCallBudget(2);
  const [first, second] = [hold(budget), hold(budget)];
  budget.resize(1);
  const third = hold(budget);
  await Promise.resolve();
  first.free();
  await first.done;
  let started = false;
  const fourth = budget.run(undefined, async () => void (started = true));
  expect(started).toBe(false);
  budget.resize(3);
  await fourth;
  expect(started).toBe(true);
  for (const { free } of [second, third]) free();
  await Promise.all([second.done, third.done]);
});

test.each([
  ['429', 429, undefined],
  ['X-Rate-Limit-Remaining at 0', 200, 0],
] as const)('%s halves what may be under way', async (_what, status, remaining) => {
  const budget = createSelfLimitingBudget({ concurrency: 2 });
  budget.learn(status, remaining);
  const held = hold(budget);
  let started = false;
  const next = budget.run(undefined, async () => void (started = true));
  await Promise.resolve();
  expect(started).toBe(false);
  held.free();
  await Promise.all([held.done, next]);
  expect(started).toBe(true);
});

test.each([
  ['a good answer', 200, 7],
  ['no answer', undefined, undefined],
] as const)('%s leaves it as it is', async (_what, status, remaining) => {
  const budget = createSelfLimitingBudget({ concurrency: 2 });
  budget.learn(status, remaining);
  const held = hold(budget);
  await expect(budget.run(undefined, () => Promise.resolve('at once'))).resolves.toBe('at once');
  held.free();
  await held.done;
});

test('it takes its share of the places', async () => {
  const budget = createSelfLimitingBudget({ concurrency: 2 });
  budget.grant(1);
  const held = hold(budget);
  let started = false;
  const next = budget.run(undefined, async () => void (started = true));
  await Promise.resolve();
  expect(started).toBe(false);
  budget.grant(2);
  await next;
  held.free();
  await held.done;
});

test('the rate of a replica is its part of the places, and a pace holds back however many places are free', async () => {
  jest.useFakeTimers();
  try {
    const budget = createSelfLimitingBudget({ concurrency: 40, rate: 40 });
    budget.grant(10);
    jest.advanceTimersByTime(10_000);
    let begun = 0;
    for (let call = 0; call < 200; call += 1) void budget.run(undefined, async () => void (begun += 1));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(begun).toBeGreaterThanOrEqual(10);
    expect(begun).toBeLessThanOrEqual(12);
    budget.grant(40);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(begun).toBeGreaterThanOrEqual(88);
    expect(begun).toBeLessThanOrEqual(94);
  } finally {
    jest.useRealTimers();
  }
});

test('what a larger share began stays in force until it has ended', async () => {
  const budget = createSelfLimitingBudget({ concurrency: 3 });
  const held = [hold(budget), hold(budget), hold(budget)];
  budget.grant(1);
  expect(budget.inForce).toBe(3);
  await new Promise(setImmediate);
  for (const { free } of held) free();
  await Promise.all(held.map(({ done }) => done));
  expect(budget.inForce).toBe(1);
});
