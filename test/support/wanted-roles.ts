import { CONVERSATION_ROLES, SERVICE_ROLES } from '../../src/roles/catalogue/conversations.ts';
import type { ServiceRoleResource } from '../../src/role-management/role-registry.ts';
import type { WantedRole, WantedRoles } from '../../src/role-management/wanted-roles.ts';

interface Wishes {
  readonly service?: Readonly<Record<string, WantedRole>>;
  readonly conversation?: Readonly<Record<string, WantedRole>>;
  readonly remove?: Partial<WantedRoles['remove']>;
  readonly touchDefaults?: boolean;
}

/** What an operator's file says; nothing where nothing is given. */
export const wanting = ({
  service = {},
  conversation = {},
  remove = {},
  touchDefaults = false,
}: Wishes): WantedRoles => ({
  roles: { service: new Map(Object.entries(service)), conversation: new Map(Object.entries(conversation)) },
  remove: { service: [], conversation: [], ...remove },
  touchDefaults,
});

const of = (type: 'service' | 'conversation', roles: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(roles).map(([name, permissions]) => ({ sid: `RL-${type}-${name}`, type, name, permissions }));

/** The roles of a Service as Flex sets them up. */
export const flexRoles = (): readonly ServiceRoleResource[] => [
  ...of('service', SERVICE_ROLES),
  ...of('conversation', CONVERSATION_ROLES),
];
