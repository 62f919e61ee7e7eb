import type { Clock } from '../../../kernel/clock.ts';
import { ApiError, demand, invalid } from '../wire/api-error.ts';
import { Collection } from '../wire/collection.ts';
import { checkedAttributes } from '../wire/json-attributes.ts';
import { newSid } from '../wire/sid.ts';
import { hasOpenReservation, rejectPending, type Reservation } from './reservations.ts';
import type { Activity, TaskChannel, Workspace } from './workspace.ts';

/** TaskRouter, Worker resource: the name's and the attributes' length, white space included. */
const LONGEST_NAME = 64;
const LONGEST_ATTRIBUTES = 4096;

export interface WorkerChannel {
  readonly sid: string;
  readonly taskChannel: TaskChannel;
  capacity: number;
  available: boolean;
  updatedAt: number;
}

export interface Worker {
  readonly sid: string;
  friendlyName: string;
  activity: Activity;
  /** JSON text, as it was sent. */
  attributes: string;
  /** The ETag; grows with every update. */
  version: number;
  readonly channels: readonly WorkerChannel[];
  readonly reservations: Collection<Reservation>;
  readonly createdAt: number;
  updatedAt: number;
  statusChangedAt: number;
}

export interface WorkerChange {
  readonly friendlyName?: string | undefined;
  readonly attributes?: string | undefined;
  readonly activitySid?: string | undefined;
  readonly rejectPendingReservations?: boolean | undefined;
}

/** Workers of the workspace. Names are compared without letter case. */
export class Workers {
  readonly all = new Collection<Worker>();
  readonly #byName = new Map<string, Worker>();
  readonly #workspace: Workspace;
  readonly #accountSid: string;
  readonly #clock: Clock;

  constructor(workspace: Workspace, accountSid: string, clock: Clock) {
    this.#workspace = workspace;
    this.#accountSid = accountSid;
    this.#clock = clock;
  }

  named(name: string): Worker | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  create({ friendlyName, attributes, activitySid }: WorkerChange & { readonly friendlyName: string }): Worker {
    this.#checkName(friendlyName);
    const now = this.#clock();
    const worker = this.all.add({
      sid: newSid('WK'),
      friendlyName,
      activity: this.#activity(activitySid) ?? this.#workspace.offline,
      attributes: checkedAttributes(attributes ?? '{}', LONGEST_ATTRIBUTES),
      version: 0,
      channels: this.#channels(now),
      reservations: new Collection<Reservation>(),
      createdAt: now,
      updatedAt: now,
      statusChangedAt: now,
    });
    this.#byName.set(friendlyName.toLowerCase(), worker);
    return worker;
  }

  /** Checks the whole change before the first field is written. */
  update(worker: Worker, change: WorkerChange): void {
    const { friendlyName = worker.friendlyName, attributes = worker.attributes } = change;
    if (change.friendlyName !== undefined) this.#checkName(friendlyName, worker);
    checkedAttributes(attributes, LONGEST_ATTRIBUTES);
    const activity = this.#activity(change.activitySid) ?? worker.activity;
    if (change.rejectPendingReservations === true) this.#rejectPending(worker, activity);
    this.#byName.delete(worker.friendlyName.toLowerCase());
    this.#byName.set(friendlyName.toLowerCase(), worker);
    const now = this.#clock();
    if (activity !== worker.activity) worker.statusChangedAt = now;
    Object.assign(worker, { friendlyName, attributes, activity, updatedAt: now, version: worker.version + 1 });
  }

  remove(worker: Worker): void {
    const { sid, activity, reservations } = worker;
    const where = `in workspace ${this.#workspace.sid} for account ${this.#accountSid}`;
    demand(!activity.available, () =>
      invalid(`Cannot delete worker ${sid} ${where} because its activity is available`),
    );
    demand(!hasOpenReservation(reservations), () =>
      invalid(`Cannot delete worker ${sid} ${where} because it has reservations associated with it`),
    );
    this.discard(worker);
  }

  /** Removes the worker whatever it is doing, as Flex does with the person's deprovisioning. */
  discard(worker: Worker): void {
    this.all.remove(worker.sid);
    this.#byName.delete(worker.friendlyName.toLowerCase());
  }

  updateChannel(channel: WorkerChannel, capacity: number, available: boolean): void {
    demand(capacity <= 50, () => invalid('Capacity must be between 0 and 50'));
    Object.assign(channel, { capacity, available, updatedAt: this.#clock() });
  }

  #checkName(name: string, self?: Worker): void {
    const fits = name.trim() !== '' && name.length <= LONGEST_NAME;
    demand(fits, () => invalid(`FriendlyName must have 1 to ${LONGEST_NAME} characters`));
    const holder = this.named(name);
    demand(holder === undefined || holder === self, () => {
      const [workspace, account] = [this.#workspace.sid, this.#accountSid];
      return new ApiError(
        400,
        20001,
        `Worker named ${name} already exists for workspace ${workspace} for account ${account}`,
      );
    });
  }

  #activity(sid: string | undefined): Activity | undefined {
    if (sid === undefined) return undefined;
    const activity = this.#workspace.activities.get(sid);
    demand(activity, () => invalid(`ActivitySid ${sid} is not an activity of workspace ${this.#workspace.sid}`));
    return activity;
  }

  #rejectPending(worker: Worker, activity: Activity): void {
    demand(!activity.available, () =>
      invalid('RejectPendingReservations is allowed only with an activity that is not available'),
    );
    rejectPending(worker.reservations, this.#clock());
  }

  #channels(now: number): readonly WorkerChannel[] {
    return this.#workspace.taskChannels.items.map((taskChannel) => ({
      sid: newSid('WC'),
      taskChannel,
      capacity: 1,
      available: true,
      updatedAt: now,
    }));
  }
}
