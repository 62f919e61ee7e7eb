import { Refusal } from '../kernel/refusal.ts';
import type { Lease } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { failedStep } from './access-steps.ts';
import type { DeprovisionDeps, DeprovisionOrder } from './deprovision.ts';
import type { DeprovisionStep, StepReport } from './deprovision-report.ts';
import type { FoundSubject } from './find-subject.ts';
import type { StandingWorker } from './twilio-removal.ts';

const PAUSE_MS = 100;

/**
 * A login that passed before the block may be writing the worker just now; with its lease in hand nobody does, and
 * nobody who comes later gets past the block.
 */
async function acquire({ username, identity }: Subject, deps: DeprovisionDeps): Promise<Lease> {
  const giveUpAt = deps.clock() + deps.settings.patienceMs;
  for (;;) {
    const lease = await deps.ledger.lease(slotOf(identity), deps.settings.leaseMs);
    if (lease !== undefined) return lease;
    if (deps.clock() >= giveUpAt) throw new Refusal('PROVISIONING_BUSY', { username });
    await deps.pause(PAUSE_MS);
  }
}

type StepResultText = Omit<StepReport, 'step'>;

async function attempt(step: DeprovisionStep, act: () => Promise<StepResultText>): Promise<StepReport> {
  try {
    return { step, ...(await act()) };
  } catch (error) {
    return failedStep(step, error);
  }
}

const skipped = (step: DeprovisionStep, detail: string): StepReport => ({ step, result: 'skipped', detail });
const isOver = ({ result }: StepReport): boolean => result === 'done' || result === 'already' || result === 'planned';

const BUSY =
  'The worker has open reservations: calls or tasks that were accepted or are being wrapped up. Let them end in Flex, then run it again.';

async function removeWorker(
  worker: StandingWorker | undefined,
  offline: StepReport,
  { workers }: DeprovisionDeps,
): Promise<StepReport> {
  if (worker === undefined) return { step: 'worker', result: 'already', detail: 'there is no worker' };
  if (!isOver(offline)) return skipped('worker', 'it could not be set offline');
  return attempt('worker', async () => {
    const result = await workers.remove(worker.sid);
    if (result === 'busy') return { result: 'failed', detail: BUSY, code: 'WORKER_BUSY' };
    if (result === 'gone') return { result: 'already', detail: `${worker.sid} is gone` };
    return { result: 'done', detail: `${worker.sid} deleted` };
  });
}

function goOffline(worker: StandingWorker | undefined, { workers }: DeprovisionDeps): Promise<StepReport> {
  return attempt('offline', async () => {
    if (worker === undefined) return { result: 'already', detail: 'there is no worker' };
    const result = await workers.goOffline(worker.sid);
    if (result === 'gone') return { result: 'already', detail: `${worker.sid} is gone` };
    return { result: 'done', detail: `${worker.sid} is offline, reservations that waited for an answer are rejected` };
  });
}

/** Before the worker goes: what fails later leaves nobody behind with a supervisor's or an admin's power. */
function lowerServiceRole({ identity }: Subject, { lowerUser }: DeprovisionDeps): Promise<StepReport> {
  return attempt('service_role', async () => {
    const lowered = await lowerUser.lower(identity);
    if (lowered.result === 'gone') return { result: 'already', detail: 'there is no Conversation User' };
    const detail = `the Conversation User carries the service role “${lowered.serviceRole}”`;
    return { result: lowered.result === 'lowered' ? 'done' : 'already', detail };
  });
}

/** Flex cannot do without the User of a live agent (error 45203), so it goes after the worker or not at all. */
function removeUser(
  subject: Subject,
  worker: StepReport,
  order: DeprovisionOrder,
  deps: DeprovisionDeps,
): Promise<StepReport> | StepReport {
  if (order.deleteUser !== true)
    return skipped('user', 'the Conversation User is kept: its deletion was not asked for');
  if (!isOver(worker)) return skipped('user', 'the worker still stands, and a live agent needs its Conversation User');
  return attempt('user', async () => {
    const result = await deps.users.remove(subject.identity);
    if (result === 'gone') return { result: 'already', detail: 'there is no Conversation User' };
    return { result: 'done', detail: 'the Conversation User is deleted' };
  });
}

/** Read anew: a login may have come between the look and the block. */
async function vacateDoor({ identity }: Subject, { ledger, vacateDoor: vacate }: DeprovisionDeps): Promise<void> {
  const state = vacate && (await ledger.read(slotOf(identity)));
  if (state !== undefined) await vacate?.(state);
}

/** A lease that ran out during slow calls is taken anew: the block keeps everybody else from writing. */
function forget(found: FoundSubject, worker: StepReport, lease: Lease, deps: DeprovisionDeps): Promise<StepReport> {
  return attempt('forget', async () => {
    if (!isOver(worker)) return { result: 'skipped', detail: 'the worker still stands' };
    await vacateDoor(found.subject, deps);
    if (found.state?.confirmed === undefined) return { result: 'already', detail: 'nothing was remembered' };
    const forgotten =
      (await deps.ledger.forgetConfirmed(lease)) ||
      (await deps.ledger.forgetConfirmed(await acquire(found.subject, deps)));
    if (!forgotten) throw new Refusal('PROVISIONING_BUSY', { username: found.subject.username });
    return { result: 'done', detail: 'what Twilio held is no longer remembered' };
  });
}

async function remove(
  found: FoundSubject,
  order: DeprovisionOrder,
  deps: DeprovisionDeps,
): Promise<readonly StepReport[]> {
  const { subject } = found;
  const lease = await acquire(subject, deps);
  try {
    const role = await lowerServiceRole(subject, deps);
    const standing = await deps.workers.find(subject.username);
    const offline = await goOffline(standing, deps);
    const worker = await removeWorker(standing, offline, deps);
    const user = await removeUser(subject, worker, order, deps);
    return [role, offline, worker, user, await forget(found, worker, lease, deps)];
  } finally {
    await deps.ledger.release(lease).catch(() => undefined);
  }
}

const workerPlan = (worker: StandingWorker | undefined): readonly StepReport[] =>
  worker === undefined
    ? [
        { step: 'offline', result: 'already', detail: 'there is no worker' },
        { step: 'worker', result: 'already', detail: 'there is no worker' },
      ]
    : [
        {
          step: 'offline',
          result: 'planned',
          detail: `${worker.sid} is ${worker.available ? 'available' : 'offline'} now`,
        },
        { step: 'worker', result: 'planned', detail: `${worker.sid} would be deleted` },
      ];

async function rolePlan({ identity }: Subject, { lowerUser }: DeprovisionDeps): Promise<StepReport> {
  const step = 'service_role';
  const carried = await lowerUser.carries(identity);
  if (carried === undefined) return { step, result: 'already', detail: 'there is no Conversation User' };
  return { step, result: 'planned', detail: `the agent’s service role at most; it carries “${carried}” now` };
}

async function userPlan({ identity }: Subject, order: DeprovisionOrder, deps: DeprovisionDeps): Promise<StepReport> {
  if (order.deleteUser !== true) return skipped('user', 'the Conversation User would be kept');
  const exists = await deps.users.exists(identity);
  if (!exists) return { step: 'user', result: 'already', detail: 'there is no Conversation User' };
  return { step: 'user', result: 'planned', detail: 'the Conversation User would be deleted' };
}

async function plan({ subject, state }: FoundSubject, order: DeprovisionOrder, deps: DeprovisionDeps) {
  const worker = await deps.workers.find(subject.username);
  const remembered: StepReport =
    state?.confirmed === undefined
      ? { step: 'forget', result: 'already', detail: 'nothing is remembered' }
      : { step: 'forget', result: 'planned', detail: 'what Twilio holds would no longer be remembered' };
  return [await rolePlan(subject, deps), ...workerPlan(worker), await userPlan(subject, order, deps), remembered];
}

/** The steps at Twilio. Where it cannot even be asked, the first of them failed and the rest did not happen. */
export async function twilioSteps(
  found: FoundSubject,
  order: DeprovisionOrder,
  deps: DeprovisionDeps,
): Promise<readonly StepReport[]> {
  try {
    return order.dryRun === true ? await plan(found, order, deps) : await remove(found, order, deps);
  } catch (error) {
    return [failedStep('service_role', error)];
  }
}
