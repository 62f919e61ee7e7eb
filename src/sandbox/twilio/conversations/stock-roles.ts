import type { RoleType } from './roles.ts';

export interface StockRole {
  readonly type: RoleType;
  readonly friendlyName: string;
  /** In Conversations' words; `inviteMember` is shown by Programmable Chat only. */
  readonly permissions: readonly string[];
}

const PARTICIPANT = ['sendMessage', 'sendMediaMessage', 'leaveConversation'];
const OWN_MESSAGES = ['editOwnMessage', 'editOwnMessageAttributes', 'deleteOwnMessage'];
const ANY_MESSAGES = ['editAnyMessage', 'editAnyMessageAttributes', 'deleteAnyMessage'];
const STAFF = ['editConversationAttributes', ...PARTICIPANT, ...OWN_MESSAGES];

/** What every new Service has. */
const OF_EVERY_SERVICE: readonly StockRole[] = [
  {
    type: 'service',
    friendlyName: 'service admin',
    permissions: [
      'createConversation',
      'joinConversation',
      'deleteConversation',
      'editConversationAttributes',
      'editConversationName',
      'addParticipant',
      'inviteMember',
      'removeParticipant',
      'editAnyParticipantAttributes',
      ...ANY_MESSAGES,
      'editAnyUserInfo',
    ],
  },
  {
    type: 'service',
    friendlyName: 'service user',
    permissions: ['createConversation', 'editOwnUserInfo', 'joinConversation'],
  },
  {
    type: 'conversation',
    friendlyName: 'channel admin',
    permissions: [
      'addParticipant',
      'deleteConversation',
      ...ANY_MESSAGES,
      'editAnyParticipantAttributes',
      'editConversationAttributes',
      'editConversationName',
      'editNotificationLevel',
      'inviteMember',
      'removeParticipant',
      ...PARTICIPANT,
    ],
  },
  {
    type: 'conversation',
    friendlyName: 'channel user',
    permissions: [...OWN_MESSAGES, 'editOwnParticipantAttributes', ...PARTICIPANT, 'editNotificationLevel'],
  },
];

/** What Flex adds to its Service when an account is set up. */
const OF_FLEX: readonly StockRole[] = [
  {
    type: 'service',
    friendlyName: 'admin',
    permissions: [
      'joinConversation',
      'deleteConversation',
      'addParticipant',
      'removeParticipant',
      'editConversationAttributes',
      'editOwnUserInfo',
      'editAnyUserInfo',
    ],
  },
  {
    type: 'service',
    friendlyName: 'supervisor',
    permissions: ['joinConversation', 'addParticipant', 'removeParticipant', 'editOwnUserInfo'],
  },
  { type: 'conversation', friendlyName: 'guest', permissions: PARTICIPANT },
  { type: 'conversation', friendlyName: 'agent', permissions: STAFF },
  { type: 'conversation', friendlyName: 'admin', permissions: [...STAFF, ...ANY_MESSAGES] },
  { type: 'conversation', friendlyName: 'supervisor', permissions: [...STAFF, ...ANY_MESSAGES] },
];

export const STOCK_ROLES: readonly StockRole[] = [...OF_EVERY_SERVICE, ...OF_FLEX];

/** Twilio's pages leave open whether a Flex account has it, so it can be switched on and off. */
export const AGENT_SERVICE_ROLE: StockRole = {
  type: 'service',
  friendlyName: 'agent',
  permissions: ['joinConversation', 'editOwnUserInfo'],
};

export const DEFAULT_SERVICE_ROLE = 'service user';
export const DEFAULT_CONVERSATION_ROLE = 'guest';
export const DEFAULT_CREATOR_ROLE = 'channel admin';
