import { Refusal } from '../../src/kernel/refusal.ts';
import type { Outbox } from '../../src/provisioning/outbox.ts';
import { aSubject } from '../support/store-builders.ts';
import { eventually } from '../support/store-eventually.ts';

const ann = aSubject('ann@example.com');
const bob = aSubject('bob@example.com');
const away = (): Refusal => new Refusal('TWILIO_UNAVAILABLE', { operation: 'worker.fetch', reason: 'test' });

interface Gate {
  readonly open: () => void;
  readonly passed: Promise<void>;
}

function aGate(): Gate {
  const opened: (() => void)[] = [];
  const passed = new Promise<void>((resolve) => {
    opened.push(resolve);
  });
  return { open: () => opened.pop()?.(), passed };
}

/** What every outbox promises. `open` gives one with short waits; the suite closes it. */
export function outboxContract(name: string, open: () => Outbox): void {
  describe(`the outbox in ${name}`, () => {
    let outbox: Outbox;
    beforeEach(() => {
      outbox = open();
    });
    afterEach(() => outbox.close());

    const pending = async (): Promise<number> => (await outbox.stats()).pending;
    const drained = (): Promise<number> => eventually(pending, (count) => count === 0);

    test('runs what was enqueued before it began and after, each with the whole subject', async () => {
      const done: unknown[] = [];
      await outbox.enqueue(ann, 'TWILIO_UNAVAILABLE');
      outbox.start(async (subject) => void done.push(subject));
      await outbox.enqueue(bob, 'TWILIO_UNAVAILABLE');
      await drained();
      expect(done).toHaveLength(2);
      expect(done).toEqual(expect.arrayContaining([ann, bob]));
    });

    test('tries again until it succeeds, however often it fails', async () => {
      let tries = 0;
      outbox.start(async () => {
        tries += 1;
        if (tries < 6) throw away();
      });
      await outbox.enqueue(ann, 'TWILIO_UNAVAILABLE');
      await drained();
      expect(tries).toBe(6);
    });

    test('keeps one entry of a subject while it waits', async () => {
      for (let time = 0; time < 5; time += 1) await outbox.enqueue(ann, 'TWILIO_UNAVAILABLE');
      await outbox.enqueue(bob, 'TWILIO_UNAVAILABLE');
      expect(await pending()).toBe(2);
      const done: string[] = [];
      outbox.start(async ({ username }) => void done.push(username));
      await drained();
      expect(done.toSorted()).toEqual(['ann@example.com', 'bob@example.com']);
    });

    test('an entry that comes while its subject is worked on runs once more, never beside it', async () => {
      const gate = aGate();
      let [runs, atOnce, most] = [0, 0, 0];
      outbox.start(async () => {
        runs += 1;
        atOnce += 1;
        most = Math.max(most, atOnce);
        await gate.passed;
        atOnce -= 1;
      });
      await outbox.enqueue(ann, 'first');
      await eventually(
        async () => runs,
        (count) => count === 1,
      );
      await outbox.enqueue(ann, 'second');
      await outbox.enqueue(ann, 'third');
      gate.open();
      await eventually(
        async () => runs,
        (count) => count === 2,
      );
      await drained();
      expect([runs, most]).toEqual([2, 1]);
    });

    test('one subject that keeps failing does not hold up another', async () => {
      const done: string[] = [];
      outbox.start(async ({ username }) => {
        if (username === ann.username) throw away();
        done.push(username);
      });
      await outbox.enqueue(ann, 'TWILIO_UNAVAILABLE');
      await outbox.enqueue(bob, 'TWILIO_UNAVAILABLE');
      const { oldestAgeMs } = await eventually(
        () => outbox.stats(),
        ({ pending: waiting }) => waiting === 1,
      );
      expect(done).toEqual([bob.username]);
      expect(oldestAgeMs).toBeGreaterThanOrEqual(0);
    });

    test('a guard that is taken back does nothing', async () => {
      const done: string[] = [];
      outbox.start(async ({ username }) => void done.push(username));
      const release = await outbox.guard(ann);
      await release();
      await outbox.enqueue(bob, 'TWILIO_UNAVAILABLE');
      await drained();
      expect(done).toEqual(['bob@example.com']);
    });

    test('is empty in the beginning', async () => {
      await expect(outbox.stats()).resolves.toEqual({ pending: 0, oldestAgeMs: 0 });
    });
  });
}
