import type { Log } from '../kernel/log.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { isIncurable, retryDelayMs } from '../provisioning/outbox.ts';

/** Work that goes on after the answer. */
export interface DeferredWork {
  /** Begins when its turn comes. false: too much waits, and nothing was taken. */
  defer(name: string, work: () => Promise<unknown>): boolean;
  /** Waits for what runs and drops what would be tried again later. */
  close(): Promise<void>;
}

export interface DeferredWorkDeps {
  readonly log: Log;
  /** Resolves after so many ms; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** From 0 (inclusive) to 1. */
  readonly random: () => number;
  readonly limits?: { readonly atOnce: number; readonly waiting: number; readonly tries: number };
}

/** Ten tries span about two minutes. */
const LIMITS = { atOnce: 8, waiting: 1_000, tries: 10 };

interface Task {
  readonly name: string;
  readonly work: () => Promise<unknown>;
}

/** Tries again what fails, ever later; what an operator must cure, or fails too often, is logged and dropped. */
async function persist({ name, work }: Task, signal: AbortSignal, deps: DeferredWorkDeps): Promise<void> {
  const { tries: most } = deps.limits ?? LIMITS;
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      const code = isRefusal(error) ? error.code : 'INTERNAL';
      if (tries >= most || isIncurable(error)) {
        deps.log.error({ work: name, tries, code, err: error }, 'given up: the next event tries again');
        return;
      }
      deps.log.warn({ work: name, tries, code }, 'failed: tried again later');
      await deps.sleep(retryDelayMs({ tries, error }, deps.random()), signal).catch(() => undefined);
    }
  }
}

/** Kept in this process: what is lost with it comes again with the next event of the participant, or the next demotion. */
export function createDeferredWork(deps: DeferredWorkDeps): DeferredWork {
  const { atOnce, waiting } = deps.limits ?? LIMITS;
  const end = new AbortController();
  const queue: Task[] = [];
  const underWay = new Set<Promise<void>>();
  const next = (): void => {
    if (underWay.size >= atOnce || end.signal.aborted) return;
    const task = queue.shift();
    if (task === undefined) return;
    const run = persist(task, end.signal, deps).finally(() => {
      underWay.delete(run);
      next();
    });
    underWay.add(run);
  };
  return {
    defer: (name, work) => {
      if (end.signal.aborted || queue.length >= waiting) return false;
      queue.push({ name, work });
      next();
      return true;
    },
    close: async () => {
      end.abort();
      queue.length = 0;
      await Promise.all(underWay);
    },
  };
}
