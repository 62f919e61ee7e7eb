import { CHAT_ROLES, translateChatRole } from '../roles/catalogue/chat.ts';
import { CONVERSATION_ROLES, SERVICE_ROLES } from '../roles/catalogue/conversations.ts';
import type { RoleType } from '../roles/catalogue/permissions.ts';

/** Where a role comes from: Flex's set-up, every Service's set-up (Chat's four), or an operator. */
export type RoleOrigin = 'flex' | 'stock' | 'custom';

interface DefaultRole {
  readonly type: RoleType;
  readonly name: string;
  readonly origin: Exclude<RoleOrigin, 'custom'>;
  /** Absent where no page lists them. */
  readonly permissions?: readonly string[];
}

const ofFlex = (type: RoleType, roles: Readonly<Record<string, readonly string[]>>): readonly DefaultRole[] =>
  Object.entries(roles).map(([name, permissions]) => ({ type, name, origin: 'flex', permissions }));

/** Every Service has Chat's stock roles under the same names, in the words of Conversations. */
const STOCK: readonly DefaultRole[] = Object.entries(CHAT_ROLES).map(([name, role]) => {
  const { type, permissions } = translateChatRole(role);
  return { type, name: name.replace('_', ' '), origin: 'stock', permissions };
});

const DEFAULTS: readonly DefaultRole[] = [
  ...ofFlex('service', SERVICE_ROLES),
  // Flex's page says that agents get a service role too, and never lists what it may do.
  { type: 'service', name: 'agent', origin: 'flex' },
  ...ofFlex('conversation', CONVERSATION_ROLES),
  ...STOCK,
];

const keyOf = (type: RoleType, name: string): string => `${type} ${name}`;
const BY_KEY = new Map(DEFAULTS.map((role) => [keyOf(role.type, role.name), role]));

export const originOf = (type: RoleType, name: string): RoleOrigin => BY_KEY.get(keyOf(type, name))?.origin ?? 'custom';

/** What the documentation says that a default role may do; undefined for other roles, and where it says nothing. */
export const documentedPermissions = (type: RoleType, name: string): readonly string[] | undefined =>
  BY_KEY.get(keyOf(type, name))?.permissions;

/** Roles that Flex needs, with their permissions: they are created where they are missing. */
export const REQUIRED_ROLES: readonly (DefaultRole & { readonly permissions: readonly string[] })[] = DEFAULTS.flatMap(
  (role) =>
    role.origin === 'flex' && role.permissions !== undefined ? [{ ...role, permissions: role.permissions }] : [],
);
