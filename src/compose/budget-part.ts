import type { BudgetClaim } from '../provisioning/shared-budget.ts';
import { every } from './periodic.ts';
import type { Periodic } from './periodic.ts';
import { PAUSED } from './ports.ts';
import type { Ports } from './ports.ts';

/** The part that this process takes in what Twilio allows to all together. */
export interface BudgetPart {
  /** One place, until the store has told of the others; while the store is away, what was granted last stands. */
  join(use: BudgetClaim['use']): Promise<void>;
  leave(): Promise<void>;
}

/** So late at most a replica hears that Twilio asked another for a pause, or that it shares with one more. */
const SHARE_MS = 250;
/** Only then a replica counts as gone: one that a busy machine holds up for seconds still uses its places. */
const SILENCE_MS = 15_000;

export function createBudgetPart({ store: { budget }, twilio, log }: Ports): BudgetPart {
  let sharing: Periodic | undefined;
  return {
    join: async (use) => {
      if (budget === undefined || sharing !== undefined) return;
      twilio.budget.grant(1);
      const share = async (): Promise<void> => {
        const { total, inForce, loginsWait } = twilio.budget;
        const { places, pauses } = await budget.share({ use, total, inForce, loginsWait, silenceMs: SILENCE_MS });
        twilio.budget.grant(places);
        for (const [product, ms] of pauses) if (twilio.budget.pause({ product, ms })) log.info({ product, ms }, PAUSED);
      };
      sharing = every(SHARE_MS, share, log);
      await sharing.first;
    },
    leave: async () => {
      if (sharing === undefined) return;
      await sharing.stop();
      await budget?.leave().catch(() => undefined);
    },
  };
}
