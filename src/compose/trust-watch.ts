import { createCertificateWatch } from '../saml/watch-certificates.ts';
import type { Ports } from './ports.ts';
import type { UseCases } from './use-cases.ts';

/** Keeps the keys of the IdPs up to date, and warns of certificates that end. */
export interface TrustWatch {
  start(): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** What other replicas learned is taken over within a minute. */
const TICK_MS = 60_000;
const DAY_MS = 86_400_000;

export function createTrustWatch({ clock, log, metrics }: Ports, { registry, keys }: UseCases): TrustWatch {
  const watch = createCertificateWatch({ registry, clock, log, onSeen: metrics.certificateSeen });
  const timers: NodeJS.Timeout[] = [];
  let underway = Promise.resolve();
  const every = (ms: number, work: () => void): void => {
    timers.push(setInterval(work, ms).unref());
  };
  const tick = (): void => {
    underway = underway.then(() => keys.tick());
  };
  return {
    start: () => {
      watch();
      registry.onChange(watch);
      underway = keys.begin();
      tick();
      every(TICK_MS, tick);
      every(DAY_MS, watch);
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await underway;
    },
  };
}
