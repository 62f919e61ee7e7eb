import type { Log } from '../kernel/log.ts';

/** Work that comes again and again. */
export interface Periodic {
  /** The first turn; never rejects. */
  readonly first: Promise<void>;
  /** Resolves when the turn under way is over. */
  stop(): Promise<void>;
}

/** Repeats the work until it is stopped; not while one is still at it. What fails comes again with the next turn. */
export function every(ms: number, work: () => Promise<void>, log: Log): Periodic {
  let underWay: Promise<void> | undefined;
  const turn = async (): Promise<void> => {
    // The store's own connection tells that it is lost.
    underWay ??= work().catch((error: unknown) => log.debug({ err: error }, 'sign of life lost'));
    await underWay;
    underWay = undefined;
  };
  const timer = setInterval(() => void turn(), ms);
  timer.unref();
  return {
    first: turn(),
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
