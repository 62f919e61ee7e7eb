import type { BudgetPart } from './budget-part.ts';
import { every } from './periodic.ts';
import type { Periodic } from './periodic.ts';
import type { Ports } from './ports.ts';
import type { UseCases } from './use-cases.ts';

/** What a serving replica does besides answering requests. */
export interface Background {
  start(): void;
  stop(): Promise<void>;
}

const COUNT_MS = 1_000;

/** Works on the outbox, counts what waits in it, and shares with the other replicas what Twilio allows. */
export function createBackground(ports: Ports, useCases: UseCases, budget: BudgetPart): Background {
  const { outbox, metrics, log } = ports;
  const { deliver, audit, operations, conversations } = useCases;
  let counting: Periodic | undefined;
  return {
    start: () => {
      void budget.join('logins');
      counting = every(COUNT_MS, async () => metrics.outboxSeen(await outbox.stats()), log);
      outbox.start(deliver);
      operations.driftSchedule.start();
    },
    stop: async () => {
      void counting?.stop();
      await outbox.close();
      await conversations?.close();
      await operations.driftSchedule.stop();
      await audit.settled();
      await budget.leave();
    },
  };
}
