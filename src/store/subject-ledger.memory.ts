import type { Clock } from '../kernel/clock.ts';
import { movesAfter } from '../provisioning/desired-state.ts';
import type {
  Block,
  Claim,
  ClaimOutcome,
  DesiredState,
  Lease,
  SubjectLedger,
  SubjectState,
} from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { claimOutcome } from './claim-outcome.ts';
import type { ClaimKind } from './claim-outcome.ts';
import { standingOf } from './claim-standing.ts';
import { lifetimeMs } from './lifetime.ts';
import { stateOf, subjectAt } from './memory-subjects.ts';
import type { MemorySubject, MemorySubjects } from './memory-subjects.ts';
import { subjectTag } from './subject-key.ts';
import { subjectText } from './subject-state-text.ts';

function addSubject(all: MemorySubjects, subject: Subject, operation: string): MemorySubject {
  const added: MemorySubject = { owner: subjectText(subject), lease: { token: 0, ends: 0 } };
  all.subjects.set(subjectTag(slotOf(subject.identity)), { value: added, ends: Infinity }, 0, operation);
  return added;
}

/** False where the assertion was used before. */
function useUp(all: MemorySubjects, { subject, desired, usedUntil, now }: Claim): boolean {
  const key = `${subjectTag(slotOf(subject.identity))}:${desired.fence.assertionId}`;
  if (all.used.get(key, now)) return false;
  all.used.set(key, { value: true, ends: now + lifetimeMs(usedUntil - now) }, now, 'ledger.claim');
  return true;
}

function isClosed({ closedByOther, vacant }: Claim, desired: DesiredState | undefined): boolean {
  if (closedByOther === undefined || desired === undefined || desired.fence.assertionId === vacant) return false;
  return (desired.assignment.door ?? 'sso') !== closedByOther;
}

/** The order of checks is that of the port. */
function kindOf(all: MemorySubjects, claim: Claim, before: SubjectState | undefined): ClaimKind {
  if (before && subjectText(before.subject) !== subjectText(claim.subject)) return 'conflict';
  return closedIn(claim, before) ?? usedIn(all, claim, before);
}

function closedIn(claim: Claim, before: SubjectState | undefined): ClaimKind | undefined {
  if (before?.blocked) return 'blocked';
  return isClosed(claim, before?.desired) ? 'other-door' : undefined;
}

function usedIn(all: MemorySubjects, claim: Claim, before: SubjectState | undefined): ClaimKind {
  if (!useUp(all, claim)) return 'replay';
  const standing = standingOf(before?.desired, claim.desired);
  return standing === 'newer' ? 'accepted' : standing;
}

function claimIn(all: MemorySubjects, claim: Claim): ClaimOutcome {
  const known = subjectAt(all, slotOf(claim.subject.identity));
  const before = stateOf(known);
  const kind = kindOf(all, claim, before);
  if (kind === 'accepted') {
    const subject = known ?? addSubject(all, claim.subject, 'ledger.claim');
    subject.owner = subjectText(claim.subject);
    subject.desired = JSON.stringify(claim.desired);
    const { demoted, promotions } = movesAfter(before, claim);
    if (demoted !== undefined) subject.demoted = JSON.stringify(demoted);
    if (promotions !== undefined) subject.promotions = String(promotions);
  }
  return structuredClone(claimOutcome(kind, before, claim));
}

function blockIn(all: MemorySubjects, slot: string, subject: MemorySubject | undefined, block: Block) {
  if (subject?.owner === undefined) return undefined;
  subject.blocked = JSON.stringify(block);
  subject.endedAt = String(Math.max(Number(subject.endedAt ?? 0), block.at));
  const tag = subjectTag(slot);
  for (const [hash, session] of all.sessions.live(-Infinity)) if (session.tag === tag) all.sessions.take(hash, 0);
  return stateOf(subject);
}

/** Writes where the lease is the newest that was given. Token 0 was given to nobody: see `leaseIn`. */
function writeUnder(all: MemorySubjects, { slot, token }: Lease, write: (subject: MemorySubject) => void): boolean {
  const subject = subjectAt(all, slot);
  if (subject === undefined || token === 0 || subject.lease.token !== token) return false;
  write(subject);
  return true;
}

/** An unknown subject gets token 0, which confirms nothing, and nothing is written. */
function leaseIn(all: MemorySubjects, slot: string, ends: number, now: number): Lease | undefined {
  const subject = subjectAt(all, slot);
  if (subject?.owner === undefined) return { slot, token: 0 };
  if (subject.lease.ends > now) return undefined;
  subject.lease = { token: subject.lease.token + 1, ends };
  return { slot, token: subject.lease.token };
}

/** Each step runs in one go of the event loop, which makes it atomic. */
export function memorySubjectLedger(all: MemorySubjects, clock: Clock): SubjectLedger {
  return {
    claim: async (claim) => claimIn(all, claim),
    read: async (slot) => stateOf(subjectAt(all, slot)),
    lease: async (slot, ttlMs) => leaseIn(all, slot, clock() + lifetimeMs(ttlMs), clock()),
    release: async (lease) => {
      writeUnder(all, lease, (subject) => void (subject.lease.ends = 0));
    },
    confirm: async (lease, confirmed) =>
      writeUnder(all, lease, (subject) => void (subject.confirmed = JSON.stringify(confirmed))),
    forgetConfirmed: async (lease) => writeUnder(all, lease, (subject) => void delete subject.confirmed),
    block: async (slot, block) => blockIn(all, slot, subjectAt(all, slot), block),
    blockSubject: async (subject, block) => {
      const slot = slotOf(subject.identity);
      const known = subjectAt(all, slot) ?? addSubject(all, subject, 'ledger.block');
      known.owner ??= subjectText(subject);
      return known.owner === subjectText(subject) ? blockIn(all, slot, known, block) : undefined;
    },
    unblock: async (slot) => {
      const subject = subjectAt(all, slot);
      delete subject?.blocked;
      const state = stateOf(subject);
      if (subject?.desired === undefined) {
        delete subject?.owner;
        delete subject?.endedAt;
      }
      return state;
    },
  };
}
