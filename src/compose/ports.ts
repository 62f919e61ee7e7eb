import { createHash } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { createPinoLog } from '../http/log.pino.ts';
import { createPromMetrics } from '../http/metrics.prom-client.ts';
import type { Metrics, MetricsText } from '../http/metrics.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { assignmentDigestInput } from '../roles/digest-input.ts';
import type { Assignment } from '../roles/assignment.ts';
import { createQueuedOutbox } from '../outbox/outbox.bullmq.ts';
import { createMemoryOutbox } from '../outbox/outbox.memory.ts';
import type { Outbox } from '../provisioning/outbox.ts';
import { memoryLimiters, redisLimiters } from '../limits/limiters.rate-limiter.ts';
import type { RunScript } from '../limits/limiters.rate-limiter.ts';
import type { CreateLimiter } from '../limits/limiter.ts';
import { nodeSources } from '../config/node-sources.ts';
import { createInThreadVerifier } from '../saml/response-verifier.in-thread.ts';
import { createPooledVerifier } from '../saml/response-verifier.piscina.ts';
import type { ResponseVerifier } from '../saml/response-verifier.ts';
import { connectStore } from '../store/connect.redis.ts';
import { createMemoryStore } from '../store/store.memory.ts';
import { createRedisStore } from '../store/store.redis.ts';
import type { Store } from '../store/store.ts';
import { createTwilio } from '../twilio/create-twilio.ts';
import type { TwilioAdapters } from '../twilio/create-twilio.ts';
import type { TwilioExchange } from '../twilio/twilio-http-client.ts';

/** Everything of the gateway that reaches outside. Tests and the CLI replace single ones. */
export interface Ports {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics & MetricsText;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly twilio: TwilioAdapters;
  readonly verifier: ResponseVerifier;
  readonly limiters: CreateLimiter;
  /** The text of IdP metadata behind a URL. */
  readonly fetchMetadata: (url: string) => Promise<string>;
}

/** Responses that may wait for a thread: about three seconds of work for each. */
const QUEUE_PER_THREAD = 250;

interface Shared {
  readonly store: Store;
  readonly limiters: CreateLimiter;
}

/** What the replicas share, over one connection. */
function sharedFor(
  config: Config,
  { clock, log }: Pick<Ports, 'clock' | 'log'>,
  { store, limiters }: Partial<Ports>,
): Shared {
  if (store !== undefined) return { store, limiters: limiters ?? memoryLimiters };
  const shared = connectShared(config, clock, log);
  return { ...shared, ...(limiters && { limiters }) };
}

function connectShared({ store, audit: { records: auditRecords } }: Config, clock: Clock, log: Log): Shared {
  const { url, timeoutMs, keyPrefix } = store;
  if (url === 'memory') return { store: createMemoryStore({ clock, auditRecords }), limiters: memoryLimiters };
  const connection = connectStore({ url, timeoutMs, keyPrefix, log });
  const runScript: RunScript = (lua, key, args) =>
    connection.command('limits.count', (redis) => redis.eval(lua, 1, key, ...args));
  return {
    store: createRedisStore({ connection, clock, auditRecords }),
    limiters: redisLimiters(runScript, keyPrefix),
  };
}

/** A login is over long before its guard comes to life: its deadline, its lease, and some more. */
const GUARD_MARGIN_MS = 15_000;

function outboxFor({ store, provisioningTimeoutMs }: Config, clock: Clock, log: Log): Outbox {
  if (store.url === 'memory') return createMemoryOutbox({ clock, log });
  const { url, timeoutMs, keyPrefix } = store;
  return createQueuedOutbox({
    url,
    timeoutMs,
    keyPrefix,
    clock,
    log,
    guardMs: provisioningTimeoutMs + GUARD_MARGIN_MS,
  });
}

export const PAUSED = 'Twilio asked for a pause: its product is not called before the end';

function twilioFor(config: Config, deps: Pick<Ports, 'clock' | 'log' | 'metrics' | 'store'>): TwilioAdapters {
  const { clock, log, metrics, store } = deps;
  return createTwilio(config.twilio, {
    clock,
    observe: countCalls(metrics),
    onBreaker: ({ product, open }) => {
      metrics.breakerChanged(product, open);
      log.warn({ product }, open ? 'Twilio does not answer: calls fail at once until it does' : 'Twilio answers again');
    },
    onPause: ({ product, ms }) => {
      log.warn({ product, ms }, PAUSED);
      // Where the store is away, the others find out by themselves.
      store.budget?.pause(product, ms).catch((error: unknown) => log.debug({ err: error }, 'pause not told'));
    },
  });
}

function verifierFor({ verifierThreads: threads }: Config): ResponseVerifier {
  return threads === 0
    ? createInThreadVerifier()
    : createPooledVerifier({ threads, maxQueue: threads * QUEUE_PER_THREAD });
}

/** What judges the IdP's messages: threads, and a way to its metadata. */
const inboundFor = (
  config: Config,
  { verifier, fetchMetadata = nodeSources.fetchText }: Partial<Ports>,
): Pick<Ports, 'verifier' | 'fetchMetadata'> => ({ verifier: verifier ?? verifierFor(config), fetchMetadata });

const countCalls =
  ({ twilioCalled }: Metrics) =>
  ({ operation, status, ms }: TwilioExchange): void =>
    twilioCalled({ operation, status: status === 0 ? 'failed' : status, seconds: ms / 1000 });

/** Chooses the adapters. Nothing is connected before it is used. */
export function createPorts(config: Config, overrides: Partial<Ports> = {}): Ports {
  const clock = overrides.clock ?? Date.now;
  const log = overrides.log ?? createPinoLog(config.log);
  const metrics = overrides.metrics ?? createPromMetrics();
  const shared = sharedFor(config, { clock, log }, overrides);
  return {
    clock,
    log,
    metrics,
    ...inboundFor(config, overrides),
    ...shared,
    outbox: overrides.outbox ?? outboxFor(config, clock, log),
    twilio: overrides.twilio ?? twilioFor(config, { clock, log, metrics, store: shared.store }),
  };
}

/** Equal digests need no write at Twilio. */
export const digestOf = (assignment: Assignment): string =>
  createHash('sha256').update(assignmentDigestInput(assignment)).digest('base64url');
