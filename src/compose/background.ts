import type { Ports } from './ports.ts';
import type { UseCases } from './use-cases.ts';

/** What a serving replica does besides answering requests. */
export interface Background {
  start(): void;
  stop(): Promise<void>;
}

const BEAT_MS = 1_000;
/** Several signs of life may be lost before a replica counts as gone. */
const SILENCE_MS = 5_000;

/** Works on the outbox, counts what waits in it, and tells the other replicas that it shares Twilio with them. */
export function createBackground({ store, outbox, twilio, log, metrics }: Ports, useCases: UseCases): Background {
  const { deliver, audit, operations, conversations } = useCases;
  let timer: NodeJS.Timeout | undefined;
  const beat = async (): Promise<void> => {
    try {
      metrics.outboxSeen(await outbox.stats());
      if (store.replicas !== undefined) twilio.share(await store.replicas.beat(SILENCE_MS));
    } catch (error) {
      // The last share stands; the store's own connection tells that it is lost.
      log.debug({ err: error }, 'sign of life lost');
    }
  };
  return {
    start: () => {
      outbox.start(deliver);
      operations.driftSchedule.start();
      timer ??= setInterval(() => void beat(), BEAT_MS);
      timer.unref();
      void beat();
    },
    stop: async () => {
      clearInterval(timer);
      await outbox.close();
      await conversations?.close();
      await operations.driftSchedule.stop();
      await audit.settled();
      if (timer !== undefined) await store.replicas?.leave().catch(() => undefined);
    },
  };
}
