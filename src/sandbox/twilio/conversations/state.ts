import type { Context } from '../account.ts';
import { demand, notFound } from '../wire/api-error.ts';
import type { Call } from '../wire/operation.ts';
import { wellKnownSid } from '../wire/sid.ts';
import { Conversations, type Conversation } from './conversations.ts';
import type { ServicePlace } from './resources.ts';
import { Roles, type Role } from './roles.ts';
import {
  AGENT_SERVICE_ROLE,
  DEFAULT_CONVERSATION_ROLE,
  DEFAULT_CREATOR_ROLE,
  DEFAULT_SERVICE_ROLE,
  STOCK_ROLES,
} from './stock-roles.ts';
import { Users, type User } from './users.ts';

interface ServiceConfiguration {
  defaultChatServiceRoleSid: string;
  defaultConversationRoleSid: string;
  defaultConversationCreatorRoleSid: string;
  reachabilityEnabled: boolean;
}

interface WebhookConfiguration {
  preWebhookUrl: string | null;
  postWebhookUrl: string | null;
  filters: readonly string[];
  method: string;
}

/** The one Conversations Service of the account, Flex's own, as a fresh Flex account has it. */
export interface ChatService {
  readonly sid: string;
  readonly friendlyName: string;
  readonly createdAt: number;
  readonly roles: Roles;
  readonly users: Users;
  readonly conversations: Conversations;
  readonly configuration: ServiceConfiguration;
  readonly webhooks: WebhookConfiguration;
  placeAt(base: string): ServicePlace;
  /** 404 where the path names another Service. */
  check(call: Call): void;
  /** The user of that identity, made with the default service role (or the one given) where there is none. */
  userFor(identity: string, serviceRoleSid?: string): User;
  removeUser(user: User): void;
  conversationOf(call: Call, segment?: string): Conversation;
}

/** Its SID is the same in every stand-in. */
const CHAT_SERVICE_SID = wellKnownSid('IS', 'Flex Chat Service');

const sidOf = (role: Role | undefined): string => role?.sid ?? '';

const defaultsOf = (roles: Roles): ServiceConfiguration => ({
  defaultChatServiceRoleSid: sidOf(roles.named('service', DEFAULT_SERVICE_ROLE)),
  defaultConversationRoleSid: sidOf(roles.named('conversation', DEFAULT_CONVERSATION_ROLE)),
  defaultConversationCreatorRoleSid: sidOf(roles.named('conversation', DEFAULT_CREATOR_ROLE)),
  reachabilityEnabled: false,
});

export function createChatService({ account, clock }: Context): ChatService {
  const roles = new Roles(clock, [...STOCK_ROLES, AGENT_SERVICE_ROLE]);
  const [users, conversations] = [new Users(clock), new Conversations(clock)];
  const configuration = defaultsOf(roles);
  return {
    sid: CHAT_SERVICE_SID,
    friendlyName: 'Flex Chat Service',
    createdAt: clock(),
    roles,
    users,
    conversations,
    configuration,
    webhooks: { preWebhookUrl: null, postWebhookUrl: null, filters: [], method: 'POST' },
    placeAt: (base) => ({ base, accountSid: account.accountSid, serviceSid: CHAT_SERVICE_SID }),
    check(call) {
      demand(call.segment('ServiceSid') === CHAT_SERVICE_SID, () => notFound(call.resource));
    },
    userFor(identity, serviceRoleSid) {
      const roleSid = serviceRoleSid ?? configuration.defaultChatServiceRoleSid;
      return users.identified(identity) ?? users.create(identity, { roleSid });
    },
    removeUser(user) {
      for (const { participants, invites } of conversations.all.items) {
        for (const { sid, identity } of participants.items) if (identity === user.identity) participants.remove(sid);
        for (const { sid, identity } of invites.items) if (identity === user.identity) invites.remove(sid);
      }
      users.remove(user);
    },
    conversationOf(call, segment = 'Sid') {
      this.check(call);
      const conversation = conversations.find(call.segment(segment));
      demand(conversation, () => notFound(call.resource));
      return conversation;
    },
  };
}

/** Adds or takes away the service role `agent`; users who carry it keep its SID. */
export function setAgentServiceRole({ roles }: ChatService, exists: boolean): void {
  const role = roles.named('service', AGENT_SERVICE_ROLE.friendlyName);
  if (exists && role === undefined) roles.addStock(AGENT_SERVICE_ROLE);
  if (!exists && role !== undefined) roles.all.remove(role.sid);
}
