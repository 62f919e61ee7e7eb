import { createHash } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { createPinoLog } from '../http/log.pino.ts';
import { createPromMetrics } from '../http/metrics.prom-client.ts';
import type { Metrics, MetricsText } from '../http/metrics.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { assignmentDigestInput } from '../roles/digest-input.ts';
import type { Assignment } from '../roles/assignment.ts';
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
  readonly twilio: TwilioAdapters;
  readonly verifier: ResponseVerifier;
}

/** Responses that may wait for a thread: about three seconds of work for each. */
const QUEUE_PER_THREAD = 250;

function storeFor({ store }: Config, clock: Clock, log: Log): Store {
  if (store.url === 'memory') return createMemoryStore({ clock });
  const connection = connectStore({ url: store.url, timeoutMs: store.timeoutMs, keyPrefix: store.keyPrefix, log });
  return createRedisStore({ connection, clock });
}

function verifierFor({ verifierThreads: threads }: Config): ResponseVerifier {
  return threads === 0
    ? createInThreadVerifier()
    : createPooledVerifier({ threads, maxQueue: threads * QUEUE_PER_THREAD });
}

const countCalls =
  ({ twilioCalled }: Metrics) =>
  ({ operation, status, ms }: TwilioExchange): void =>
    twilioCalled({ operation, status: status === 0 ? 'failed' : status, seconds: ms / 1000 });

/** Chooses the adapters. Nothing is connected before it is used. */
export function createPorts(config: Config, overrides: Partial<Ports> = {}): Ports {
  const clock = overrides.clock ?? Date.now;
  const log = overrides.log ?? createPinoLog(config.log);
  const metrics = overrides.metrics ?? createPromMetrics();
  return {
    clock,
    log,
    metrics,
    store: overrides.store ?? storeFor(config, clock, log),
    twilio: overrides.twilio ?? createTwilio(config.twilio, { clock, observe: countCalls(metrics) }),
    verifier: overrides.verifier ?? verifierFor(config),
  };
}

/** Equal digests need no write at Twilio. */
export const digestOf = (assignment: Assignment): string =>
  createHash('sha256').update(assignmentDigestInput(assignment)).digest('base64url');
