import { createPace, type Pace } from './pace.ts';
import { TwilioFailure } from './twilio-failure.ts';
import { nextSeniority, type Deadline } from './twilio-scope.ts';
import { laneOf, WaitingCalls } from './waiting-calls.ts';

export interface CallBudget {
  /** Calls under way. */
  readonly underWay: number;
  /** Calls of logins wait for a place. */
  readonly loginsWait: boolean;
  /** Waits for a place, at most until the deadline, and holds it until `fn` settles. */
  run<T>(deadline: Deadline | undefined, fn: () => Promise<T>): Promise<T>;
  /** Another number of places. Calls under way go on; more places are given at once, fewer as calls end. */
  resize(limit: number): void;
}

/** At most `limit` requests under way at once, begun no faster than the pace. Who goes next: see `WaitingCalls`. */
export function createCallBudget(initialLimit: number, pace: Pace = createPace(Infinity)): CallBudget {
  let limit = initialLimit;
  let underWay = 0;
  const waiting = new WaitingCalls();

  const admitNext = (): void => {
    while (underWay < limit && !waiting.isEmpty) {
      const waitMs = pace.waitMs(performance.now());
      if (waitMs > 0) return comeAgain(waitMs);
      pace.begin(performance.now());
      underWay += 1;
      waiting.next()?.admit();
    }
  };
  const comeAgain = createAlarm(admitNext);
  const enter = (deadline: Deadline | undefined): Promise<void> => {
    if (deadline?.signal.aborted === true) return Promise.reject(over());
    const admitted = stand(waiting, deadline);
    admitNext();
    return admitted;
  };

  return {
    get underWay() {
      return underWay;
    },
    get loginsWait() {
      return waiting.hasLogins;
    },
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

/** Rings once, however often it is set meanwhile. */
function createAlarm(ring: () => void): (ms: number) => void {
  let due: NodeJS.Timeout | undefined;
  return (ms) => {
    due ??= setTimeout(() => {
      due = undefined;
      ring();
    }, ms);
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
