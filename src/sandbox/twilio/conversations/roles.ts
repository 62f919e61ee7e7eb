import type { Clock } from '../../../kernel/clock.ts';
import { ApiError, demand, invalid } from '../wire/api-error.ts';
import { Collection } from '../wire/collection.ts';
import { newSid, wellKnownSid } from '../wire/sid.ts';
import { INVITE_MEMBER, PERMISSIONS } from './permissions.ts';
import type { StockRole } from './stock-roles.ts';

const LONGEST_NAME = 64;
export type RoleType = 'service' | 'conversation';

export interface Role {
  readonly sid: string;
  readonly friendlyName: string;
  readonly type: RoleType;
  permissions: readonly string[];
  readonly createdAt: number;
  /** Absent until the permissions are changed. */
  updatedAt: number | undefined;
}

export function readType(type: string): RoleType {
  const known = type === 'service' || type === 'conversation';
  demand(known, () => new ApiError(400, 50105, 'Role type must be service or conversation'));
  return type;
}

/** The permissions of a request, as `translate` has them in the words of Conversations: undefined refuses one. */
export function readPermissions(
  permissions: readonly string[],
  translate: (permission: string) => string | undefined,
): readonly string[] {
  demand(permissions.length > 0, () => invalid('Missing required parameter Permission in the post body'));
  return permissions.map((permission) => {
    const known = translate(permission);
    demand(known, () => new ApiError(400, 50104, `Invalid permission ${permission} for role`));
    return known;
  });
}

export const permissionOfConversations = (permission: string): string | undefined =>
  PERMISSIONS.has(permission) ? permission : undefined;

/** Roles of the Service. Names are not unique, not even within a type. */
export class Roles {
  readonly all = new Collection<Role>();
  readonly #clock: Clock;

  constructor(clock: Clock, stock: readonly StockRole[]) {
    this.#clock = clock;
    for (const role of stock) this.addStock(role);
  }

  /** Permissions of a stock role may hold Programmable Chat's `inviteMember`. */
  addStock({ type, friendlyName, permissions }: StockRole): Role {
    const sid = wellKnownSid('RL', `${type} ${friendlyName}`);
    return this.all.add({ sid, type, friendlyName, permissions, createdAt: this.#clock(), updatedAt: undefined });
  }

  create(friendlyName: string, type: RoleType, permissions: readonly string[]): Role {
    demand(friendlyName.length <= LONGEST_NAME, () =>
      invalid(`FriendlyName must have 1 to ${LONGEST_NAME} characters`),
    );
    const role = { sid: newSid('RL'), friendlyName, type, permissions };
    return this.all.add({ ...role, createdAt: this.#clock(), updatedAt: undefined });
  }

  /** Replaces the whole set. */
  update(role: Role, permissions: readonly string[]): void {
    Object.assign(role, { permissions, updatedAt: this.#clock() });
  }

  named(type: RoleType, friendlyName: string): Role | undefined {
    return this.all.items.find((role) => role.type === type && role.friendlyName === friendlyName);
  }

  /** The role of that SID and type: 404 with 50102 or 50109 where there is none, 400 with 50105 where its type differs. */
  require(sid: string, type: RoleType): Role {
    const role = this.all.get(sid);
    const code = type === 'service' ? 50102 : 50109;
    demand(role, () => new ApiError(404, code, `The ${type} role ${sid} was not found`));
    demand(role.type === type, () => new ApiError(400, 50105, `Role ${sid} is of type ${role.type}, not ${type}`));
    return role;
  }
}

export const conversationsPermissions = (role: Role): readonly string[] =>
  role.permissions.filter((permission) => permission !== INVITE_MEMBER);
