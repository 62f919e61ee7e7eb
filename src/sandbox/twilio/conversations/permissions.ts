/**
 * Permissions of Role resources: Conversations' documented list, and those met in practice beyond it. The names that
 * only Programmable Chat knows are on the other side of `CHAT_NAMES`.
 */
export const PERMISSIONS: ReadonlySet<string> = new Set([
  'addNonChatParticipant',
  'addParticipant',
  'createConversation',
  'deleteAnyMessage',
  'deleteConversation',
  'deleteOwnMessage',
  'editAnyMessage',
  'editAnyMessageAttributes',
  'editAnyParticipantAttributes',
  'editAnyUserInfo',
  'editConversationAttributes',
  'editConversationName',
  'editNotificationLevel',
  'editOwnMessage',
  'editOwnMessageAttributes',
  'editOwnParticipantAttributes',
  'editOwnUserInfo',
  'joinConversation',
  'leaveConversation',
  'readChannelMetadata',
  'removeParticipant',
  'sendMediaMessage',
  'sendMessage',
]);

/** What Programmable Chat calls the same permission; every other name is common to both. */
export const CHAT_NAMES: ReadonlyMap<string, string> = new Map([
  ['createConversation', 'createChannel'],
  ['joinConversation', 'joinChannel'],
  ['deleteConversation', 'destroyChannel'],
  ['leaveConversation', 'leaveChannel'],
  ['editConversationAttributes', 'editChannelAttributes'],
  ['editConversationName', 'editChannelName'],
  ['addParticipant', 'addMember'],
  ['removeParticipant', 'removeMember'],
  ['editAnyParticipantAttributes', 'editAnyMemberAttributes'],
  ['editOwnParticipantAttributes', 'editOwnMemberAttributes'],
]);

/** Known to Programmable Chat alone: Conversations has no invites. */
export const INVITE_MEMBER = 'inviteMember';
