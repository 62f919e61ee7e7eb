import * as fc from 'fast-check';
import { createCallBudget } from '../../src/twilio/call-budget.ts';
import type { Deadline } from '../../src/twilio/twilio-scope.ts';
import { failureOf } from '../support/failing.ts';

interface Gate {
  readonly open: () => void;
  readonly passed: Promise<void>;
}

function aGate(): Gate {
  const waiting: (() => void)[] = [];
  const passed = new Promise<void>((resolve) => {
    waiting.push(resolve);
  });
  return { open: () => waiting.pop()?.(), passed };
}

const aLogin = (seniority: number, end = new AbortController()): Deadline & { end: AbortController } => ({
  signal: end.signal,
  endsAt: Infinity,
  seniority,
  end,
});

test('the free place goes to the login that began first, whatever the order of the calls', async () => {
  const budget = createCallBudget(1);
  const gate = aGate();
  const order: number[] = [];
  const first = budget.run(aLogin(1), () => gate.passed);
  const others = [5, 3, 4, 3, 2].map((seniority) =>
    budget.run(aLogin(seniority), async () => {
      order.push(seniority);
    }),
  );

  gate.open();
  await Promise.all([first, ...others]);

  expect(order).toEqual([2, 3, 3, 4, 5]);
});

test('calls outside of any login wait in the order of their arrival', async () => {
  const budget = createCallBudget(1);
  const gate = aGate();
  const order: string[] = [];
  const first = budget.run(undefined, () => gate.passed);
  const others = ['a', 'b', 'c'].map((name) =>
    budget.run(undefined, async () => {
      order.push(name);
    }),
  );

  gate.open();
  await Promise.all([first, ...others]);

  expect(order).toEqual(['a', 'b', 'c']);
});

test('a call whose login ends leaves the queue, and its place is not lost', async () => {
  const budget = createCallBudget(1);
  const gate = aGate();
  const login = aLogin(2);
  const first = budget.run(aLogin(1), () => gate.passed);
  const waiting = failureOf(budget.run(login, () => Promise.reject(new Error('was sent'))));
  const behind = budget.run(aLogin(3), () => Promise.resolve('sent'));

  login.end.abort();

  expect(await waiting).toMatchObject({ name: 'TwilioFailure', kind: 'deadline' });
  gate.open();
  await first;
  expect(await behind).toBe('sent');
});

test('a call of a login that is over is not sent, although there is a place', async () => {
  const login = aLogin(1);
  login.end.abort();
  const send = jest.fn();

  const error = await failureOf(createCallBudget(1).run(login, send));

  expect(error).toMatchObject({ kind: 'deadline' });
  expect(send).not.toHaveBeenCalled();
});

test('however calls come and go, no more than the limit are under way and every one gets its turn', async () => {
  const aCall = fc.record({ seniority: fc.nat(5), turns: fc.nat(4), fails: fc.boolean(), abandoned: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(aCall, { maxLength: 25 }), async (limit, calls) => {
      const budget = createCallBudget(limit);
      let [underWay, most, sent] = [0, 0, 0];
      const work = calls.map(({ seniority, turns, fails, abandoned }) => {
        const login = aLogin(seniority);
        const done = budget.run(login, async () => {
          underWay += 1;
          sent += 1;
          most = Math.max(most, underWay);
          for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
          underWay -= 1;
          if (fails) throw new Error('failed');
        });
        if (abandoned) login.end.abort();
        return done.then(
          () => 'done',
          (error: unknown) => (error instanceof Error ? error.message : ''),
        );
      });

      const outcomes = await Promise.all(work);

      expect(most).toBeLessThanOrEqual(limit);
      expect(sent).toBe(outcomes.filter((outcome) => outcome === 'done' || outcome === 'failed').length);
      // Nothing leaked: the whole budget is free again.
      await Promise.all(Array.from({ length: limit }, () => budget.run(undefined, () => Promise.resolve())));
    }),
  );
});
