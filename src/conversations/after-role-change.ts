import { z } from 'zod';
import type { Records } from '../kernel/records.ts';
import type { OutboxWork } from '../provisioning/outbox.ts';
import type { SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import { compareFlexRoles, FLEX_ROLES } from '../roles/flex-role.ts';
import { effectiveRoles } from '../sessions/effective.ts';
import type { ParticipantRoles } from './participant-roles.ts';

export interface AfterRoleChangeDeps {
  readonly ledger: Pick<SubjectLedger, 'read'>;
  readonly records: Pick<Records, 'get' | 'put'>;
  readonly participants: Pick<ParticipantRoles, 'lowerAll' | 'alignAll'>;
}

/** Longer than an entry ever waits; afterwards the outbox looks once more and finds nothing to change. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;

const doneKey = (slot: string): string => `participants-changed:${slot}`;

/** What the conversations were last made to agree with. */
const mark = z.object({
  role: z.enum(FLEX_ROLES).optional(),
  promotions: z.number().optional(),
  demotions: z.number().optional(),
  blockedAt: z.number().optional(),
});
type Mark = z.output<typeof mark>;

function markOf(state: SubjectState): Mark {
  const { promotions, demoted, blocked } = state;
  return {
    role: effectiveRoles(state)?.flexRole,
    promotions,
    demotions: demoted?.times,
    blockedAt: blocked?.at,
  };
}

/** A promotion counts once Twilio has it: until then the role that is effective stays the lower one. */
function isRaised(now: Mark, done: Mark): boolean {
  if (now.blockedAt === undefined && done.blockedAt !== undefined) return true;
  if (now.promotions === undefined || now.role === undefined) return false;
  return now.promotions !== done.promotions || done.role === undefined || compareFlexRoles(now.role, done.role) > 0;
}

const isLowered = (now: Mark, done: Mark): boolean =>
  now.demotions !== done.demotions || now.blockedAt !== done.blockedAt;

/**
 * What the outbox does with a subject whose Flex role changed, or who was blocked or let in again: the roles that it
 * holds in conversations follow, once for each change and again until that succeeded. The entry names the subject only,
 * so the newest state counts, and the roles are decided anew before each write: a promotion that runs late never gives
 * more than the role of that moment. Roles that somebody lowered by hand stay where nobody was promoted.
 */
export const createAfterRoleChange =
  ({ ledger, records, participants }: AfterRoleChangeDeps): OutboxWork =>
  async (subject) => {
    const slot = slotOf(subject.identity);
    const state = await ledger.read(slot);
    if (state === undefined) return;
    const now = markOf(state);
    const text = await records.get(doneKey(slot));
    const done: Mark = text === undefined ? {} : mark.parse(JSON.parse(text));
    const raised = isRaised(now, done);
    if (!raised && !isLowered(now, done)) return;
    await (raised ? participants.alignAll(subject) : participants.lowerAll(subject));
    await records.put(doneKey(slot), JSON.stringify(now), REMEMBERED_MS);
  };
