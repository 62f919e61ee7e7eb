import { isRefusal } from '../kernel/refusal.ts';
import type { Log } from '../kernel/log.ts';
import { isIncurable } from './outbox.ts';
import type { OutboxWork } from './outbox.ts';
import type { Reconcile } from './reconcile.ts';
import type { SubjectLedger, SubjectState } from './subject-ledger.ts';
import { slotOf } from './subject.ts';

export interface DeliverDeps {
  readonly ledger: Pick<SubjectLedger, 'read'>;
  readonly reconcile: Reconcile;
  readonly log: Log;
}

/** A blocked subject is not written: its next change is an operator's. */
const needsWriting = (state: SubjectState | undefined): boolean =>
  state?.desired !== undefined && state.blocked === undefined && state.confirmed?.digest !== state.desired.digest;

/**
 * What the outbox does with a subject: reconciles it, where desired and confirmed state still differ. The entry that a
 * login left behind to be safe ends here without a call.
 */
export const createDeliver =
  ({ ledger, reconcile, log }: DeliverDeps): OutboxWork =>
  async (subject) => {
    if (!needsWriting(await ledger.read(slotOf(subject.identity)))) return;
    try {
      await reconcile(subject);
      log.info({ username: subject.username }, 'brought up to date from the outbox');
    } catch (error) {
      if (isRefusal(error) && isIncurable(error)) {
        log.error({ username: subject.username, code: error.code, detail: error.detail }, 'Twilio cannot be written');
      }
      throw error;
    }
  };
