import type { Clock } from '../../../kernel/clock.ts';
import type { TaskRouterState } from '../taskrouter/state.ts';
import type { Worker } from '../taskrouter/workers.ts';
import { ApiError, demand } from '../wire/api-error.ts';
import { Collection } from '../wire/collection.ts';
import { readAttributes } from '../wire/json-attributes.ts';
import { newSid } from '../wire/sid.ts';
import type { ProvisionRequest } from './provision-request.ts';
import { readTypedAttributes, type ChannelWish } from './typed-attributes.ts';

export interface FlexUser {
  readonly sid: string;
  readonly username: string;
  email: string;
  fullName: string;
  roles: readonly string[];
  locale: string | null;
  userSid: string | null;
  workerSid: string;
  version: number;
  readonly createdAt: number;
  updatedAt: number;
  deactivatedAt: number | undefined;
}

/** Flex Users: the parents of Workers. A Worker made through TaskRouter has none. */
export class FlexUsers {
  readonly all = new Collection<FlexUser>();
  readonly #taskRouter: TaskRouterState;
  readonly #clock: Clock;

  constructor(taskRouter: TaskRouterState, clock: Clock) {
    this.#taskRouter = taskRouter;
    this.#clock = clock;
  }

  named(username: string): FlexUser | undefined {
    return this.all.items.find((user) => user.username === username);
  }

  /** Creates or updates the user and the Worker of the same name; attributes that are not asserted stay. */
  provision(request: ProvisionRequest): FlexUser {
    const { username, email, fullName, roles } = request;
    const { attributes, channels } = readTypedAttributes(request.attributes);
    this.#checkChannels(channels);
    this.#checkOwner(username);
    const asserted = { ...attributes, email, full_name: fullName, roles };
    const worker = this.#writeWorker(username, asserted);
    this.#setChannels(worker, channels);
    const now = this.#clock();
    const known = this.named(username);
    const fields = { email, fullName, roles, workerSid: worker.sid, updatedAt: now, deactivatedAt: undefined };
    if (known !== undefined) return Object.assign(known, fields, { version: known.version + 1 });
    const fixed = { sid: newSid('FU'), username, locale: null, userSid: null, version: 1, createdAt: now };
    return this.all.add({ ...fixed, ...fields });
  }

  /** Deactivates the user and deletes the Worker, open reservations or not. */
  deprovision(user: FlexUser): void {
    const { workers } = this.#taskRouter;
    const worker = workers.all.get(user.workerSid);
    if (worker !== undefined) workers.discard(worker);
    const now = this.#clock();
    Object.assign(user, { deactivatedAt: now, updatedAt: now, version: user.version + 1 });
  }

  update(user: FlexUser, change: Partial<Pick<FlexUser, 'email' | 'locale' | 'userSid'>>): void {
    Object.assign(user, change, { updatedAt: this.#clock(), version: user.version + 1 });
  }

  #writeWorker(username: string, asserted: Readonly<Record<string, unknown>>): Worker {
    const { workers } = this.#taskRouter;
    const worker = workers.named(username);
    if (worker === undefined) return workers.create({ friendlyName: username, attributes: JSON.stringify(asserted) });
    workers.update(worker, { attributes: JSON.stringify({ ...readAttributes(worker.attributes), ...asserted }) });
    return worker;
  }

  /** Worker names differ by more than letter case, so two usernames that do not cannot both have a Worker. */
  #checkOwner(username: string): void {
    const worker = this.#taskRouter.workers.named(username);
    const owner = this.all.items.find(({ workerSid }) => workerSid === worker?.sid);
    const free = owner === undefined || owner.username === username;
    demand(free, () => new ApiError(409, 45007, `The worker belongs to Flex user ${owner?.sid}`));
  }

  #checkChannels(wishes: readonly ChannelWish[]): void {
    const known = new Set(this.#taskRouter.workspace.taskChannels.items.map(({ uniqueName }) => uniqueName));
    const bad = wishes.find(
      ({ taskChannel, capacity = 1 }) => !known.has(taskChannel) || capacity < 0 || capacity > 50,
    );
    demand(bad === undefined, () => new ApiError(400, 45004, `Invalid worker channel: ${bad?.taskChannel}`));
  }

  #setChannels(worker: Worker, wishes: readonly ChannelWish[]): void {
    for (const { taskChannel, capacity, availability } of wishes) {
      const channel = worker.channels.find((candidate) => candidate.taskChannel.uniqueName === taskChannel);
      if (channel === undefined) continue;
      this.#taskRouter.workers.updateChannel(channel, capacity ?? channel.capacity, availability ?? channel.available);
    }
  }
}
