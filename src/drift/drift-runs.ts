import type { Records } from '../kernel/records.ts';
import type { Log } from '../kernel/log.ts';
import { isRefusal } from '../kernel/refusal.ts';
import type { DetectDrift, DriftOrder } from './detect-drift.ts';
import { securityFindings } from './drift-report.ts';
import type { DriftProgress, DriftReport } from './drift-report.ts';

/** A run that somebody asks about while it goes on. */
export type DriftRun =
  | { readonly state: 'running'; readonly progress?: DriftProgress }
  | { readonly state: 'done'; readonly report: DriftReport }
  | { readonly state: 'failed'; readonly code: string; readonly detail: string };

/** Runs over everybody, which take longer than a request may; kept for a week, on every replica. */
export interface DriftRuns {
  /** Begins a run under this id. It can be read as soon as it has `begun`; neither promise rejects. */
  begin(id: string, order: DriftOrder): { readonly begun: Promise<void>; readonly finished: Promise<DriftRun> };
  read(id: string): Promise<DriftRun | undefined>;
  /** The newest finished run of any replica. */
  latest(): Promise<DriftReport | undefined>;
}

export interface DriftRunsDeps {
  readonly detect: DetectDrift;
  readonly records: Pick<Records, 'put' | 'get'>;
  readonly log: Log;
}

const KEPT_MS = 7 * 86_400_000;
/** The report that is kept; the log and the audit have every finding. */
const KEPT_SUBJECTS = 1_000;
const keyOf = (id: string): string => `drift-run:${id}`;
const LATEST = 'drift-latest';

const shortened = (report: DriftReport): DriftReport => ({
  ...report,
  subjects: report.subjects.slice(0, KEPT_SUBJECTS),
});

function toldIn(log: Log, report: DriftReport): void {
  const security = securityFindings(report);
  const { checked, subjects, policy, stopped } = report;
  const fields = { checked, drifted: subjects.length, security, policy, ...(stopped !== undefined && { stopped }) };
  if (stopped !== undefined) log.warn(fields, 'drift: a run was stopped in the middle');
  if (security > 0) log.error(fields, 'drift: people hold more in Twilio than was decided');
  else log.info(fields, 'drift: Twilio compared with what was decided');
}

export function createDriftRuns({ detect, records, log }: DriftRunsDeps): DriftRuns {
  const keep = async (id: string, run: DriftRun): Promise<void> => {
    await records.put(keyOf(id), JSON.stringify(run), KEPT_MS).catch((error: unknown) => {
      log.warn({ err: error, run: id }, 'state of a drift run not kept');
    });
  };
  const run = async (id: string, order: DriftOrder): Promise<DriftRun> => {
    try {
      const onProgress = (progress: DriftProgress): void => {
        order.onProgress?.(progress);
        if (progress.phase !== 'repair' || progress.done % 100 === 0) void keep(id, { state: 'running', progress });
      };
      const report = shortened(await detect({ ...order, onProgress }));
      toldIn(log, report);
      await records.put(LATEST, JSON.stringify(report), KEPT_MS).catch(() => undefined);
      return { state: 'done', report };
    } catch (error) {
      log.warn({ err: error, run: id }, 'drift run failed');
      return isRefusal(error)
        ? { state: 'failed', code: error.code, detail: error.detailForOperators }
        : { state: 'failed', code: 'INTERNAL', detail: 'A defect of the gateway; the log has the rest.' };
    }
  };
  return {
    begin: (id, order) => {
      const begun = keep(id, { state: 'running' });
      const finished = begun
        .then(() => run(id, order))
        .then(async (ended) => {
          await keep(id, ended);
          return ended;
        });
      return { begun, finished };
    },
    read: async (id) => {
      const kept = await records.get(keyOf(id));
      return kept === undefined ? undefined : (JSON.parse(kept) as DriftRun);
    },
    latest: async () => {
      const kept = await records.get(LATEST);
      return kept === undefined ? undefined : (JSON.parse(kept) as DriftReport);
    },
  };
}
