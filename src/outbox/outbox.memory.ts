import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { RETRIES, retryDelayMs } from '../provisioning/outbox.ts';
import type { Outbox, OutboxWork, RetrySettings } from '../provisioning/outbox.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';

export interface MemoryOutboxDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly retries?: RetrySettings;
}

interface Entry {
  readonly subject: Subject;
  readonly since: number;
  tries: number;
  /** Being worked on; `again` where it came once more meanwhile. */
  running?: { again: boolean };
  timer?: NodeJS.Timeout;
}

/** Entries of this process alone: lost when it ends, which is why a guard is nothing here. */
class Entries {
  readonly bySlot = new Map<string, Entry>();
  readonly underWay = new Set<Promise<void>>();
  #work: OutboxWork | undefined;
  readonly #deps: MemoryOutboxDeps;

  constructor(deps: MemoryOutboxDeps) {
    this.#deps = deps;
  }

  begin(work: OutboxWork): void {
    this.#work = work;
    for (const entry of this.bySlot.values()) this.#schedule(entry, 0);
  }

  add(subject: Subject): void {
    const slot = slotOf(subject.identity);
    const known = this.bySlot.get(slot);
    if (known?.running !== undefined) known.running.again = true;
    if (known !== undefined) return;
    const entry: Entry = { subject, since: this.#deps.clock(), tries: 0 };
    this.bySlot.set(slot, entry);
    this.#schedule(entry, 0);
  }

  async end(): Promise<void> {
    this.#work = undefined;
    for (const { timer } of this.bySlot.values()) clearTimeout(timer);
    await Promise.all(this.underWay);
  }

  #schedule(entry: Entry, delayMs: number): void {
    const work = this.#work;
    if (work === undefined) return;
    entry.timer = setTimeout(() => {
      const run = this.#run(entry, work).finally(() => this.underWay.delete(run));
      this.underWay.add(run);
    }, delayMs);
    entry.timer.unref();
  }

  async #run(entry: Entry, work: OutboxWork): Promise<void> {
    const running = { again: false };
    entry.running = running;
    try {
      await work(entry.subject);
      entry.tries = 0;
      if (running.again) this.#schedule(entry, 0);
      else this.bySlot.delete(slotOf(entry.subject.identity));
    } catch (error) {
      entry.tries += 1;
      this.#schedule(entry, retryDelayMs({ tries: entry.tries, error }, Math.random(), this.#deps.retries ?? RETRIES));
    } finally {
      delete entry.running;
    }
  }
}

const nothing = (): Promise<void> => Promise.resolve();

/** The outbox of a single process. Not durable, and says so. */
export function createMemoryOutbox(deps: MemoryOutboxDeps): Outbox {
  const entries = new Entries(deps);
  return {
    enqueue: async (subject) => entries.add(subject),
    guard: () => Promise.resolve(nothing),
    start: (work) => {
      deps.log.info({}, 'the outbox is kept in memory: what waits for Twilio is lost when this process ends');
      entries.begin(work);
    },
    stats: async () => {
      const all = [...entries.bySlot.values()];
      const oldest = Math.min(...all.map(({ since }) => since));
      return { pending: all.length, oldestAgeMs: all.length === 0 ? 0 : deps.clock() - oldest };
    },
    close: () => entries.end(),
  };
}
