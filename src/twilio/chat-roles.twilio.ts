import type { ServiceContext as ChatServiceContext } from 'twilio/lib/rest/chat/v2/service';
import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import type { ChatRoleType } from '../roles/catalogue/chat.ts';
import { participantsWith } from './conversations-roles.twilio.ts';
import { membersWith, usersWith } from './role-product.ts';
import type { RoleProduct } from './role-product.ts';
import { toChatDefaultSids, toChatRole } from './role-registry-wire.ts';
import type { TwilioCalls } from './twilio-calls.ts';

interface ChatServices {
  readonly chat: ChatServiceContext;
  /** Present where the same Service is used through Conversations as well. */
  readonly conversations?: ServiceContext;
}

/** No page says that Chat lists what was begun with Conversations: where both are used, both are asked. */
async function* membersOfBoth(
  { chat, conversations }: ChatServices,
  calls: TwilioCalls,
  roleSid: string,
): AsyncGenerator<string> {
  const channels = {
    list: { operation: 'chat-channel.list', of: chat.channels },
    people: [
      { operation: 'chat-member.list', of: (sid: string) => chat.channels(sid).members },
      // Whoever accepts becomes a member with the role that the invite names: it is needed before anybody carries it.
      { operation: 'chat-invite.list', of: (sid: string) => chat.channels(sid).invites, standing: ' (invited)' },
    ],
  };
  yield* membersWith(calls, channels, roleSid);
  if (conversations !== undefined) yield* participantsWith(conversations, calls, roleSid);
}

/** Programmable Chat v2 (end of life): twilio.com/docs/chat/rest/role-resource. */
export const chatRoles = (services: ChatServices, calls: TwilioCalls): RoleProduct<ChatRoleType> => ({
  label: 'chat-role',
  roles: services.chat.roles,
  toRole: toChatRole,
  defaultSids: () => calls.repeatable('chat-service.fetch', () => services.chat.fetch().then(toChatDefaultSids)),
  bearersOf: ({ sid, type }) =>
    type === 'deployment'
      ? usersWith(calls, 'chat-user.list', services.chat.users, sid)
      : membersOfBoth(services, calls, sid),
});
