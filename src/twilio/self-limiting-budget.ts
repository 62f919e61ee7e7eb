import { createAllowance } from './allowance.ts';
import { createCallBudget } from './call-budget.ts';
import type { CallBudget } from './call-budget.ts';
import { createPace } from './pace.ts';
import type { TwilioSettings } from './twilio-settings.ts';

export interface SelfLimitingBudget extends Pick<CallBudget, 'run' | 'loginsWait'> {
  /** Places that this replica may be using at this moment: its share, or more while calls of a larger one run out. */
  readonly inForce: number;
  /** What an answer says about the load: its status (undefined: none came) and X-Rate-Limit-Remaining. */
  learn(status: number | undefined, rateLimitRemaining: number | undefined): void;
  /** So many of the places are for this replica, and the same part of the rate. */
  grant(places: number): void;
}

type Limits = Pick<TwilioSettings, 'concurrency' | 'rate'>;

/** A budget of calls that follows the allowance: the share of this replica, and what Twilio's answers leave of it. */
export function createSelfLimitingBudget({ concurrency, rate = Infinity }: Limits): SelfLimitingBudget {
  const allowance = createAllowance(concurrency);
  const pace = createPace(rate);
  const budget = createCallBudget(concurrency, pace);
  const follow = (): void => budget.resize(allowance.limit);
  return {
    get inForce() {
      return Math.max(allowance.share, budget.underWay);
    },
    get loginsWait() {
      return budget.loginsWait;
    },
    run: (deadline, fn) => budget.run(deadline, fn),
    learn: (status, rateLimitRemaining) => {
      if (status === undefined) return;
      if (status === 429 || rateLimitRemaining === 0) allowance.overloaded(performance.now());
      else allowance.answered();
      follow();
    },
    grant: (places) => {
      allowance.grant(places);
      pace.perSecond((rate * places) / concurrency);
      follow();
    },
  };
}
