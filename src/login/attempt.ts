import { isRefusal, Refusal } from '../kernel/refusal.ts';
import type { TraceDraft } from '../traces/trace-recorder.ts';
import type { TraceStep } from '../traces/trace.ts';
import type { LoginDeps } from './login-deps.ts';

/** A step that let the person on, while something of it waits. */
export interface Waits {
  readonly waits: string;
}

/** One login under way: its trace knows at which step it stands. */
export class Attempt {
  readonly draft: TraceDraft;
  #step: TraceStep['step'] = 'verify';

  constructor(draft: TraceDraft) {
    this.draft = draft;
  }

  /** Runs a step; what it throws is a refusal at that step. */
  async at<T>(
    step: TraceStep['step'],
    act: () => Promise<T> | T,
    note?: (result: T) => string | Waits | undefined,
  ): Promise<T> {
    this.#step = step;
    const result = await act();
    const said = note?.(result);
    if (typeof said === 'object') this.draft.step(step, 'noted', said.waits);
    else this.draft.step(step, 'passed', said);
    return result;
  }

  refused(note: string): void {
    this.draft.step(this.#step, 'refused', note);
  }
}

/** Keeps the trace of a login that was let in, and counts it. */
export async function recordGranted(attempt: Attempt, connection: string, { log, onEnd }: LoginDeps): Promise<void> {
  const trace = await attempt.draft.finish('granted');
  const change = { worker: trace.provisioned?.worker.change, user: trace.provisioned?.user.change };
  log.info({ trace: trace.id, connection, outcome: 'granted', change }, 'login granted');
  onEnd({ connection, outcome: 'granted', trace });
}

/** No refusal, where a browser is shown the waiting page. */
const WAITS: ReadonlySet<string> = new Set(['PROVISIONING_PENDING']);

/** Keeps the trace of a login that was not let in, ties it to the error, and counts it. */
export async function recordRefused(
  error: unknown,
  attempt: Attempt,
  connection: string,
  deps: LoginDeps,
): Promise<void> {
  const refusal = isRefusal(error) ? error : new Refusal('INTERNAL', {});
  const outcome = deps.isFailure(refusal.code) ? 'failed' : 'refused';
  attempt.refused(`${refusal.code}: ${refusal.entry.title}`);
  attempt.draft.refused(refusal);
  const trace = await attempt.draft.finish(outcome);
  deps.attachTrace(error, attempt.draft.id);
  const known = deps.connections.has(connection) ? connection : 'unknown';
  deps.onEnd({ connection: known, outcome, code: refusal.code, trace });
  deps.log.info(
    { trace: attempt.draft.id, connection: known, outcome, code: refusal.code },
    WAITS.has(refusal.code) ? 'login waits for Twilio' : 'login refused',
  );
}
