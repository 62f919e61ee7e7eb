import type { Conversation } from '../conversations/conversations.ts';
import type { Invite } from '../conversations/invites.ts';
import type { Participant } from '../conversations/participants.ts';
import { chatPermissions } from '../conversations/permissions.ts';
import type { ServicePlace } from '../conversations/resources.ts';
import type { Role } from '../conversations/roles.ts';
import type { ChatService } from '../conversations/state.ts';
import type { User } from '../conversations/users.ts';
import { timestamp } from '../wire/timestamp.ts';

const serviceUrl = ({ base, serviceSid }: ServicePlace): string => `${base}/Services/${serviceSid}`;
const owners = ({ accountSid, serviceSid }: ServicePlace): { account_sid: string; service_sid: string } => ({
  account_sid: accountSid,
  service_sid: serviceSid,
});

export const chatService = (service: ChatService, place: ServicePlace): object => ({
  account_sid: place.accountSid,
  consumption_report_interval: 10,
  date_created: timestamp(service.createdAt),
  date_updated: timestamp(service.createdAt),
  default_channel_creator_role_sid: service.configuration.defaultConversationCreatorRoleSid,
  default_channel_role_sid: service.configuration.defaultConversationRoleSid,
  default_service_role_sid: service.configuration.defaultChatServiceRoleSid,
  friendly_name: service.friendlyName,
  limits: { channel_members: 1000, user_channels: 1000 },
  links: {
    channels: `${serviceUrl(place)}/Channels`,
    users: `${serviceUrl(place)}/Users`,
    roles: `${serviceUrl(place)}/Roles`,
    bindings: `${serviceUrl(place)}/Bindings`,
  },
  notifications: {},
  post_webhook_url: service.webhooks.postWebhookUrl,
  pre_webhook_url: service.webhooks.preWebhookUrl,
  pre_webhook_retry_count: 0,
  post_webhook_retry_count: 0,
  reachability_enabled: service.configuration.reachabilityEnabled,
  read_status_enabled: true,
  sid: service.sid,
  typing_indicator_timeout: 5,
  url: serviceUrl(place),
  webhook_filters: service.webhooks.filters,
  webhook_method: service.webhooks.method,
  media: { size_limit_mb: 150, compatibility_message: null },
});

export const chatRole = (role: Role, place: ServicePlace): object => ({
  sid: role.sid,
  ...owners(place),
  friendly_name: role.friendlyName,
  type: role.type === 'service' ? 'deployment' : 'channel',
  permissions: chatPermissions(role.permissions),
  date_created: timestamp(role.createdAt),
  date_updated: timestamp(role.updatedAt ?? role.createdAt),
  url: `${serviceUrl(place)}/Roles/${role.sid}`,
});

export function chatUser(user: User, service: ChatService, place: ServicePlace): object {
  const url = `${serviceUrl(place)}/Users/${user.sid}`;
  const joined = service.conversations.all.items.filter(({ participants }) =>
    participants.items.some(({ identity }) => identity === user.identity),
  );
  return {
    sid: user.sid,
    ...owners(place),
    role_sid: user.roleSid,
    identity: user.identity,
    attributes: user.attributes,
    is_online: null,
    is_notifiable: null,
    friendly_name: user.friendlyName,
    date_created: timestamp(user.createdAt),
    date_updated: timestamp(user.updatedAt),
    joined_channels_count: joined.length,
    links: { user_channels: `${url}/Channels`, user_bindings: `${url}/Bindings` },
    url,
  };
}

export function chatChannel(channel: Conversation, place: ServicePlace): object {
  const url = `${serviceUrl(place)}/Channels/${channel.sid}`;
  return {
    sid: channel.sid,
    ...owners(place),
    friendly_name: channel.friendlyName,
    unique_name: channel.uniqueName,
    attributes: channel.attributes,
    type: 'private',
    created_by: channel.createdBy,
    members_count: channel.participants.size,
    messages_count: channel.messages.size,
    date_created: timestamp(channel.createdAt),
    date_updated: timestamp(channel.updatedAt),
    url,
    links: {
      members: `${url}/Members`,
      messages: `${url}/Messages`,
      invites: `${url}/Invites`,
      webhooks: `${url}/Webhooks`,
      last_message: null,
    },
  };
}

export const chatMember = (member: Participant, channel: Conversation, place: ServicePlace): object => ({
  sid: member.sid,
  ...owners(place),
  channel_sid: channel.sid,
  identity: member.identity,
  role_sid: member.roleSid,
  attributes: member.attributes,
  last_consumed_message_index: null,
  last_consumption_timestamp: null,
  date_created: timestamp(member.createdAt),
  date_updated: timestamp(member.updatedAt),
  url: `${serviceUrl(place)}/Channels/${channel.sid}/Members/${member.sid}`,
});

export const chatInvite = (invite: Invite, channel: Conversation, place: ServicePlace): object => ({
  sid: invite.sid,
  ...owners(place),
  channel_sid: channel.sid,
  identity: invite.identity,
  role_sid: invite.roleSid,
  created_by: invite.createdBy,
  date_created: timestamp(invite.createdAt),
  date_updated: timestamp(invite.createdAt),
  url: `${serviceUrl(place)}/Channels/${channel.sid}/Invites/${invite.sid}`,
});
