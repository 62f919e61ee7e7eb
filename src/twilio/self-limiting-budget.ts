import { createAllowance } from './allowance.ts';
import { createCallBudget } from './call-budget.ts';
import type { CallBudget } from './call-budget.ts';

export interface SelfLimitingBudget extends Pick<CallBudget, 'run'> {
  /** What an answer says about the load: its status (undefined: none came) and X-Rate-Limit-Remaining. */
  learn(status: number | undefined, rateLimitRemaining: number | undefined): void;
  /** So many replicas share the total. */
  share(replicas: number): void;
}

/** A budget of calls that follows the allowance: the share of this replica, and what Twilio's answers leave of it. */
export function createSelfLimitingBudget(total: number): SelfLimitingBudget {
  const allowance = createAllowance(total);
  const budget = createCallBudget(total);
  const follow = (): void => budget.resize(allowance.limit);
  return {
    run: (deadline, fn) => budget.run(deadline, fn),
    learn: (status, rateLimitRemaining) => {
      if (status === undefined) return;
      if (status === 429 || rateLimitRemaining === 0) allowance.overloaded(performance.now());
      else allowance.answered();
      follow();
    },
    share: (replicas) => {
      allowance.share(replicas);
      follow();
    },
  };
}
