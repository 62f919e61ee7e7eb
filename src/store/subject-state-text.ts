import type { Block, ConfirmedState, Demotions, DesiredState, SubjectState } from '../provisioning/subject-ledger.ts';
import type { Subject } from '../provisioning/subject.ts';

/** A subject's state as it is stored, each as JSON or absent. */
export type StateText = readonly [
  owner: Stored,
  desired: Stored,
  confirmed: Stored,
  blocked: Stored,
  demoted: Stored,
  endedAt: Stored,
  promotions: Stored,
];
type Stored = string | null | undefined;

/** Always the same text for the same subject: owners are compared as texts. */
export const subjectText = ({ namespace, username, identity }: Subject): string =>
  JSON.stringify({ namespace, username, identity });

/**
 * undefined where the slot has no owner. Only texts that this adapter wrote come in, so their shape is taken as given. Each call gives fresh objects, which callers may keep.
 */
export function stateFrom(text: StateText): SubjectState | undefined {
  const [owner, desired, confirmed, blocked, demoted, endedAt, promotions] = text;
  if (typeof owner !== 'string') return undefined;
  return {
    subject: JSON.parse(owner) as Subject,
    ...(typeof desired === 'string' && { desired: JSON.parse(desired) as DesiredState }),
    ...(typeof confirmed === 'string' && { confirmed: JSON.parse(confirmed) as ConfirmedState }),
    ...(typeof blocked === 'string' && { blocked: JSON.parse(blocked) as Block }),
    ...(typeof demoted === 'string' && { demoted: JSON.parse(demoted) as Demotions }),
    ...(typeof endedAt === 'string' && { endedAt: Number(endedAt) }),
    ...(typeof promotions === 'string' && { promotions: Number(promotions) }),
  };
}
