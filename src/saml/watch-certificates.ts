import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { certificatesOf, SOON_DAYS, type CertificateState } from './certificates.ts';
import type { ConnectionRegistry } from './connection-registry.ts';

export interface CertificateWatchDeps {
  readonly registry: Pick<ConnectionRegistry, 'all'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onSeen: (
    seen: Pick<CertificateState, 'connection' | 'use' | 'daysLeft'> & { readonly fingerprint: string },
  ) => void;
}

/** Labels of a metric are kept short. */
const SHORT = 16;

/** One round over all certificates: tells how long each has, and warns of those that have not long. Once a day. */
export const createCertificateWatch =
  ({ registry, clock, log, onSeen }: CertificateWatchDeps) =>
  (): void => {
    for (const { connection, use, fingerprint, daysLeft } of registry
      .all()
      .filter(({ enabled }) => enabled)
      .flatMap((each) => certificatesOf(each, clock()))) {
      onSeen({ connection, use, fingerprint: fingerprint.slice(0, SHORT), daysLeft });
      if (daysLeft >= SOON_DAYS) continue;
      const message = daysLeft < 0 ? 'a certificate has expired' : 'a certificate expires soon';
      log.warn({ connection, use, fingerprint, daysLeft }, message);
    }
  };
