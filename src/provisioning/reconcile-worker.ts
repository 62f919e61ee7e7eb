import { ensure, Refusal } from '../kernel/refusal.ts';
import { escapeIdentity } from '../roles/identity.ts';
import { slotOf } from './subject.ts';
import { sameJson } from '../kernel/canonical-json.ts';
import type { Assignment, WorkerChannel } from '../roles/assignment.ts';
import { ensureDoorOfWorker } from './doors.ts';
import type { BothDoors } from './doors.ts';
import { highestFlexRole, nameChange, rolesOn } from './name-change.ts';
import type { ReconcileOutcome } from './outcome.ts';
import { planWorker } from './plan-worker.ts';
import type { ConfirmedState } from './subject-ledger.ts';
import type { Worker, WorkerDirectory } from './worker-directory.ts';

type WorkerOutcome = ReconcileOutcome['worker'];

/** Races with other writers of one worker that we take on before we give up. */
const ROUNDS = 8;

/** Where others write the worker between our read and our write, read and merge again: nothing of theirs is lost. */
async function mergeInto(found: Worker, assignment: Assignment, deps: WorkerWriteDeps): Promise<WorkerOutcome> {
  let worker = found;
  for (let round = 0; round < ROUNDS; round += 1) {
    ensureDoorOfWorker(worker, assignment, deps.bothDoors ?? 'first');
    const plan = planWorker(worker.attributes, assignment, deps.owned);
    const previousRoles = rolesOn(worker.attributes);
    const change = nameChange(highestFlexRole(previousRoles), assignment.flexRole, plan.differs);
    if (!plan.differs) return { sid: worker.sid, change, previousRoles, attributes: worker.attributes };
    const written = await writeWithVersion(worker, plan.attributes, deps);
    if (typeof written === 'object') return { sid: written.sid, change, previousRoles, attributes: written.attributes };
    if (written === 'gone') return createOrMerge(assignment, deps);
    worker = await rereadOr(worker, deps);
  }
  throw new Refusal('PROVISIONING_PENDING', { reason: 'the worker is being changed by others over and over' });
}

/** A worker found in a list comes without its version; a write without one could undo a foreign edit. */
async function writeWithVersion(
  worker: Worker,
  attributes: Worker['attributes'],
  { workers, ensureStillOurs }: WorkerWriteDeps,
): Promise<Worker | 'conflict' | 'gone'> {
  if (worker.version === undefined) return 'conflict';
  ensureStillOurs();
  return workers.replaceAttributes(worker, attributes);
}

async function rereadOr(worker: Worker, { workers }: WorkerWriteDeps): Promise<Worker> {
  const fresh = await workers.fetch(worker.sid);
  if (fresh !== undefined) return fresh;
  throw new Refusal('PROVISIONING_PENDING', { reason: 'the worker was deleted while it was written' });
}

async function createOrMerge(assignment: Assignment, deps: WorkerWriteDeps): Promise<WorkerOutcome> {
  const { attributes } = planWorker(undefined, assignment, []);
  deps.ensureStillOurs();
  const created = await deps.workers.create(assignment.username, attributes);
  if (created !== 'exists') return { sid: created.sid, change: 'created', attributes: created.attributes };
  const found = await deps.workers.findByUsername(assignment.username);
  if (found === undefined) {
    throw new Refusal('PROVISIONING_PENDING', { reason: 'the worker exists, but Twilio does not list it yet' });
  }
  // Twilio may fold more letters than the slot does (K and the Kelvin sign): such a worker is somebody else's.
  ensure(slotOf(escapeIdentity(found.username)) === slotOf(assignment.identity), 'SUBJECT_CONFLICT', {
    username: assignment.username,
    owner: found.username,
  });
  return mergeInto(found, assignment, deps);
}

async function writeChannels(
  workerSid: string,
  wanted: readonly WorkerChannel[],
  deps: WorkerWriteDeps,
): Promise<void> {
  if (wanted.length === 0) return;
  const present = new Map((await deps.workers.channels(workerSid)).map((channel) => [channel.taskChannel, channel]));
  for (const channel of wanted) {
    const held = present.get(channel.taskChannel);
    if (sameJson({ ...held, ...channel }, held)) continue;
    deps.ensureStillOurs();
    await deps.workers.setChannel(workerSid, channel);
  }
}

export interface WorkerWriteDeps {
  readonly workers: WorkerDirectory;
  /** Stored names of worker attributes that we wrote before. */
  readonly owned: readonly string[];
  /** Throws where the lease has run out: a holder that stalled must not write any more. */
  readonly ensureStillOurs: () => void;
  /** Absent: first. */
  readonly bothDoors?: BothDoors;
}

/**
 * Makes the Worker hold the assignment. A first login creates without looking first, since that is the usual case; where
 * we know the worker, one read by SID brings the version along.
 */
export async function reconcileWorker(
  assignment: Assignment,
  confirmed: ConfirmedState | undefined,
  deps: WorkerWriteDeps,
): Promise<WorkerOutcome> {
  const known = confirmed === undefined ? undefined : await deps.workers.fetch(confirmed.workerSid);
  const outcome =
    known === undefined ? await createOrMerge(assignment, deps) : await mergeInto(known, assignment, deps);
  await writeChannels(outcome.sid, assignment.channels, deps);
  return outcome;
}
