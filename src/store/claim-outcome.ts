import { movesAfter } from '../provisioning/desired-state.ts';
import type { Claim, ClaimOutcome, SubjectState } from '../provisioning/subject-ledger.ts';

/** What the atomic step found. `same` and `accepted` differ in whether the desired state was replaced. */
export type ClaimKind = 'conflict' | 'blocked' | 'other-door' | 'replay' | 'stale' | 'same' | 'accepted';

/** The answer of the port, from what the step found and the state that it found it in. */
export function claimOutcome(kind: ClaimKind, before: SubjectState | undefined, claim: Claim): ClaimOutcome {
  if (kind === 'replay') return { kind };
  if (before === undefined) return { kind: 'accepted', state: { subject: claim.subject, desired: claim.desired } };
  if (kind === 'conflict') return { kind, owner: before.subject };
  if (kind === 'blocked' || kind === 'other-door' || kind === 'stale') return { kind, state: before };
  if (kind === 'same') return { kind: 'accepted', previous: before, state: before };
  const state = { ...before, desired: claim.desired, ...movesAfter(before, claim) };
  return { kind: 'accepted', previous: before, state };
}
