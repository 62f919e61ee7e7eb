import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.ts';
import type { ConversationUsers } from '../provisioning/conversation-users.ts';
import type { WorkerDirectory } from '../provisioning/worker-directory.ts';
import { createConversationUsers } from './conversation-users.twilio.ts';
import { createSdk } from './sdk.ts';
import { createServiceRoles, type CachedServiceRoles } from './service-roles.twilio.ts';
import { createTwilioCalls, type CallDeps } from './twilio-calls.ts';
import { createTwilioHttpClient, type TwilioExchange } from './twilio-http-client.ts';
import { createTwilioReadiness, type TwilioReadiness } from './twilio-readiness.ts';
import type { TwilioSettings } from './twilio-settings.ts';
import { createWorkerDirectory } from './worker-directory.twilio.ts';

export interface TwilioDeps {
  readonly clock: Clock;
  /** Told of every HTTP exchange with Twilio. Must not throw. */
  readonly observe?: (exchange: TwilioExchange) => void;
  /** How long a copy of the service roles serves; 5 minutes. */
  readonly serviceRoleTtlMs?: number;
  /** A missing service role is looked for again at most this often; 5 seconds. */
  readonly serviceRoleMissMs?: number;
  /** The wait before a repeat, and its jitter; tests hand in their own. */
  readonly sleep?: CallDeps['sleep'];
  readonly random?: CallDeps['random'];
}

export interface TwilioAdapters {
  readonly workers: WorkerDirectory;
  readonly users: ConversationUsers;
  readonly serviceRoles: CachedServiceRoles;
  readonly readiness: TwilioReadiness;
  /** Waits for the requests under way, then closes the connections. */
  readonly close: () => Promise<void>;
}

/** Everything that speaks to Twilio, over one pool of connections and one budget of calls. No request is made here. */
export function createTwilio(settings: TwilioSettings, deps: TwilioDeps): TwilioAdapters {
  const { clock, observe = () => undefined, serviceRoleTtlMs = 300_000, serviceRoleMissMs = 5_000 } = deps;
  const client = createTwilioHttpClient(settings, { clock, observe });
  const calls = createTwilioCalls({
    retries: settings.retries,
    sleep: deps.sleep ?? ((ms, signal) => sleep(ms, undefined, { ...(signal !== undefined && { signal }) })),
    random: deps.random ?? Math.random,
  });
  const sdk = createSdk(settings, client);
  const workspace = sdk.taskrouter.v1.workspaces(settings.workspaceSid);
  const service = sdk.conversations.v1.services(settings.conversationsServiceSid);
  const serviceRoles = createServiceRoles(service, calls, {
    clock,
    ttlMs: serviceRoleTtlMs,
    missMs: serviceRoleMissMs,
  });
  return {
    workers: createWorkerDirectory(workspace.workers, calls),
    users: createConversationUsers(service.users, calls, serviceRoles.invalidate),
    serviceRoles,
    readiness: createTwilioReadiness({ workspace, service }, calls),
    close: client.close,
  };
}
