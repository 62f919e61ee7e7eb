import { counted } from '../kernel/counted.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { printable } from '../kernel/printable.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import type { DeprovisionDeps, DeprovisionOrder } from './deprovision.ts';
import type { DeprovisionStep, StepReport } from './deprovision-report.ts';
import type { FoundSubject } from './find-subject.ts';

/** What an expected failure of a step becomes; anything else is a defect and goes on. */
export function failedStep(step: DeprovisionStep, error: unknown): StepReport {
  if (!isRefusal(error)) throw error;
  return { step, result: 'failed', detail: error.detailForOperators, code: error.code };
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** An earlier block stays as it was given, with its reason. */
export async function blockStep(
  { subject, state }: FoundSubject,
  { by, reason, dryRun }: DeprovisionOrder,
  { ledger, clock }: Pick<DeprovisionDeps, 'ledger' | 'clock'>,
): Promise<StepReport> {
  const step = 'block';
  const known = state?.blocked;
  if (known !== undefined) {
    return { step, result: 'already', detail: `blocked by ${printable(known.by)}: ${printable(known.reason)}` };
  }
  if (dryRun) return { step, result: 'planned', detail: 'no login is let in any more' };
  try {
    const blocked = await ledger.blockSubject(subject, { at: clock(), by, reason });
    if (blocked !== undefined) return { step, result: 'done', detail: 'no login is let in any more' };
    return { step, result: 'failed', detail: 'somebody else took the identity meanwhile', code: 'SUBJECT_CONFLICT' };
  } catch (error) {
    return failedStep(step, error);
  }
}

/** The block ends sessions in the same step; this one makes sure, and tells how many there were. */
export async function sessionsStep(
  subject: Subject,
  before: number,
  { dryRun }: DeprovisionOrder,
  { sessions }: Pick<DeprovisionDeps, 'sessions'>,
): Promise<StepReport> {
  const step = 'sessions';
  if (before === 0) return { step, result: 'already', detail: 'there is none' };
  if (dryRun) return { step, result: 'planned', detail: `${counted(before, 'live session')} would end` };
  try {
    await sessions.endOf(slotOf(subject.identity));
    return { step, result: 'done', detail: `${counted(before, 'live session')} ended` };
  } catch (error) {
    return failedStep(step, error);
  }
}

/** Nothing to write: whoever is blocked gets no token, and token validation refuses those that are out. */
export function tokensStep(block: StepReport, longestTokenMs: number): StepReport {
  const [unitMs, unit] = longestTokenMs % HOUR_MS === 0 ? [HOUR_MS, 'hour'] : [MINUTE_MS, 'minute'];
  const life = counted(Math.ceil(longestTokenMs / unitMs), unit);
  const detail = `none is minted any more; those that Twilio already took live at most ${life}`;
  return { step: 'tokens', result: block.result, detail };
}

/** Before anything is removed: whoever is still in a conversation is a guest there, and may no longer edit or delete. */
export async function conversationsStep(
  subject: Subject,
  { dryRun }: DeprovisionOrder,
  { conversations }: Pick<DeprovisionDeps, 'conversations'>,
): Promise<readonly StepReport[]> {
  const step = 'conversations';
  if (conversations === undefined) return [];
  if (dryRun) return [{ step, result: 'planned', detail: 'the roles in conversations would be lowered' }];
  try {
    const lowered = await conversations.lowerAll(subject);
    if (lowered === 0) return [{ step, result: 'already', detail: 'no role in a conversation stands too high' }];
    return [{ step, result: 'done', detail: `lowered in ${counted(lowered, 'conversation')}` }];
  } catch (error) {
    return [failedStep(step, error)];
  }
}
