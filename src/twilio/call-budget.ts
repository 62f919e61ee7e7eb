import { TwilioFailure } from './twilio-failure.ts';
import { nextSeniority, type Deadline } from './twilio-scope.ts';
import { laneOf, WaitingCalls } from './waiting-calls.ts';

export interface CallBudget {
  /** Waits for a place, at most until the deadline, and holds it until `fn` settles. */
  run<T>(deadline: Deadline | undefined, fn: () => Promise<T>): Promise<T>;
  /** Another number of places. Calls under way go on; more places are given at once, fewer as calls end. */
  resize(limit: number): void;
}

/** At most `limit` requests under way at once. Who gets a free place: see `WaitingCalls`. */
export function createCallBudget(initialLimit: number): CallBudget {
  let limit = initialLimit;
  let underWay = 0;
  const waiting = new WaitingCalls();

  const admitNext = (): void => {
    while (underWay < limit) {
      const next = waiting.next();
      if (next === undefined) return;
      underWay += 1;
      next.admit();
    }
  };
  const enter = (deadline: Deadline | undefined): Promise<void> => {
    if (deadline?.signal.aborted === true) return Promise.reject(over());
    if (underWay >= limit) return stand(waiting, deadline);
    underWay += 1;
    return Promise.resolve();
  };

  return {
    run: async (deadline, fn) => {
      await enter(deadline);
      try {
        return await fn();
      } finally {
        underWay -= 1;
        admitNext();
      }
    },
    resize: (wanted) => {
      limit = wanted;
      admitNext();
    },
  };
}

const over = (): TwilioFailure => new TwilioFailure('deadline', { reason: 'no time left before the call was sent' });

function stand(waiting: WaitingCalls, deadline: Deadline | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = {
      seniority: deadline?.seniority ?? nextSeniority(),
      lane: laneOf(deadline),
      admit: () => {
        deadline?.signal.removeEventListener('abort', giveUp);
        resolve();
      },
    };
    const giveUp = (): void => {
      waiting.remove(call);
      reject(over());
    };
    deadline?.signal.addEventListener('abort', giveUp, { once: true });
    waiting.add(call);
  });
}
