import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhenResult,
} from 'cockatiel';
import type { CircuitBreakerPolicy } from 'cockatiel';
import { TwilioFailure } from './twilio-failure.ts';

export interface BreakerSettings {
  /** Opens after so many failures in a row. */
  readonly failures: number;
  /** The first probe comes after so many ms; each further one later, up to `longestMs`. */
  readonly probeMs: number;
  readonly longestMs: number;
}

export const BREAKER: BreakerSettings = { failures: 5, probeMs: 1_000, longestMs: 10_000 };

export interface BreakerChange {
  /** `taskrouter`, `conversations`. */
  readonly product: string;
  readonly open: boolean;
}

export interface CircuitBreakers {
  /** Fails at once with a failure of kind `open`, and without a call, while the product does not answer. */
  run<T>(product: string, fn: () => Promise<T>): Promise<T>;
}

/** A call that its login's deadline cut counts as unanswered only after so long: shorter, it says nothing. */
const TELLING_MS = 1_000;

const refused = (product: string): TwilioFailure =>
  new TwilioFailure('open', { reason: `circuit breaker open: ${product} failed over and over and was not asked` });

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** No answer, or a 5xx. A 4xx is an answer, and so is a 429: its caller waits and comes again. */
function isOutage(settled: unknown): boolean {
  if (typeof settled !== 'object' || settled === null || !('error' in settled)) return false;
  return settled.error instanceof TwilioFailure && ['unclear', 'not-sent', 'deadline'].includes(settled.error.kind);
}

async function settle<T>(fn: () => Promise<T>): Promise<Settled<T>> {
  const startedAt = performance.now();
  try {
    return { value: await fn() };
  } catch (error) {
    const cutEarly = performance.now() - startedAt < TELLING_MS;
    // Thrown, it counts neither way.
    if (error instanceof TwilioFailure && error.kind === 'deadline' && cutEarly) throw error;
    return { error };
  }
}

function breakerFor(
  product: string,
  settings: BreakerSettings,
  changed: (change: BreakerChange) => void,
): CircuitBreakerPolicy {
  const policy = circuitBreaker(handleWhenResult(isOutage), {
    halfOpenAfter: new ExponentialBackoff({ initialDelay: settings.probeMs, maxDelay: settings.longestMs }),
    breaker: new ConsecutiveBreaker(settings.failures),
  });
  let open = false;
  policy.onStateChange((state) => {
    if (state === CircuitState.HalfOpen || open === (state === CircuitState.Open)) return;
    open = state === CircuitState.Open;
    changed({ product, open });
  });
  return policy;
}

async function runThrough<T>(policy: CircuitBreakerPolicy, product: string, fn: () => Promise<T>): Promise<T> {
  // A probe is under way: to wait for it could take as long as a dead Twilio does.
  if (policy.state === CircuitState.HalfOpen) throw refused(product);
  const settled = await policy
    .execute(() => settle(fn))
    .catch((error: unknown) => {
      throw error instanceof BrokenCircuitError ? refused(product) : error;
    });
  if ('error' in settled) throw settled.error;
  return settled.value;
}

/**
 * One breaker for each product, since one may be down while the others answer. It opens when several calls in a row got
 * no answer or a 5xx; from then on one call at a time probes, and the first that is answered closes it.
 */
export function createCircuitBreakers(
  settings: BreakerSettings,
  changed: (change: BreakerChange) => void,
): CircuitBreakers {
  const policies = new Map<string, CircuitBreakerPolicy>();
  return {
    run: (product, fn) => {
      const policy = policies.get(product) ?? breakerFor(product, settings, changed);
      policies.set(product, policy);
      return runThrough(policy, product, fn);
    },
  };
}
