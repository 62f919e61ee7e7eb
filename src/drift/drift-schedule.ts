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
  readonly records: Records;
  readonly settings: DriftSettings;
  readonly replica: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How often the replica at work shows that it is alive, ms. */
  readonly beatMs?: number;
}

export interface DriftSchedule {
  /** What the timer does: begins a run where no replica did in this period, and none is at one. Answers whether it did. */
  tick(): Promise<boolean>;
  start(): void;
  /** Waits for a run under way. */
  stop(): Promise<void>;
}

/** Looks are frequent and runs are not: a replica may not live as long as a period, and a run may outlast one. */
const LOOK_MS = 60_000;
const BEAT_MS = 30_000;
/** After so long without a sign of life the replica at work counts as dead. */
const ALIVE_MS = 120_000;
const AT_WORK = 'drift-at-work';

type Run = () => Promise<unknown>;

/** While the run goes on, no other replica begins one. */
async function atWork(run: Run, { records, replica, beatMs = BEAT_MS }: DriftScheduleDeps): Promise<void> {
  const beat = setInterval(() => void records.put(AT_WORK, replica, ALIVE_MS).catch(() => undefined), beatMs);
  beat.unref();
  await run().finally(() => clearInterval(beat));
  await records.take(AT_WORK).catch(() => undefined);
}

/** Whether the period is ours: nobody has had it, and nobody is still at the one before. */
async function takePeriod(key: string, { records, replica }: DriftScheduleDeps, everyMs: number): Promise<boolean> {
  if ((await records.get(key)) !== undefined) return false;
  if (!(await records.putOnce(AT_WORK, replica, ALIVE_MS))) return false;
  const isOurs = await records.putOnce(key, replica, 2 * everyMs);
  if (!isOurs) await records.take(AT_WORK);
  return isOurs;
}

/**
 * One run in each period, and one at a time, over all replicas: whoever is first writes the period down. A replica that
 * dies in the middle leaves the rest to the next period.
 */
export function createDriftSchedule(deps: DriftScheduleDeps): DriftSchedule {
  const { runs, settings, clock, log } = deps;
  const { everyMs, policy } = settings;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  const tick = async (): Promise<boolean> => {
    if (everyMs === undefined) return false;
    const period = `schedule-${Math.floor(clock() / everyMs)}`;
    const isOurs = await takePeriod(`drift-${period}`, deps, everyMs).catch((error: unknown) => {
      log.warn({ err: error }, 'drift: no run, the store does not answer');
      return false;
    });
    if (isOurs) underWay = atWork(() => runs.begin(period, { policy, by: 'schedule' }).finished, deps);
    return isOurs;
  };
  return {
    tick,
    start: () => {
      if (everyMs === undefined) return;
      timer = setInterval(() => void tick(), LOOK_MS);
      timer.unref();
    },
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
