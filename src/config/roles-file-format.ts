import { z } from 'zod';
import type { WantedRole, WantedRoles } from '../role-management/wanted-roles.ts';
import { CHAT_PERMISSIONS, chatMayCarry } from '../roles/catalogue/chat.ts';
import type { ChatRoleType } from '../roles/catalogue/chat.ts';
import { DOCUMENTED_PERMISSIONS, mayCarry, UNDOCUMENTED_PERMISSIONS } from '../roles/catalogue/permissions.ts';
import type { RoleType } from '../roles/catalogue/permissions.ts';

/** twilio.md 4.2: a friendly name has at most 64 characters. */
const roleName = z.string().min(1).max(64);
const permission = z.string().min(1);
const role = z.union(
  [
    z.strictObject({ permissions: z.array(permission).min(1).describe('These and no others') }),
    z.strictObject({ extend: z.array(permission).min(1).describe('These beside those that the role has') }),
  ],
  'give either permissions or extend',
);
const roles = z.record(roleName, role).default({});
const names = z.array(roleName).default([]);
const touchDefaults = z.boolean().default(false);

type WrittenRoles = Readonly<Record<string, WantedRole>>;
/** A name may be `__proto__`: it is looked up in a Map. */
const byName = (written: WrittenRoles): ReadonlyMap<string, WantedRole> => new Map(Object.entries(written));

/** A roles file as it is written, once it is checked. */
export type RolesFileInput<T extends string> = Readonly<Record<T, WrittenRoles>> & {
  readonly remove: Readonly<Record<T, readonly string[]>>;
  readonly touchDefaults: boolean;
};

/** The words in which a roles file is written. */
export interface RolesFileFormat<T extends string> {
  readonly types: readonly T[];
  readonly schema: z.ZodType<RolesFileInput<T>>;
  /** Others are warned of. */
  readonly knownPermissions: readonly string[];
  /** What no role of that type can carry is refused. */
  readonly mayCarry: (type: T, permission: string) => boolean;
  readonly wantedOf: (input: RolesFileInput<T>) => WantedRoles<T>;
}

export const CONVERSATIONS_ROLES_FILE: RolesFileFormat<RoleType> = {
  types: ['service', 'conversation'],
  schema: z.strictObject({
    service: roles,
    conversation: roles,
    remove: z.strictObject({ service: names, conversation: names }).prefault({}),
    touchDefaults,
  }),
  knownPermissions: [...DOCUMENTED_PERMISSIONS.keys(), ...UNDOCUMENTED_PERMISSIONS],
  mayCarry,
  wantedOf: ({ service, conversation, ...others }) => ({
    roles: { service: byName(service), conversation: byName(conversation) },
    ...others,
  }),
};

export const CHAT_ROLES_FILE: RolesFileFormat<ChatRoleType> = {
  types: ['deployment', 'channel'],
  schema: z.strictObject({
    deployment: roles,
    channel: roles,
    remove: z.strictObject({ deployment: names, channel: names }).prefault({}),
    touchDefaults,
  }),
  knownPermissions: [...CHAT_PERMISSIONS],
  mayCarry: chatMayCarry,
  wantedOf: ({ deployment, channel, ...others }) => ({
    roles: { deployment: byName(deployment), channel: byName(channel) },
    ...others,
  }),
};
