import { connectionFailure } from './twilio-answer.ts';
import { TwilioFailure } from './twilio-failure.ts';
import type { Deadline } from './twilio-scope.ts';

type CutBy = 'time-out' | 'deadline';

/** Ends `fn` after `timeoutMs` or at the deadline, and turns whatever went wrong into a TwilioFailure. */
export async function cutOff<T>(
  timeoutMs: number,
  deadline: Deadline | undefined,
  fn: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cut = new AbortController();
  const by = (reason: CutBy) => (): void => cut.abort(reason);
  const onDeadline = by('deadline');
  const timer = setTimeout(by('time-out'), timeoutMs);
  deadline?.signal.addEventListener('abort', onDeadline, { once: true });
  if (deadline?.signal.aborted === true) onDeadline();
  try {
    return await fn(cut.signal);
  } catch (error) {
    throw cut.signal.aborted ? cutFailure(cut.signal.reason as CutBy, timeoutMs) : connectionFailure(error);
  } finally {
    clearTimeout(timer);
    deadline?.signal.removeEventListener('abort', onDeadline);
  }
}

const cutFailure = (by: CutBy, timeoutMs: number): TwilioFailure =>
  by === 'deadline'
    ? new TwilioFailure('deadline', { reason: 'no answer before the deadline of the login' })
    : new TwilioFailure('unclear', { reason: `no answer within ${timeoutMs} ms` });
