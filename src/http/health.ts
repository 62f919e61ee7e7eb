import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { isRefusal } from '../kernel/refusal.ts';

/** Something that this gateway leans on. */
export interface HealthCheck {
  /** Such as `store` or `twilio`; shown to anybody. */
  readonly name: string;
  /** Whether the gateway is of no use without it. One that is not essential is reported, and the answer stays 200. */
  readonly essential: boolean;
  /** Rejects where it is not well. The signal says when nobody waits any more. */
  readonly check: (signal: AbortSignal) => Promise<unknown>;
}

export interface HealthResult {
  readonly name: string;
  readonly status: 'ok' | 'failed';
  readonly essential: boolean;
  /** A code, never a message: this is shown to anybody. */
  readonly reason?: string;
}

export interface HealthSettings {
  readonly checks: readonly HealthCheck[];
  readonly timeoutMs: number;
  /** How long a result is good for: probes of many kinds must not become a load of their own. */
  readonly cacheMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

const TIMED_OUT = 'TIMED_OUT';

async function within(timeoutMs: number, { check }: HealthCheck): Promise<string | undefined> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    return await Promise.race([check(signal).then(() => undefined), setTimeout(timeoutMs, TIMED_OUT, { signal })]);
  } finally {
    stop.abort();
  }
}

async function resultOf(check: HealthCheck, { timeoutMs, log }: HealthSettings): Promise<HealthResult> {
  const { name, essential } = check;
  try {
    const reason = await within(timeoutMs, check);
    return reason === undefined ? { name, essential, status: 'ok' } : { name, essential, status: 'failed', reason };
  } catch (error) {
    log.warn({ check: name, err: error }, 'health check failed');
    return { name, essential, status: 'failed', reason: isRefusal(error) ? error.code : 'FAILED' };
  }
}

/** All checks side by side, at most once per `cacheMs` however many ask. */
export function createHealth(settings: HealthSettings): () => Promise<readonly HealthResult[]> {
  let latest: Promise<readonly HealthResult[]> | undefined;
  let goodUntil = 0;
  return async () => {
    if (latest === undefined || settings.clock() >= goodUntil) {
      goodUntil = settings.clock() + settings.cacheMs;
      latest = Promise.all(settings.checks.map((check) => resultOf(check, settings)));
    }
    return latest;
  };
}
