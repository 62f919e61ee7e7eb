/**
 * Service and conversation roles that Flex creates in its Conversations Service.
 * Source: twilio.com/docs/flex/admin-guide/setup/conversations/conversations-roles.
 *
 * The page says that an agent's User gets a service role too, and never lists what it may do. It is left out rather
 * than shown as a role without permissions: what it holds is what stands in the account.
 */
export const SERVICE_ROLES = {
  admin: [
    'joinConversation',
    'deleteConversation',
    'addParticipant',
    'removeParticipant',
    'editConversationAttributes',
    'editOwnUserInfo',
    'editAnyUserInfo',
  ],
  supervisor: ['joinConversation', 'addParticipant', 'removeParticipant', 'editOwnUserInfo'],
} as const;

const TAKES_PART = ['sendMessage', 'sendMediaMessage', 'leaveConversation'] as const;
const OWN_MESSAGES = ['editOwnMessage', 'editOwnMessageAttributes', 'deleteOwnMessage'] as const;
const ANY_MESSAGE = ['editAnyMessage', 'editAnyMessageAttributes', 'deleteAnyMessage'] as const;

/** `guest` is what Flex gives to everyone whom it adds to a conversation, whatever the person's Flex role. */
export const DEFAULT_CONVERSATION_ROLE = 'guest';

export const CONVERSATION_ROLES = {
  guest: [...TAKES_PART],
  agent: ['editConversationAttributes', ...TAKES_PART, ...OWN_MESSAGES],
  admin: ['editConversationAttributes', ...TAKES_PART, ...OWN_MESSAGES, ...ANY_MESSAGE],
  supervisor: ['editConversationAttributes', ...TAKES_PART, ...OWN_MESSAGES, ...ANY_MESSAGE],
} as const;

export type ConversationRole = keyof typeof CONVERSATION_ROLES;
export const isConversationRole = (value: string): value is ConversationRole =>
  Object.hasOwn(CONVERSATION_ROLES, value);
