import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ParticipantRoles } from '../conversations/participant-roles.ts';
import type { SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import { blockStep, conversationsStep, sessionsStep, tokensStep } from './access-steps.ts';
import type { DeprovisionReport, StepReport } from './deprovision-report.ts';
import { reportOf } from './deprovision-report.ts';
import { findSubject } from './find-subject.ts';
import type { FindSubjectDeps, FoundSubject } from './find-subject.ts';
import type { LowerUser } from './lower-user.ts';
import { twilioSteps } from './twilio-steps.ts';
import type { UserRemoval, WorkerRemoval } from './twilio-removal.ts';

/** Who asks for it, and what exactly. */
export interface DeprovisionOrder {
  /** For the block and the audit: `admin token`, the username of an operator… */
  readonly by: string;
  readonly reason: string;
  /** Also delete the Conversations User. Its name disappears from old conversations; never done while a worker stands. */
  readonly deleteUser?: boolean;
  /** Looks, and writes nothing. */
  readonly dryRun?: boolean;
  /** Whose person it is, for one who never logged in where there are several namespaces. */
  readonly namespace?: string;
}

export interface DeprovisionDeps extends FindSubjectDeps {
  readonly ledger: SubjectLedger;
  readonly sessions: Pick<SessionStore, 'listOf' | 'endOf'>;
  readonly workers: WorkerRemoval;
  readonly users: UserRemoval;
  readonly lowerUser: LowerUser;
  /** Absent where the configuration leaves roles in conversations to Flex. */
  readonly conversations?: Pick<ParticipantRoles, 'lowerAll'>;
  /** Whoever comes back may come by either door. Absent where everybody comes through the same one. */
  readonly vacateDoor?: (state: SubjectState) => Promise<void>;
  readonly audit: Pick<AuditTrail, 'append'>;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
  readonly settings: {
    readonly leaseMs: number;
    /** How long to wait for a login that is writing the worker just now, ms. */
    readonly patienceMs: number;
    /** The longest life of a token minted before, ms. */
    readonly longestTokenMs: number;
  };
}

/**
 * Takes a person out of Flex for good: first the access, then what is in Twilio. May be repeated at any point: a step
 * that is done is reported as `already`, and one that failed is tried again. Steps report their failures; refused as a
 * whole (USERNAME_INVALID, SUBJECT_CONFLICT, REQUEST_INVALID, STORE_UNAVAILABLE) where it cannot even begin.
 */
export type Deprovision = (username: string, order: DeprovisionOrder) => Promise<DeprovisionReport>;

/** Without the block the next login would make everything again, so nothing else is done where it failed. */
async function stepsFor(
  found: FoundSubject,
  order: DeprovisionOrder,
  deps: DeprovisionDeps,
): Promise<readonly StepReport[]> {
  const sessions = await deps.sessions.listOf(found.subject.identity.toLowerCase(), deps.clock());
  const block = await blockStep(found, order, deps);
  if (block.result === 'failed') return [block];
  return [
    block,
    await sessionsStep(found.subject, sessions.length, order, deps),
    tokensStep(block, deps.settings.longestTokenMs),
    ...(await conversationsStep(found.subject, order, deps)),
    ...(await twilioSteps(found, order, deps)),
  ];
}

export const createDeprovision =
  (deps: DeprovisionDeps): Deprovision =>
  async (username, order) => {
    const found = await findSubject(username, deps, order.namespace);
    const dryRun = order.dryRun === true;
    const report = reportOf(found, await stepsFor(found, order, deps), dryRun);
    if (!dryRun) {
      await deps.audit.append({
        kind: report.ok ? 'subject.deprovisioned' : 'subject.deprovision-incomplete',
        subject: found.subject.username,
        to: report.steps.map(({ step, result }) => `${step} ${result}`),
        why: order.reason,
        by: `operator:${order.by}`,
      });
    }
    return report;
  };
