import { Refusal } from '../kernel/refusal.ts';
import type { Log } from '../kernel/log.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Records } from '../kernel/records.ts';
import type { Assignment } from '../roles/assignment.ts';
import { CONSOLE_ONLY_ROLES } from '../roles/catalogue/flex-ui.ts';
import type { Door } from '../roles/console-roles.ts';
import { rolesOn } from './name-change.ts';
import type { SignIn, SignInRequest } from './sign-in.ts';
import type { SubjectLedger } from './subject-ledger.ts';
import { slotOf } from './subject.ts';
import type { Subject } from './subject.ts';
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

export interface DoorDeps {
  readonly ledger: Pick<SubjectLedger, 'read'>;
  readonly records: Pick<Records, 'get' | 'put' | 'putOnce'>;
  readonly bothDoors: BothDoors;
  readonly clock: Clock;
  readonly log: Log;
}

/** Two first logins at one moment: the one that reserves goes on to claim. Longer than any login. */
const RESERVED_MS = 300_000;
const REMEMBERED_MS = 30 * 24 * 3_600_000;

const reservedKey = (slot: string): string => `door:${slot}`;
const closedKey = (slot: string): string => `closed-door:${slot}`;

interface Holder {
  readonly door: Door;
  readonly connection: string;
}

const arrivalOf = ({ assignment }: SignInRequest): Holder => ({
  door: doorOf(assignment),
  connection: assignment.explanation.connection,
});

/** One name in two namespaces is two people. */
const isSame = (one: Subject, other: Subject): boolean =>
  one.username === other.username && one.namespace === other.namespace;

/** Whose door it is so far. Nobody's until the first login, which reserves it. */
async function holderOf(request: SignInRequest, { ledger, records }: DoorDeps): Promise<Holder> {
  const slot = slotOf(request.subject.identity);
  const known = await ledger.read(slot);
  // Another person's slot is the claim's to refuse.
  if (known !== undefined && !isSame(known.subject, request.subject)) return arrivalOf(request);
  if (known?.desired !== undefined) {
    const { assignment } = known.desired;
    return { door: doorOf(assignment), connection: assignment.explanation.connection };
  }
  const arrival = arrivalOf(request);
  if (await records.putOnce(reservedKey(slot), JSON.stringify(arrival), RESERVED_MS)) return arrival;
  const reserved = await records.get(reservedKey(slot));
  return reserved === undefined ? arrival : (JSON.parse(reserved) as Holder);
}

async function refuseAt(request: SignInRequest, holder: Holder, deps: DoorDeps): Promise<never> {
  const { subject } = request;
  const { door, connection } = arrivalOf(request);
  const closed: ClosedDoor = { door, connection, at: deps.clock() };
  await deps.records.put(closedKey(slotOf(subject.identity)), JSON.stringify(closed), REMEMBERED_MS);
  deps.log.warn(
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
 * A sign-in that lets each person in through one door only: Console and SSO would give the same worker different roles,
 * and each login undo the other. Refusal SUBJECT_OTHER_DOOR, before the assertion is used up and anything is written.
 */
export const withOneDoor =
  (signIn: SignIn, deps: DoorDeps): SignIn =>
  async (request) => {
    const holder = await holderOf(request, deps);
    const { door, connection } = arrivalOf(request);
    if (holder.door !== door) {
      if (deps.bothDoors !== door) return refuseAt(request, holder, deps);
      deps.log.warn(
        { username: request.subject.username, door, connection, before: holder.door },
        'the person changes doors, as bothDoors says',
      );
    }
    return signIn(request);
  };

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
