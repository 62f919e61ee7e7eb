import { DOCUMENTED_PERMISSIONS, mayCarry, UNDOCUMENTED_PERMISSIONS } from './permissions.ts';
import type { RoleType } from './permissions.ts';

/** Programmable Chat's words for `service` and `conversation`. */
export type ChatRoleType = 'deployment' | 'channel';

export interface ChatRole {
  readonly type: ChatRoleType;
  readonly permissions: readonly string[];
}

/** Stock roles of Programmable Chat (end of life). Source: twilio.com/docs/chat/permissions. */
export const CHAT_ROLES = {
  service_admin: {
    type: 'deployment',
    permissions: [
      'createChannel',
      'joinChannel',
      'destroyChannel',
      'editChannelAttributes',
      'editChannelName',
      'addMember',
      'inviteMember',
      'removeMember',
      'editAnyMemberAttributes',
      'editAnyMessage',
      'deleteAnyMessage',
      'editAnyMessageAttributes',
      'editAnyUserInfo',
    ],
  },
  service_user: { type: 'deployment', permissions: ['createChannel', 'editOwnUserInfo', 'joinChannel'] },
  channel_admin: {
    type: 'channel',
    permissions: [
      'addMember',
      'deleteAnyMessage',
      'destroyChannel',
      'editAnyMessage',
      'editAnyMessageAttributes',
      'editAnyMemberAttributes',
      'editChannelAttributes',
      'editChannelName',
      'editNotificationLevel',
      'inviteMember',
      'leaveChannel',
      'removeMember',
      'sendMediaMessage',
      'sendMessage',
    ],
  },
  channel_user: {
    type: 'channel',
    permissions: [
      'deleteOwnMessage',
      'editOwnMessage',
      'editOwnMessageAttributes',
      'editOwnMemberAttributes',
      'leaveChannel',
      'sendMediaMessage',
      'sendMessage',
      'editNotificationLevel',
    ],
  },
} as const satisfies Readonly<Record<string, ChatRole>>;

/** Our reading of the two vocabularies: Twilio publishes none. A name that is not here is spelt alike in both. */
const CONVERSATION_WORDS: ReadonlyMap<string, string> = new Map([
  ['createChannel', 'createConversation'],
  ['joinChannel', 'joinConversation'],
  ['destroyChannel', 'deleteConversation'],
  ['leaveChannel', 'leaveConversation'],
  ['editChannelAttributes', 'editConversationAttributes'],
  ['editChannelName', 'editConversationName'],
  ['addMember', 'addParticipant'],
  ['removeMember', 'removeParticipant'],
  ['editAnyMemberAttributes', 'editAnyParticipantAttributes'],
  ['editOwnMemberAttributes', 'editOwnParticipantAttributes'],
]);

const CHAT_WORDS: ReadonlyMap<string, string> = new Map(
  [...CONVERSATION_WORDS].map(([chat, conversations]) => [conversations, chat]),
);
const chatWord = (permission: string): string => CHAT_WORDS.get(permission) ?? permission;

/** Conversations has no invites. */
const WITHOUT_COUNTERPART: ReadonlySet<string> = new Set(['inviteMember']);

const ROLE_TYPES = { deployment: 'service', channel: 'conversation' } as const;
const CHAT_TYPES = { service: 'deployment', conversation: 'channel' } as const;

/** What Chat gives to new Users, and to members for whom nothing else is said. */
export const CHAT_DEFAULTS = { deployment: 'service_user', channel: 'channel_user' } as const;

/** The permissions of the stock roles in the words of Conversations; null where it has none. */
export const chatWords = (): Readonly<Record<string, string | null>> => {
  const permissions = new Set<string>(Object.values(CHAT_ROLES).flatMap((role) => role.permissions));
  return Object.fromEntries(
    [...permissions].map((word) => [
      word,
      WITHOUT_COUNTERPART.has(word) ? null : (CONVERSATION_WORDS.get(word) ?? word),
    ]),
  );
};

export interface TranslatedChatRole {
  readonly type: RoleType;
  readonly permissions: readonly string[];
  /** Chat permissions that Conversations has no word for. */
  readonly dropped: readonly string[];
}

/** A Chat role in the words of Conversations. */
export function translateChatRole({ type, permissions }: ChatRole): TranslatedChatRole {
  const translated = permissions
    .filter((permission) => !WITHOUT_COUNTERPART.has(permission))
    .map((permission) => CONVERSATION_WORDS.get(permission) ?? permission);
  return {
    type: ROLE_TYPES[type],
    permissions: [...new Set(translated)],
    dropped: permissions.filter((permission) => WITHOUT_COUNTERPART.has(permission)),
  };
}

/** A role of Conversations in the words of Chat. */
export const inChatWords = (type: RoleType, permissions: readonly string[]): ChatRole => ({
  type: CHAT_TYPES[type],
  permissions: permissions.map(chatWord),
});

/** Every permission of Chat that is met anywhere, documented or not. */
export const CHAT_PERMISSIONS: ReadonlySet<string> = new Set([
  ...[...DOCUMENTED_PERMISSIONS.keys(), ...UNDOCUMENTED_PERMISSIONS].map(chatWord),
  ...WITHOUT_COUNTERPART,
]);

/** false only where the documentation of its counterpart says that a role of this type cannot carry it. */
export const chatMayCarry = (type: ChatRoleType, permission: string): boolean =>
  mayCarry(ROLE_TYPES[type], CONVERSATION_WORDS.get(permission) ?? permission);
