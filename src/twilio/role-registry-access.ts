import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.ts';
import type { RoleRegistry } from '../role-management/role-registry.ts';
import type { ChatRoleType } from '../roles/catalogue/chat.ts';
import { chatRoles } from './chat-roles.twilio.ts';
import { conversationsRoles } from './conversations-roles.twilio.ts';
import { createTwilioRoleRegistry } from './role-registry.twilio.ts';
import { createSdk } from './sdk.ts';
import { pathSegment } from './twilio-address.ts';
import { createTwilioCalls } from './twilio-calls.ts';
import { createTwilioHttpClient } from './twilio-http-client.ts';
import type { TwilioSettings } from './twilio-settings.ts';

export interface RoleRegistryDeps {
  readonly clock: Clock;
}

export interface RoleRegistryAccess {
  readonly registry: RoleRegistry;
  /** Of a Programmable Chat Service (v2, end of life), in its words. */
  readonly chatRegistry: (serviceSid: string) => RoleRegistry<ChatRoleType>;
  /** Closes the connections, after the requests under way. */
  readonly close: () => Promise<void>;
}

/** Access to roles for an operator's command: the same client and manners as the gateway's. No request is made here. */
export function createRoleRegistry(settings: TwilioSettings, { clock }: RoleRegistryDeps): RoleRegistryAccess {
  const client = createTwilioHttpClient(settings, { clock, observe: () => undefined });
  const calls = createTwilioCalls({
    retries: settings.retries,
    sleep: (ms, signal) => sleep(ms, undefined, { ...(signal !== undefined && { signal }) }),
    random: Math.random,
  });
  const sdk = createSdk(settings, client);
  const own = settings.conversationsServiceSid;
  const conversations = sdk.conversations.v1.services(own);
  return {
    registry: createTwilioRoleRegistry(conversationsRoles(conversations, calls), calls),
    chatRegistry: (serviceSid) => {
      const chat = sdk.chat.v2.services(pathSegment(serviceSid));
      const services = { chat, ...(serviceSid === own && { conversations }) };
      return createTwilioRoleRegistry(chatRoles(services, calls), calls);
    },
    close: () => client.close(),
  };
}
