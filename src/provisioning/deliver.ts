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

/** Twilio was last looked at before the newest assertion was issued: its login did not wait for the look. */
const isUnverified = ({ confirmed, desired }: SubjectState): boolean =>
  confirmed !== undefined && desired !== undefined && confirmed.at < desired.fence.issuedAt;

/** A blocked subject is not written: its next change is an operator's. */
const needsReconciling = (state: SubjectState | undefined): boolean =>
  state?.desired !== undefined &&
  state.blocked === undefined &&
  (state.confirmed?.digest !== state.desired.digest || isUnverified(state));

/**
 * What the outbox does with a subject: reconciles it, where desired and confirmed state still differ, or nobody has looked
 * since the last login. The entry that a login left behind to be safe ends here without a call.
 */
export const createDeliver =
  ({ ledger, reconcile, log }: DeliverDeps): OutboxWork =>
  async (subject) => {
    if (!needsReconciling(await ledger.read(slotOf(subject.identity)))) return;
    try {
      await reconcile(subject);
      log.info({ username: subject.username }, 'brought up to date from the outbox');
    } catch (error) {
      if (isRefusal(error) && isIncurable(error)) {
        log.error(
          { username: subject.username, code: error.code, detail: error.detailForOperators },
          'Twilio cannot be written',
        );
      }
      throw error;
    }
  };
