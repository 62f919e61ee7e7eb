import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { Refusal } from '../kernel/refusal.ts';

/** Where a login's calls stand in the queue for a place (call-budget.ts). */
export interface Lane {
  /** Those of one connection wait behind each other, connections take turns. */
  readonly connection: string;
  /** Goes only where no login waits: work of the outbox, repairs, bulk runs. */
  readonly repair: boolean;
}

/** The end of everything that one login asks of Twilio. */
export interface Deadline {
  /** Aborts at the end, and when the login is answered. */
  readonly signal: AbortSignal;
  /** On the clock of performance.now(), ms. */
  readonly endsAt: number;
  /** Logins are numbered as they begin; calls of an earlier one go first (call-budget.ts). */
  readonly seniority: number;
  readonly lane?: Lane;
}

interface Scope {
  readonly deadline?: Deadline;
  /** `worker.create` style: for metrics and refusals. */
  readonly operation?: string;
}

const scopes = new AsyncLocalStorage<Scope>();
let arrivals = 0;

/** Later callers get higher numbers. */
export function nextSeniority(): number {
  arrivals += 1;
  return arrivals;
}

/**
 * Runs `fn` so that no call to Twilio made in it outlives `deadlineMs` from now: waiting ones leave the queue, those
 * under way are cut, back-offs that would end later are not begun. All fail with TWILIO_UNAVAILABLE. Calls that `fn` left
 * behind are cut when it settles. Inside another deadline the earlier one counts.
 * @param own where its calls stand in the queue; absent: as those of the outer deadline, else as a login's
 */
export async function withTwilioDeadline<T>(deadlineMs: number, fn: () => Promise<T>, own?: Lane): Promise<T> {
  const outer = scopes.getStore()?.deadline;
  const now = performance.now();
  const endsAt = Math.min(now + deadlineMs, outer?.endsAt ?? Infinity);
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const timer = setTimeout(() => end.abort(), endsAt - now);
  const seniority = outer?.seniority ?? nextSeniority();
  const deadline = { signal: end.signal, endsAt, seniority, ...laneOf(own ?? outer?.lane) };
  try {
    return await scopes.run({ deadline }, fn);
  } finally {
    clearTimeout(timer);
    end.abort();
  }
}

const laneOf = (lane: Lane | undefined): Pick<Deadline, 'lane'> => (lane === undefined ? {} : { lane });

/** For work that several logins share: it must not end with the login that happened to start it. */
export const withoutTwilioDeadline = <T>(fn: () => Promise<T>): Promise<T> => scopes.run({}, fn);

export const currentDeadline = (): Deadline | undefined => scopes.getStore()?.deadline;

export const inOperation = <T>(operation: string, fn: () => Promise<T>): Promise<T> =>
  scopes.run({ ...scopes.getStore(), operation }, fn);

export const currentOperation = (): string => scopes.getStore()?.operation ?? 'other';

/** Waits for work that outlives the login, but no longer than the login itself. */
export function beforeDeadline<T>(operation: string, work: Promise<T>): Promise<T> {
  const signal = currentDeadline()?.signal;
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void =>
      reject(new Refusal('TWILIO_UNAVAILABLE', { operation, reason: 'no answer before the deadline of the login' }));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
