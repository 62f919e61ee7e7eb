import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Metrics, MetricsText } from './metrics.ts';

const HTTP_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const TWILIO_BUCKETS = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8];

function instruments(registry: Registry) {
  const registers = [registry];
  return {
    http: new Histogram({
      name: 'flexgate_http_request_duration_seconds',
      help: 'Requests served, by route, method and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: HTTP_BUCKETS,
      registers,
    }),
    logins: new Counter({
      name: 'flexgate_logins_total',
      help: 'Login attempts, by connection, outcome and refusal code.',
      labelNames: ['connection', 'outcome', 'code'],
      registers,
    }),
    tokens: new Counter({ name: 'flexgate_tokens_minted_total', help: 'Access tokens minted.', registers }),
    twilio: new Histogram({
      name: 'flexgate_twilio_call_duration_seconds',
      help: 'Calls to Twilio, by operation and status.',
      labelNames: ['operation', 'status'],
      buckets: TWILIO_BUCKETS,
      registers,
    }),
    store: new Counter({
      name: 'flexgate_store_errors_total',
      help: 'Operations that the store failed or did not answer in time.',
      labelNames: ['operation'],
      registers,
    }),
    started: new Counter({ name: 'flexgate_sessions_started_total', help: 'Sessions granted.', registers }),
    ended: new Counter({
      name: 'flexgate_sessions_ended_total',
      help: 'Sessions ended before their time, by reason.',
      labelNames: ['reason'],
      registers,
    }),
  };
}

/** About the keys of the IdPs and our own. */
function keyInstruments(registry: Registry) {
  const registers = [registry];
  return {
    guesses: new Counter({
      name: 'flexgate_credentials_refused_total',
      help: 'Wrong admin tokens and account credentials, and whether their address was told to wait.',
      labelNames: ['door', 'limited'],
      registers,
    }),
    metadata: new Counter({
      name: 'flexgate_metadata_refreshes_total',
      help: 'Refreshes of IdP metadata, by connection and outcome.',
      labelNames: ['connection', 'outcome'],
      registers,
    }),
    outboxPending: new Gauge({
      name: 'flexgate_outbox_pending',
      help: 'People whose desired state has not reached Twilio yet.',
      registers,
    }),
    outboxOldest: new Gauge({
      name: 'flexgate_outbox_oldest_seconds',
      help: 'How long the oldest of them has waited.',
      registers,
    }),
    breakers: new Gauge({
      name: 'flexgate_twilio_breaker_open',
      help: '1 while calls to a product of Twilio fail at once.',
      labelNames: ['product'],
      registers,
    }),
    certificates: new Gauge({
      name: 'flexgate_certificate_days_left',
      help: 'Days until a certificate expires.',
      labelNames: ['connection', 'use', 'fingerprint'],
      registers,
    }),
  };
}

/** Has a registry of its own, so that two gateways in one process do not count into each other. */
export function createPromMetrics(): Metrics & MetricsText {
  const registry = new Registry();
  // Event loop lag, memory, garbage collection.
  collectDefaultMetrics({ register: registry });
  const of = { ...instruments(registry), ...keyInstruments(registry) };
  return {
    httpServed: ({ seconds, status, ...labels }) => of.http.observe({ ...labels, status: String(status) }, seconds),
    loginEnded: ({ connection, outcome, code }) => of.logins.inc({ connection, outcome, code: code ?? '' }),
    tokenMinted: () => of.tokens.inc(),
    twilioCalled: ({ operation, status, seconds }) => of.twilio.observe({ operation, status: String(status) }, seconds),
    storeFailed: (operation) => of.store.inc({ operation }),
    sessionStarted: () => of.started.inc(),
    sessionsEnded: (reason, count) => of.ended.inc({ reason }, count),
    outboxSeen: ({ pending, oldestAgeMs }) => {
      of.outboxPending.set(pending);
      of.outboxOldest.set(oldestAgeMs / 1000);
    },
    breakerChanged: (product, open) => of.breakers.set({ product }, open ? 1 : 0),
    certificateSeen: ({ daysLeft, ...labels }) => of.certificates.set({ ...labels }, daysLeft),
    credentialsRefused: ({ door, limited }) => of.guesses.inc({ door, limited: String(limited) }),
    metadataRefreshed: ({ connection, outcome }) => of.metadata.inc({ connection, outcome }),
    render: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  };
}
