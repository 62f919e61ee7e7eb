import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Records } from '../kernel/records.ts';
import type { DriftRuns } from './drift-runs.ts';
import type { Policy } from './finding.ts';

export interface DriftSettings {
  /** ms; absent: never by itself. */
  readonly everyMs?: number;
  readonly policy: Policy;
}

export interface DriftScheduleDeps {
  readonly runs: Pick<DriftRuns, 'begin'>;
  readonly records: Pick<Records, 'putOnce'>;
  readonly settings: DriftSettings;
  readonly replica: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface DriftSchedule {
  /** What the timer does: begins a run where no replica did in this period. Answers whether it did. */
  tick(): Promise<boolean>;
  start(): void;
  /** Waits for a run under way. */
  stop(): Promise<void>;
}

/**
 * One run in each period over all replicas: whoever is first writes the period down. A replica that dies in the middle
 * leaves the rest to the next period.
 */
export function createDriftSchedule({
  runs,
  records,
  settings,
  replica,
  clock,
  log,
}: DriftScheduleDeps): DriftSchedule {
  const { everyMs, policy } = settings;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  const tick = async (): Promise<boolean> => {
    if (everyMs === undefined) return false;
    const period = `schedule-${Math.floor(clock() / everyMs)}`;
    const isFirst = await records.putOnce(`drift-${period}`, replica, 2 * everyMs).catch((error: unknown) => {
      log.warn({ err: error }, 'drift: no run, the store does not answer');
      return false;
    });
    if (isFirst) underWay = runs.begin(period, { policy, by: 'schedule' }).finished;
    return isFirst;
  };
  return {
    tick,
    start: () => {
      if (everyMs === undefined) return;
      timer = setInterval(() => void tick(), everyMs);
      timer.unref();
    },
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
