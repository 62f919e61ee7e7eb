import { asRefusal, TwilioFailure, type FailureKind } from './twilio-failure.ts';
import { currentDeadline, inOperation } from './twilio-scope.ts';

/** How the adapters speak to Twilio. Everything rejects with a TWILIO_… Refusal once repeating is of no more use. */
export interface TwilioCalls {
  /** A read, or a write that may be made twice without harm. */
  repeatable<T>(operation: string, send: () => Promise<T>): Promise<T>;
  /**
   * A write that must not be made twice. Repeated at once where Twilio cannot have made it (429, no connection). Where
   * the answer was lost or 5xx, `lookUp` tells what became of it; undefined: nothing, so it is written again.
   */
  once<T>(operation: string, send: () => Promise<T>, lookUp: () => Promise<T | undefined>): Promise<T>;
}

export interface CallDeps {
  /** How often a call is repeated. */
  readonly retries: number;
  /** Resolves after `ms`; rejects when `signal` aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  /** From 0 (inclusive) to 1. */
  readonly random: () => number;
}

type Kinds = ReadonlySet<FailureKind>;

const UNPROCESSED: Kinds = new Set<FailureKind>(['rate-limited', 'not-sent', 'busy']);
const UNCLEAR: Kinds = new Set<FailureKind>(['unclear']);
const TRANSIENT: Kinds = new Set([...UNPROCESSED, ...UNCLEAR]);

/** Work without a deadline gives up rather than wait longer for Twilio: its own queue knows when to come again. */
const LONGEST_WAIT_MS = 60_000;

export function createTwilioCalls(deps: CallDeps): TwilioCalls {
  const attempt = async <T>(operation: string, send: () => Promise<T>, repeated: Kinds): Promise<T> => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await inOperation(operation, send);
      } catch (error) {
        if (!isOneOf(error, repeated) || !(await pause(deps, error, tries))) throw error;
      }
    }
  };

  const once: TwilioCalls['once'] = async (operation, send, lookUp) => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt(operation, send, UNPROCESSED);
      } catch (error) {
        if (!isOneOf(error, UNCLEAR)) throw asRefusal(operation, error);
        const found = await lookUp();
        if (found !== undefined) return found;
        if (!(await pause(deps, error, tries))) throw asRefusal(operation, error);
      }
    }
  };

  const repeatable: TwilioCalls['repeatable'] = async (operation, send) => {
    try {
      return await attempt(operation, send, TRANSIENT);
    } catch (error) {
      throw asRefusal(operation, error);
    }
  };

  return { repeatable, once };
}

/** Waits before the next try; false where no more is due, or the wait would outlast the deadline. */
async function pause({ retries, sleep, random }: CallDeps, failure: TwilioFailure, tries: number): Promise<boolean> {
  const deadline = currentDeadline();
  const ms = (failure.facts.retryAfterMs ?? 0) + fullJitter(tries, random());
  const longestMs = deadline === undefined ? LONGEST_WAIT_MS : deadline.endsAt - performance.now();
  if (tries >= retries || ms > longestMs) return false;
  return sleep(ms, deadline?.signal).then(
    () => true,
    () => false,
  );
}

/** Spreads the repeats of many callers over the whole interval: 200, 400, 800 … at most 3000 ms, as the SDK does. */
const fullJitter = (tries: number, random: number): number => Math.floor(random * Math.min(3000, 200 * 2 ** tries));

const isOneOf = (error: unknown, kinds: Kinds): error is TwilioFailure =>
  error instanceof TwilioFailure && kinds.has(error.kind);
