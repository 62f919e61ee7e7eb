import type { Records } from '../kernel/records.ts';
import type { OutboxWork } from '../provisioning/outbox.ts';
import type { SubjectLedger } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { ParticipantRoles } from './participant-roles.ts';

export interface AfterDemotionDeps {
  readonly ledger: Pick<SubjectLedger, 'read'>;
  readonly records: Pick<Records, 'get' | 'put'>;
  readonly participants: Pick<ParticipantRoles, 'lowerAll'>;
}

/** Longer than an entry ever waits; afterwards the outbox looks once more and finds nothing to lower. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;

const doneKey = (slot: string): string => `participants-lowered:${slot}`;

/**
 * What the outbox does with a subject whom an assignment demoted: the roles that it holds in conversations are lowered,
 * once for each demotion and again until that succeeded. The entry names the subject only, so the newest state counts.
 */
export const createAfterDemotion =
  ({ ledger, records, participants }: AfterDemotionDeps): OutboxWork =>
  async (subject) => {
    const slot = slotOf(subject.identity);
    const demotedAt = (await ledger.read(slot))?.demoted?.at;
    if (demotedAt === undefined || (await records.get(doneKey(slot))) === String(demotedAt)) return;
    await participants.lowerAll(subject);
    await records.put(doneKey(slot), String(demotedAt), REMEMBERED_MS);
  };
