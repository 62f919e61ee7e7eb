import { TwilioFailure } from './twilio-failure.ts';
import { nextSeniority, type Deadline } from './twilio-scope.ts';

interface Waiting {
  readonly seniority: number;
  admit(): void;
}

export interface CallBudget {
  /** Waits for a place, at most until the deadline, and holds it until `fn` settles. */
  run<T>(deadline: Deadline | undefined, fn: () => Promise<T>): Promise<T>;
}

/**
 * At most `limit` requests under way at once. A free place goes to the login that began first, not to the call that came
 * first: finishing one login before starting the next halves the median wait under overload (at the same throughput).
 */
export function createCallBudget(limit: number): CallBudget {
  let free = limit;
  const queue: Waiting[] = [];

  const enter = (deadline: Deadline | undefined): Promise<void> => {
    if (deadline?.signal.aborted === true) return Promise.reject(over());
    if (free === 0) return stand(queue, deadline);
    free -= 1;
    return Promise.resolve();
  };
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next.admit();
  };

  return {
    run: async (deadline, fn) => {
      await enter(deadline);
      try {
        return await fn();
      } finally {
        leave();
      }
    },
  };
}

const over = (): TwilioFailure => new TwilioFailure('deadline', { reason: 'no time left before the call was sent' });

function stand(queue: Waiting[], deadline: Deadline | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiting: Waiting = {
      seniority: deadline?.seniority ?? nextSeniority(),
      admit: () => {
        deadline?.signal.removeEventListener('abort', giveUp);
        resolve();
      },
    };
    const giveUp = (): void => {
      queue.splice(queue.indexOf(waiting), 1);
      reject(over());
    };
    deadline?.signal.addEventListener('abort', giveUp, { once: true });
    queue.splice(placeOf(queue, waiting.seniority), 0, waiting);
  });
}

/** Behind everyone of the same or an earlier login. Searched from the end: most callers are the latest. */
const placeOf = (queue: readonly Waiting[], seniority: number): number =>
  queue.findLastIndex((other) => other.seniority <= seniority) + 1;
