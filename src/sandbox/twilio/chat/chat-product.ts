import { CHAT_NAMES } from '../conversations/permissions.ts';
import type { ServicePlace } from '../conversations/resources.ts';
import type { Role } from '../conversations/roles.ts';
import type { ChatService } from '../conversations/state.ts';
import type { User } from '../conversations/users.ts';
import { demand, notFound } from '../wire/api-error.ts';
import { Collection } from '../wire/collection.ts';
import { ok, type Call, type Operation, type Product } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { timestamp } from '../wire/timestamp.ts';

const serviceUrl = ({ base, serviceSid }: ServicePlace): string => `${base}/Services/${serviceSid}`;

const chatService = (service: ChatService, place: ServicePlace): object => ({
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

const chatRole = (role: Role, place: ServicePlace): object => ({
  sid: role.sid,
  account_sid: place.accountSid,
  service_sid: place.serviceSid,
  friendly_name: role.friendlyName,
  type: role.type === 'service' ? 'deployment' : 'channel',
  permissions: role.permissions.map((permission) => CHAT_NAMES.get(permission) ?? permission),
  date_created: timestamp(role.createdAt),
  date_updated: timestamp(role.updatedAt ?? role.createdAt),
  url: `${serviceUrl(place)}/Roles/${role.sid}`,
});

function chatUser(user: User, service: ChatService, place: ServicePlace): object {
  const url = `${serviceUrl(place)}/Users/${user.sid}`;
  const joined = service.conversations.all.items.filter(({ participants }) =>
    participants.items.some(({ identity }) => identity === user.identity),
  );
  return {
    sid: user.sid,
    account_sid: place.accountSid,
    service_sid: place.serviceSid,
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

interface Kind<T extends { readonly sid: string }> {
  readonly path: 'Roles' | 'Users';
  readonly all: Collection<T>;
  find(key: string): T | undefined;
  present(item: T, place: ServicePlace): object;
}

function readOperations<T extends { readonly sid: string }>(kind: Kind<T>, service: ChatService): readonly Operation[] {
  const list = `/v2/Services/:ServiceSid/${kind.path}`;
  const shown = (item: T, call: Call): object => kind.present(item, service.placeAt(call.base));
  return [
    {
      method: 'get',
      path: list,
      access: 'account',
      run(call) {
        service.check(call);
        const present = (item: T): object => shown(item, call);
        return pageOf(call, { key: kind.path.toLowerCase(), largestPage: 100, entries: kind.all.entries(), present });
      },
    },
    {
      method: 'get',
      path: `${list}/:Sid`,
      access: 'account',
      run(call) {
        service.check(call);
        const item = kind.find(call.segment('Sid'));
        demand(item, () => notFound(call.resource));
        return ok(shown(item, call));
      },
    },
  ];
}

/** Programmable Chat v2, read only: the same Service, Roles and Users in the older words. */
export function chatProduct(service: ChatService): Product {
  const { roles, users } = service;
  const services = new Collection<ChatService>();
  services.add(service);
  return {
    name: 'chat',
    operations: [
      {
        method: 'get',
        path: '/v2/Services',
        access: 'account',
        run: (call) =>
          pageOf(call, {
            key: 'services',
            largestPage: 100,
            entries: services.entries(),
            present: () => chatService(service, service.placeAt(call.base)),
          }),
      },
      {
        method: 'get',
        path: '/v2/Services/:Sid',
        access: 'account',
        run(call) {
          demand(call.segment('Sid') === service.sid, () => notFound(call.resource));
          return ok(chatService(service, service.placeAt(call.base)));
        },
      },
      ...readOperations(
        { path: 'Roles', all: roles.all, find: (sid) => roles.all.get(sid), present: chatRole },
        service,
      ),
      ...readOperations<User>(
        {
          path: 'Users',
          all: users.all,
          find: (key) => users.find(key),
          present: (user, place) => chatUser(user, service, place),
        },
        service,
      ),
    ],
  };
}
