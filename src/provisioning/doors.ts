import { Refusal } from '../kernel/refusal.ts';
import type { Log } from '../kernel/log.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Records } from '../kernel/records.ts';
import type { Assignment } from '../roles/assignment.ts';
import { CONSOLE_ONLY_ROLES } from '../roles/catalogue/flex-ui.ts';
import type { Door } from '../roles/console-roles.ts';
import { rolesOn } from './name-change.ts';
import type { SignInRequest } from './sign-in.ts';
import type { Claim, SubjectState } from './subject-ledger.ts';
import { slotOf } from './subject.ts';
import type { Worker } from './worker-directory.ts';

/** Which door counts for a person who comes through both; `first`: the one that the person came through first. */
export type BothDoors = 'first' | Door;

export const doorOf = ({ door }: Pick<Assignment, 'door'>): Door => door ?? 'sso';

/** A door that was found closed, as it is remembered for people and operators. Times are ms since epoch. */
export interface ClosedDoor {
  readonly door: Door;
  /** Name of the connection. */
  readonly connection: string;
  readonly at: number;
}

/** Of the last login that was refused at the other door. */
export interface ClosedDoors {
  last(slot: string): Promise<ClosedDoor | undefined>;
}

/** What a sign-in asks of the doors, where people may come through two. */
export interface DoorKeeper {
  /** For the claim, which is the one step that no login at the other door can come between. `known`: as read before. */
  forClaim(assignment: Assignment, known: SubjectState | undefined): Promise<Pick<Claim, 'closedByOther' | 'vacant'>>;
  /** The worker turned out to be the other door's: the login that just claimed this one must not keep that closed. */
  vacate(state: SubjectState): Promise<void>;
  /** Told of each accepted claim, with what it replaced. */
  entered(request: DoorRequest, previous: SubjectState | undefined): void;
  /** Remembers that the door was closed to this person, for the session at the other one, and tells why. */
  refuse(request: DoorRequest, state: SubjectState): Promise<never>;
}

export type DoorRequest = Pick<SignInRequest, 'subject' | 'assignment'>;

export interface DoorDeps {
  readonly records: Pick<Records, 'put' | 'get'>;
  readonly bothDoors: BothDoors;
  readonly clock: Clock;
  readonly log: Log;
}

const REMEMBERED_MS = 30 * 24 * 3_600_000;

/** Longer than anybody who was taken out of Flex is likely to stay away. */
const VACANT_MS = 366 * 24 * 3_600_000;

const vacantKey = (slot: string): string => `vacant-door:${slot}`;
const closedKey = (slot: string): string => `closed-door:${slot}`;

interface Holder {
  readonly door: Door;
  readonly connection: string;
}

const holderOf = (assignment: Assignment): Holder => ({
  door: doorOf(assignment),
  connection: assignment.explanation.connection,
});

async function refuseAt(
  { subject, assignment }: DoorRequest,
  holder: Holder,
  { records, clock, log }: DoorDeps,
): Promise<never> {
  const { door, connection } = holderOf(assignment);
  const closed: ClosedDoor = { door, connection, at: clock() };
  await records.put(closedKey(slotOf(subject.identity)), JSON.stringify(closed), REMEMBERED_MS);
  log.warn(
    { username: subject.username, door, connection, holder: holder.door, holderConnection: holder.connection },
    'the same person came through the other door: refused',
  );
  throw new Refusal('SUBJECT_OTHER_DOOR', {
    username: subject.username,
    door,
    other: holder.door,
    seen: `connection “${holder.connection}”`,
  });
}

/**
 * The door that this state holds is open again for either: for whoever was taken out of Flex, and where the login that
 * took it was refused for the sake of the worker. A later login by the same door holds it anew.
 */
export const createVacate =
  (records: Pick<Records, 'put'>) =>
  async ({ subject, desired }: Pick<SubjectState, 'subject' | 'desired'>): Promise<void> => {
    if (desired === undefined) return;
    await records.put(vacantKey(slotOf(subject.identity)), desired.fence.assertionId, VACANT_MS);
  };

async function closedTo(
  assignment: Assignment,
  known: SubjectState | undefined,
  { records, bothDoors }: DoorDeps,
): Promise<Pick<Claim, 'closedByOther' | 'vacant'>> {
  const closedByOther = doorOf(assignment);
  if (closedByOther === bothDoors) return {};
  const isHeld = known?.desired !== undefined && doorOf(known.desired.assignment) !== closedByOther;
  const vacant = isHeld ? await records.get(vacantKey(slotOf(assignment.identity))) : undefined;
  return { closedByOther, ...(vacant !== undefined && { vacant }) };
}

/**
 * Each person comes in through one door only: Console and SSO would give the same worker different roles, and each login
 * undo the other. Which one that is, the claim itself decides: what was read before may be out of date.
 */
export const createDoorKeeper = (deps: DoorDeps): DoorKeeper => ({
  forClaim: (assignment, known) => closedTo(assignment, known, deps),
  vacate: createVacate(deps.records),
  entered: ({ subject, assignment }, previous) => {
    const { door, connection } = holderOf(assignment);
    const before = previous?.desired && doorOf(previous.desired.assignment);
    if (before === undefined || before === door) return;
    const fields = { username: subject.username, door, connection, before };
    const why = deps.bothDoors === door ? 'as bothDoors says' : 'as the other one was given up';
    deps.log.warn(fields, `the person changes doors, ${why}`);
  },
  refuse: (request, { desired }) => refuseAt(request, holderOf(desired?.assignment ?? request.assignment), deps),
});

export const createClosedDoors = (records: Pick<Records, 'get'>): ClosedDoors => ({
  last: async (slot) => {
    const text = await records.get(closedKey(slot));
    return text === undefined ? undefined : (JSON.parse(text) as ClosedDoor);
  },
});

/**
 * A worker with roles that only the Console writes belongs to somebody who logs in there. Over-writing them would last
 * until the next login at the Console, so it is refused unless the operator decided for SSO.
 */
export function ensureDoorOfWorker(worker: Worker, assignment: Assignment, bothDoors: BothDoors): void {
  if (bothDoors === 'sso' || assignment.door === 'console') return;
  const found = rolesOn(worker.attributes).filter((role) => CONSOLE_ONLY_ROLES.has(role));
  if (found.length === 0) return;
  throw new Refusal('SUBJECT_OTHER_DOOR', {
    username: assignment.username,
    door: 'sso',
    other: 'console',
    seen: `worker ${worker.sid}, which carries ${found.join(' and ')}`,
  });
}
