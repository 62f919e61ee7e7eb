import { timestamp } from '../wire/timestamp.ts';
import type { Conversation } from './conversations.ts';
import type { Message } from './messages.ts';
import type { Participant } from './participants.ts';
import { conversationsPermissions, type Role, type RoleType } from './roles.ts';
import type { ChatService } from './state.ts';
import type { User } from './users.ts';

/** Where a resource lies: the product's base URL with the version, and the owners of everything below it. */
export interface ServicePlace {
  readonly base: string;
  readonly accountSid: string;
  readonly serviceSid: string;
}

const serviceUrl = ({ base, serviceSid }: ServicePlace): string => `${base}/Services/${serviceSid}`;
const owners = ({ accountSid, serviceSid }: ServicePlace): { account_sid: string; chat_service_sid: string } => ({
  account_sid: accountSid,
  chat_service_sid: serviceSid,
});

const SERVICE_LINKS = [
  ['conversations', 'Conversations'],
  ['users', 'Users'],
  ['roles', 'Roles'],
  ['bindings', 'Bindings'],
  ['configuration', 'Configuration'],
  ['participant_conversations', 'ParticipantConversations'],
  ['conversation_with_participants', 'ConversationWithParticipants'],
] as const;

export const serviceResource = (service: ChatService, place: ServicePlace): object => ({
  sid: service.sid,
  account_sid: place.accountSid,
  friendly_name: service.friendlyName,
  date_created: timestamp(service.createdAt),
  date_updated: timestamp(service.createdAt),
  url: serviceUrl(place),
  links: Object.fromEntries(SERVICE_LINKS.map(([name, path]) => [name, `${serviceUrl(place)}/${path}`])),
});

export const serviceConfigurationResource = ({ configuration }: ChatService, place: ServicePlace): object => ({
  chat_service_sid: place.serviceSid,
  default_conversation_creator_role_sid: configuration.defaultConversationCreatorRoleSid,
  default_conversation_role_sid: configuration.defaultConversationRoleSid,
  default_chat_service_role_sid: configuration.defaultChatServiceRoleSid,
  reachability_enabled: configuration.reachabilityEnabled,
  url: `${serviceUrl(place)}/Configuration`,
  links: {
    notifications: `${serviceUrl(place)}/Configuration/Notifications`,
    webhooks: `${serviceUrl(place)}/Configuration/Webhooks`,
  },
});

export const webhookConfigurationResource = ({ webhooks }: ChatService, place: ServicePlace): object => ({
  ...owners(place),
  pre_webhook_url: webhooks.preWebhookUrl,
  post_webhook_url: webhooks.postWebhookUrl,
  filters: webhooks.filters,
  method: webhooks.method,
  url: `${serviceUrl(place)}/Configuration/Webhooks`,
});

export const accountConfigurationResource = (place: ServicePlace): object => ({
  account_sid: place.accountSid,
  default_chat_service_sid: place.serviceSid,
  default_messaging_service_sid: null,
  default_inactive_timer: null,
  default_closed_timer: null,
  url: `${place.base}/Configuration`,
  links: { service: `${serviceUrl(place)}/Configuration`, webhooks: `${place.base}/Configuration/Webhooks` },
});

/** A Role in the form of the API. */
export interface RoleResource {
  readonly sid: string;
  readonly account_sid: string;
  readonly chat_service_sid: string;
  readonly friendly_name: string;
  readonly type: RoleType;
  readonly permissions: readonly string[];
  readonly date_created: string;
  readonly date_updated: string | null;
  readonly url: string;
}

export const roleResource = (role: Role, place: ServicePlace): RoleResource => ({
  sid: role.sid,
  ...owners(place),
  friendly_name: role.friendlyName,
  type: role.type,
  permissions: conversationsPermissions(role),
  date_created: timestamp(role.createdAt),
  date_updated: role.updatedAt === undefined ? null : timestamp(role.updatedAt),
  url: `${serviceUrl(place)}/Roles/${role.sid}`,
});

/** A User in the form of the API. */
export interface UserResource {
  readonly sid: string;
  readonly account_sid: string;
  readonly chat_service_sid: string;
  readonly role_sid: string;
  readonly identity: string;
  readonly friendly_name: string | null;
  /** JSON text. */
  readonly attributes: string;
  readonly is_online: null;
  readonly is_notifiable: null;
  readonly date_created: string;
  readonly date_updated: string;
  readonly url: string;
  readonly links: Readonly<Record<string, string>>;
}

export function userResource(user: User, place: ServicePlace): UserResource {
  const url = `${serviceUrl(place)}/Users/${user.sid}`;
  return {
    sid: user.sid,
    ...owners(place),
    role_sid: user.roleSid,
    identity: user.identity,
    friendly_name: user.friendlyName,
    attributes: user.attributes,
    // Both stay null while reachability is off and in every list.
    is_online: null,
    is_notifiable: null,
    date_created: timestamp(user.createdAt),
    date_updated: timestamp(user.updatedAt),
    url,
    links: { user_conversations: `${url}/Conversations` },
  };
}

export function conversationResource(conversation: Conversation, place: ServicePlace): object {
  const url = `${serviceUrl(place)}/Conversations/${conversation.sid}`;
  return {
    sid: conversation.sid,
    ...owners(place),
    messaging_service_sid: null,
    friendly_name: conversation.friendlyName,
    unique_name: conversation.uniqueName,
    attributes: conversation.attributes,
    state: conversation.state,
    date_created: timestamp(conversation.createdAt),
    date_updated: timestamp(conversation.updatedAt),
    timers: {},
    bindings: {},
    url,
    links: {
      participants: `${url}/Participants`,
      messages: `${url}/Messages`,
      webhooks: `${url}/Webhooks`,
      export: `${url}/Export`,
    },
  };
}

export const participantResource = (
  participant: Participant,
  conversation: Conversation,
  place: ServicePlace,
): object => ({
  ...owners(place),
  conversation_sid: conversation.sid,
  sid: participant.sid,
  identity: participant.identity,
  attributes: participant.attributes,
  messaging_binding: participant.binding,
  role_sid: participant.roleSid,
  date_created: timestamp(participant.createdAt),
  date_updated: timestamp(participant.updatedAt),
  url: `${serviceUrl(place)}/Conversations/${conversation.sid}/Participants/${participant.sid}`,
  last_read_message_index: null,
  last_read_timestamp: null,
});

/** A conversation as one of its Users sees it. */
export function userConversationResource(
  { conversation, participant, user }: { conversation: Conversation; participant: Participant; user: User },
  place: ServicePlace,
): object {
  const userUrl = `${serviceUrl(place)}/Users/${user.sid}`;
  return {
    ...owners(place),
    conversation_sid: conversation.sid,
    participant_sid: participant.sid,
    user_sid: user.sid,
    friendly_name: conversation.friendlyName,
    unique_name: conversation.uniqueName,
    attributes: conversation.attributes,
    conversation_state: conversation.state,
    created_by: conversation.createdBy,
    timers: {},
    notification_level: 'default',
    unread_messages_count: null,
    last_read_message_index: null,
    date_created: timestamp(participant.createdAt),
    date_updated: timestamp(participant.updatedAt),
    url: `${userUrl}/Conversations/${conversation.sid}`,
    links: {
      participant: `${serviceUrl(place)}/Conversations/${conversation.sid}/Participants/${participant.sid}`,
      conversation: `${serviceUrl(place)}/Conversations/${conversation.sid}`,
    },
  };
}

export function messageResource(message: Message, conversation: Conversation, place: ServicePlace): object {
  const url = `${serviceUrl(place)}/Conversations/${conversation.sid}/Messages/${message.sid}`;
  return {
    ...owners(place),
    conversation_sid: conversation.sid,
    sid: message.sid,
    index: message.index,
    author: message.author,
    body: message.body,
    media: message.mediaSid === null ? null : [{ sid: message.mediaSid }],
    attributes: message.attributes,
    participant_sid: message.participantSid,
    content_sid: null,
    delivery: null,
    date_created: timestamp(message.createdAt),
    date_updated: timestamp(message.updatedAt),
    url,
    links: { delivery_receipts: `${url}/Receipts`, channel_metadata: `${url}/ChannelMetadata` },
  };
}
