import { CONVERSATION_ROLES, DEFAULT_CONVERSATION_ROLE, SERVICE_ROLES } from './catalogue/conversations.ts';
import type { ConversationRole } from './catalogue/conversations.ts';
import type { RoleType } from './catalogue/permissions.ts';
import { isFlexRole, lowerFlexRole } from './flex-role.ts';
import type { FlexRole } from './flex-role.ts';

export interface Permissions {
  /** Of the service role that goes with the Flex role. Empty for an agent: the documentation lists none. */
  readonly service: readonly string[];
  /** Of the conversation role of the same name. Flex itself adds everybody as `guest`. */
  readonly conversation: readonly string[];
}

const SERVICE_PERMISSIONS: Readonly<Record<FlexRole, readonly string[]>> = { ...SERVICE_ROLES, agent: [] };

export const permissionsOf = (flexRole: FlexRole): Permissions => ({
  service: SERVICE_PERMISSIONS[flexRole],
  conversation: CONVERSATION_ROLES[flexRole],
});

export interface AuthorizationQuestion {
  readonly flexRole: FlexRole;
  readonly permission: string;
  /** Present where the question is about one conversation. Without a role it is the one that Flex gives: guest. */
  readonly conversation?: { readonly role?: ConversationRole };
}

export interface Authorization {
  readonly allowed: boolean;
  /** The role that carries the permission; where none does, the narrowest that was asked. */
  readonly decidedBy: { readonly type: RoleType; readonly role: string };
}

/** The role in a conversation is what the caller says, so it never counts for more than the Flex role. */
export const conversationRoleAtMost = (claimed: string, flexRole: FlexRole): ConversationRole =>
  isFlexRole(claimed) ? lowerFlexRole(claimed, flexRole) : DEFAULT_CONVERSATION_ROLE;

/** A service role counts in every conversation of the service; a conversation role only in its own. */
export function authorize({ flexRole, permission, conversation }: AuthorizationQuestion): Authorization {
  const service = { type: 'service', role: flexRole } as const;
  if (permissionsOf(flexRole).service.includes(permission)) return { allowed: true, decidedBy: service };
  if (conversation === undefined) return { allowed: false, decidedBy: service };
  const role = conversation.role ?? DEFAULT_CONVERSATION_ROLE;
  const carried: readonly string[] = CONVERSATION_ROLES[role];
  return { allowed: carried.includes(permission), decidedBy: { type: 'conversation', role } };
}
