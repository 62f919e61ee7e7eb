import { PAUSED } from './ports.ts';
import type { Ports } from './ports.ts';
import type { UseCases } from './use-cases.ts';

/** What a serving replica does besides answering requests. */
export interface Background {
  start(): void;
  stop(): Promise<void>;
}

/** So late at most a replica hears that Twilio asked another for a pause, or that it shares with one more. */
const SHARE_MS = 250;
const COUNT_MS = 1_000;
/** Several signs of life may be lost before a replica counts as gone. */
const SILENCE_MS = 5_000;

/** Takes this replica's part of what Twilio allows, and heeds the pauses that the others were asked for. */
function sharing({ store: { budget }, twilio, log }: Ports): () => Promise<void> {
  return async () => {
    if (budget === undefined) return;
    const { total, inForce } = twilio.budget;
    const { places, pauses } = await budget.share({ total, inForce, silenceMs: SILENCE_MS });
    twilio.budget.grant(places);
    for (const [product, ms] of pauses) if (twilio.budget.pause({ product, ms })) log.info({ product, ms }, PAUSED);
  };
}

/** Repeats the work until it is stopped; not while one is still at it. What fails comes again with the next turn. */
function every(ms: number, work: () => Promise<void>, { log }: Ports): () => void {
  let busy = false;
  const turn = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    // The store's own connection tells that it is lost.
    await work().catch((error: unknown) => log.debug({ err: error }, 'sign of life lost'));
    busy = false;
  };
  const timer = setInterval(() => void turn(), ms);
  timer.unref();
  void turn();
  return () => clearInterval(timer);
}

/** Works on the outbox, counts what waits in it, and shares with the other replicas what Twilio allows. */
export function createBackground(ports: Ports, useCases: UseCases): Background {
  const { store, outbox, twilio, metrics } = ports;
  const { deliver, audit, operations, conversations } = useCases;
  let stops: readonly (() => void)[] = [];
  return {
    start: () => {
      // Until the others are known; while the store is away, what was granted last stands.
      if (store.budget !== undefined) twilio.budget.grant(1);
      const count = async (): Promise<void> => metrics.outboxSeen(await outbox.stats());
      stops = [every(SHARE_MS, sharing(ports), ports), every(COUNT_MS, count, ports)];
      outbox.start(deliver);
      operations.driftSchedule.start();
    },
    stop: async () => {
      for (const stop of stops) stop();
      await outbox.close();
      await conversations?.close();
      await operations.driftSchedule.stop();
      await audit.settled();
      if (stops.length > 0) await store.budget?.leave().catch(() => undefined);
    },
  };
}
