import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.ts';
import type { Participants } from '../conversations/participants.ts';
import type { ConversationUsers } from '../provisioning/conversation-users.ts';
import type { FlexDirectory } from '../drift/flex-directory.ts';
import type { UserRemoval, WorkerRemoval } from '../leavers/twilio-removal.ts';
import type { WorkerDirectory } from '../provisioning/worker-directory.ts';
import { createConversationUsers } from './conversation-users.twilio.ts';
import { BREAKER, createCircuitBreakers } from './circuit-breaker.ts';
import type { BreakerChange, BreakerSettings } from './circuit-breaker.ts';
import { createFlexDirectory } from './flex-directory.twilio.ts';
import { createConversationRoles, createParticipants, type CachedConversationRoles } from './participants.twilio.ts';
import { createSdk } from './sdk.ts';
import type { TwilioPause } from './pauses.ts';
import { createServiceRoles, type CachedServiceRoles } from './service-roles.twilio.ts';
import { createTwilioCalls, type CallDeps } from './twilio-calls.ts';
import {
  createTwilioHttpClient,
  type LocalBudget,
  type TwilioExchange,
  type TwilioHttpClient,
} from './twilio-http-client.ts';
import { createTwilioReadiness, type TwilioReadiness } from './twilio-readiness.ts';
import type { TwilioSettings } from './twilio-settings.ts';
import { createUserRemoval } from './user-removal.twilio.ts';
import { createWorkerDirectory } from './worker-directory.twilio.ts';
import { createWorkerRemoval } from './worker-removal.twilio.ts';

export interface TwilioDeps {
  readonly clock: Clock;
  /** Told of every HTTP exchange with Twilio. Must not throw. */
  readonly observe?: (exchange: TwilioExchange) => void;
  /** Told when a product stopped answering and its circuit breaker opened, and when it closed again. Must not throw. */
  readonly onBreaker?: (change: BreakerChange) => void;
  readonly breaker?: BreakerSettings;
  /** Told when Twilio asked to leave a product alone for a while. Must not throw. */
  readonly onPause?: (pause: TwilioPause) => void;
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
  readonly participants: Participants;
  readonly conversationRoles: CachedConversationRoles;
  readonly readiness: TwilioReadiness;
  readonly workerRemoval: WorkerRemoval;
  readonly userRemoval: UserRemoval;
  readonly directory: FlexDirectory;
  /** What this process may use of `concurrency` and `rate`; all of it, where nobody grants less. */
  readonly budget: LocalBudget;
  /** Waits for the requests under way, then closes the connections. */
  readonly close: () => Promise<void>;
}

function clientFor(settings: TwilioSettings, deps: TwilioDeps): TwilioHttpClient {
  const { clock, observe = () => undefined, onPause = () => undefined, onBreaker = () => undefined } = deps;
  const breakers = createCircuitBreakers(deps.breaker ?? BREAKER, onBreaker);
  return createTwilioHttpClient(settings, { clock, observe, breakers, onPause });
}

/** Everything that speaks to Twilio, over one pool of connections and one budget of calls. No request is made here. */
export function createTwilio(settings: TwilioSettings, deps: TwilioDeps): TwilioAdapters {
  const { clock, serviceRoleTtlMs = 300_000, serviceRoleMissMs = 5_000 } = deps;
  const client = clientFor(settings, deps);
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
  const conversationRoles = createConversationRoles(service, calls, {
    clock,
    ttlMs: serviceRoleTtlMs,
    missMs: serviceRoleMissMs,
  });
  const workers = createWorkerDirectory(workspace.workers, calls);
  const users = createConversationUsers(service.users, calls, serviceRoles.invalidate);
  return {
    workers,
    users,
    serviceRoles,
    participants: createParticipants(service, calls, conversationRoles.invalidate),
    conversationRoles,
    workerRemoval: createWorkerRemoval(workspace, calls, { clock, offlineActivitySid: settings.offlineActivitySid }),
    userRemoval: createUserRemoval(users),
    directory: createFlexDirectory({ workers: workspace.workers, users: service.users }, calls, workers),
    readiness: createTwilioReadiness({ workspace, service }, calls),
    budget: client.budget,
    close: client.close,
  };
}
