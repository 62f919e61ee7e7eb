import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.ts';
import type { RoleRegistry } from '../role-management/role-registry.ts';
import { createTwilioRoleRegistry } from './role-registry.twilio.ts';
import { toChatRole } from './role-registry-wire.ts';
import type { ListedChatRole } from './role-registry-wire.ts';
import { createSdk } from './sdk.ts';
import { createTwilioCalls } from './twilio-calls.ts';
import { createTwilioHttpClient } from './twilio-http-client.ts';
import { eachOf, listOf } from './twilio-pages.ts';
import type { TwilioSettings } from './twilio-settings.ts';

export interface RoleRegistryDeps {
  readonly clock: Clock;
}

export interface RoleRegistryAccess {
  readonly registry: RoleRegistry;
  /** Roles of a Programmable Chat Service (v2, end of life), as they are called there. */
  readonly chatRoles: (serviceSid: string) => Promise<readonly ListedChatRole[]>;
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
  return {
    registry: createTwilioRoleRegistry(sdk.conversations.v1.services(settings.conversationsServiceSid), calls),
    chatRoles: (serviceSid) =>
      listOf(
        eachOf(
          calls,
          'chat-role.list',
          () => sdk.chat.v2.services(serviceSid).roles.page({ pageSize: 50 }),
          toChatRole,
        ),
      ),
    close: () => client.close(),
  };
}
