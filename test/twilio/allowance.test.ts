import { createAllowance } from '../../src/twilio/allowance.ts';
import type { Allowance } from '../../src/twilio/allowance.ts';

const answers = (allowance: Allowance, count: number): void => {
  for (let answer = 0; answer < count; answer += 1) allowance.answered();
};

test('another share counts at once, upwards and downwards', () => {
  const allowance = createAllowance(40);
  allowance.grant(10);
  expect([allowance.limit, allowance.share]).toEqual([10, 10]);
  allowance.grant(20);
  expect([allowance.limit, allowance.share]).toEqual([20, 20]);
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
  allowance.grant(20);
  allowance.overloaded(0);
  allowance.grant(40);
  expect(allowance.limit).toBe(10);
  answers(allowance, 10_000);
  expect(allowance.limit).toBe(40);
});
