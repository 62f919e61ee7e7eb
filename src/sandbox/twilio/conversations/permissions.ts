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
const CHAT_NAMES: ReadonlyMap<string, string> = new Map([
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

const CONVERSATIONS_NAMES: ReadonlyMap<string, string> = new Map([...CHAT_NAMES].map(([ours, chat]) => [chat, ours]));

export const chatPermissions = (permissions: readonly string[]): readonly string[] =>
  permissions.map((permission) => CHAT_NAMES.get(permission) ?? permission);

/** In Conversations' words; undefined where Chat does not know the permission. */
export function permissionOfChat(permission: string): string | undefined {
  const ours = CONVERSATIONS_NAMES.get(permission);
  if (ours !== undefined) return ours;
  const known = permission === INVITE_MEMBER || (PERMISSIONS.has(permission) && !CHAT_NAMES.has(permission));
  return known ? permission : undefined;
}
