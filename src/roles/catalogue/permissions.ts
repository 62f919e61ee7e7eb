/** The two kinds of Role resource: what a User may do in the Service, what a Participant may do in a Conversation. */
export type RoleType = 'service' | 'conversation';

/**
 * Documented permissions and the types that can carry them.
 * Source: twilio.com/docs/conversations/api/role-resource. The list is known to be incomplete: an unknown name is no error.
 */
export const DOCUMENTED_PERMISSIONS: ReadonlyMap<string, readonly RoleType[]> = new Map<string, readonly RoleType[]>([
  ['addParticipant', ['service', 'conversation']],
  ['removeParticipant', ['service', 'conversation']],
  ['createConversation', ['service']],
  ['joinConversation', ['service']],
  ['deleteConversation', ['service', 'conversation']],
  ['editConversationAttributes', ['service', 'conversation']],
  ['editConversationName', ['service', 'conversation']],
  ['editAnyMessage', ['service', 'conversation']],
  ['editAnyMessageAttributes', ['service', 'conversation']],
  ['deleteAnyMessage', ['service', 'conversation']],
  ['editOwnMessage', ['service', 'conversation']],
  ['editOwnMessageAttributes', ['service', 'conversation']],
  ['deleteOwnMessage', ['conversation']],
  ['editOwnUserInfo', ['service', 'conversation']],
  ['editAnyUserInfo', ['service', 'conversation']],
  ['leaveConversation', ['conversation']],
  ['sendMessage', ['conversation']],
  ['sendMediaMessage', ['conversation']],
]);

/** Accepted by Twilio in practice though not on the list: stock roles and error texts name them. */
export const UNDOCUMENTED_PERMISSIONS: ReadonlySet<string> = new Set([
  'editNotificationLevel',
  'editAnyParticipantAttributes',
  'editOwnParticipantAttributes',
  'addNonChatParticipant',
  'readChannelMetadata',
]);

/** false only where the documentation says that a role of this type cannot carry the permission. */
export const mayCarry = (type: RoleType, permission: string): boolean =>
  DOCUMENTED_PERMISSIONS.get(permission)?.includes(type) ?? true;
