import type { Clock } from '../../../kernel/clock.ts';
import { ApiError, demand, invalid } from '../wire/api-error.ts';
import { Collection } from '../wire/collection.ts';
import { checkedAttributes } from '../wire/json-attributes.ts';
import { newSid } from '../wire/sid.ts';

const LONGEST_IDENTITY = 256;
const LONGEST_FRIENDLY_NAME = 256;
const LONGEST_ATTRIBUTES = 4096;
const USER_SID = /^US[\da-f]{32}$/i;
const RESERVED: ReadonlySet<string> = new Set(['system']);

export interface User {
  readonly sid: string;
  readonly identity: string;
  friendlyName: string | null;
  attributes: string;
  roleSid: string;
  readonly createdAt: number;
  updatedAt: number;
}

export interface UserFields {
  readonly friendlyName?: string | undefined;
  readonly attributes?: string | undefined;
  readonly roleSid?: string | undefined;
}

function checkIdentity(identity: string): void {
  demand(!RESERVED.has(identity), () => new ApiError(400, 50203, 'User identity is reserved'));
  demand(!USER_SID.test(identity), () => new ApiError(400, 50206, 'User identity must not look like a User SID'));
  demand(identity.length <= LONGEST_IDENTITY, () => new ApiError(400, 50207, 'User identity is too long'));
}

function checkFields({ friendlyName = '', attributes }: UserFields): void {
  const fits = friendlyName.length <= LONGEST_FRIENDLY_NAME;
  demand(fits, () => invalid(`FriendlyName must have at most ${LONGEST_FRIENDLY_NAME} characters`));
  if (attributes !== undefined) checkedAttributes(attributes, LONGEST_ATTRIBUTES);
}

/** Users of the Service. Identities are compared letter for letter. */
export class Users {
  readonly all = new Collection<User>();
  readonly #byIdentity = new Map<string, User>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  identified(identity: string): User | undefined {
    return this.#byIdentity.get(identity);
  }

  /** By SID or by identity. */
  find(key: string): User | undefined {
    return this.all.get(key) ?? this.identified(key);
  }

  create(
    identity: string,
    { friendlyName, attributes = '{}', roleSid }: UserFields & { readonly roleSid: string },
  ): User {
    checkIdentity(identity);
    checkFields({ friendlyName, attributes });
    demand(!this.#byIdentity.has(identity), () => new ApiError(409, 50201, 'User already exists'));
    const now = this.#clock();
    const user = { sid: newSid('US'), identity, friendlyName: friendlyName ?? null, attributes, roleSid };
    const added = this.all.add({ ...user, createdAt: now, updatedAt: now });
    this.#byIdentity.set(identity, added);
    return added;
  }

  update(user: User, fields: UserFields): void {
    checkFields(fields);
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    Object.assign(user, Object.fromEntries(given), { updatedAt: this.#clock() });
  }

  remove(user: User): void {
    this.all.remove(user.sid);
    this.#byIdentity.delete(user.identity);
  }
}
