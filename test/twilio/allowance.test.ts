import { createAllowance } from '../../src/twilio/allowance.ts';
import type { Allowance } from '../../src/twilio/allowance.ts';

const answers = (allowance: Allowance, count: number): void => {
  for (let answer = 0; answer < count; answer += 1) allowance.answered();
};

test.each([
  { replicas: 0, share: 40 },
  { replicas: 1, share: 40 },
  { replicas: 3, share: 14 },
  { replicas: 100, share: 1 },
])('of forty places, each of $replicas replicas takes $share', ({ replicas, share }) => {
  const allowance = createAllowance(40);
  allowance.share(replicas);
  expect(allowance.limit).toBe(share);
});

test('a replica takes more at once when another leaves', () => {
  const allowance = createAllowance(40);
  allowance.share(4);
  allowance.share(2);
  expect(allowance.limit).toBe(20);
});

test('halves at a refusal, once for a burst, and never below one', () => {
  const allowance = createAllowance(10);
  for (const ms of [0, 1, 999]) allowance.overloaded(ms);
  expect(allowance.limit).toBe(5);
  for (const ms of [1_000, 2_000, 3_000, 4_000]) allowance.overloaded(ms);
  expect(allowance.limit).toBe(1);
});

test('grows by one place for each limit’s worth of answers, up to its share', () => {
  const allowance = createAllowance(10);
  allowance.overloaded(0);
  answers(allowance, 6);
  expect(allowance.limit).toBe(6);
  answers(allowance, 1_000);
  expect(allowance.limit).toBe(10);
});

test('one that Twilio held back grows towards a new share instead of jumping to it', () => {
  const allowance = createAllowance(40);
  allowance.share(2);
  allowance.overloaded(0);
  allowance.share(1);
  expect(allowance.limit).toBe(10);
  answers(allowance, 10_000);
  expect(allowance.limit).toBe(40);
});
