import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Config } from '../config/config.ts';
import { attachTrace } from '../http/endpoint.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import { REFUSALS } from '../kernel/refusals/table.ts';
import { createCompleteLogin } from '../login/complete-login.ts';
import type { CompleteLogin } from '../login/complete-login.ts';
import { createContinueLogin } from '../login/continue-login.ts';
import type { ContinueLogin } from '../login/continue-login.ts';
import type { LoginDeps } from '../login/login-deps.ts';
import { createSingleLogout } from '../login/single-logout.ts';
import type { SingleLogout } from '../login/single-logout.ts';
import { createWaitingTickets } from '../login/waiting-tickets.ts';
import { createDeliver } from '../provisioning/deliver.ts';
import type { OutboxWork } from '../provisioning/outbox.ts';
import { withOneDoor } from '../provisioning/doors.ts';
import { createReconcile } from '../provisioning/reconcile.ts';
import type { Reconcile } from '../provisioning/reconcile.ts';
import { createSignIn } from '../provisioning/sign-in.ts';
import type { SignIn } from '../provisioning/sign-in.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { judge } from '../roles/decide.ts';
import { createLoginAttempts } from '../saml/login-attempts.ts';
import { createConnectionRegistry } from '../saml/connection-registry.ts';
import type { ConnectionRegistry } from '../saml/connection-registry.ts';
import { createIdpKeys } from '../saml/rollover/idp-keys.ts';
import type { IdpKeys } from '../saml/rollover/idp-keys.ts';
import { createKeyStore } from '../saml/rollover/key-store.ts';
import { createServiceProvider } from '../saml/service-provider.node-saml.ts';
import { resumeSession } from '../sessions/resume-session.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import { TTL_SECONDS } from '../tokens/claims.ts';
import { createExchangeCodes } from '../tokens/exchange-codes.ts';
import type { ExchangeCodes } from '../tokens/exchange-codes.ts';
import { createMintToken } from '../tokens/mint-token.ts';
import type { MintToken } from '../tokens/mint-token.ts';
import { createJwtTokenIssuer } from '../tokens/token-issuer.jwt.ts';
import { createValidateToken } from '../tokens/validate.ts';
import type { ValidateToken } from '../tokens/validate.ts';
import { createTraces } from '../traces/trace-recorder.ts';
import type { Traces } from '../traces/trace-recorder.ts';
import { withTwilioDeadline } from '../twilio/twilio-scope.ts';
import { afterLogin, audited, auditFor, replicaName } from './audited.ts';
import { createOperations } from './operations.ts';
import type { Operations } from './operations.ts';
import { conversationWork } from './conversations.ts';
import type { ConversationWork } from './conversations.ts';
import { digestOf } from './ports.ts';
import type { Ports } from './ports.ts';

/** How long a person may take at the IdP. */
const ATTEMPT_MS = 3_600_000;
/** A lease outlives the slowest login by so much, so that its holder stops by its own deadline first. */
const LEASE_MARGIN_MS = 5_000;

/** What the gateway can do, ready for any door: HTTP, CLI, schedules. */
export interface UseCases {
  readonly reconcile: Reconcile;
  readonly login: LoginDeps;
  readonly logout: SingleLogout;
  /** The connections as they are trusted at this moment. */
  readonly registry: ConnectionRegistry;
  readonly keys: IdpKeys;
  readonly completeLogin: CompleteLogin;
  readonly continueLogin: ContinueLogin;
  /** Of sessions, as the configuration treats those from before a demotion. */
  readonly resume: SessionStore['resume'];
  /** What the outbox does with a subject. */
  readonly deliver: OutboxWork;
  /** Absent where the configuration leaves participants to Flex. */
  readonly conversations?: ConversationWork;
  readonly audit: AuditTrail;
  readonly operations: Operations;
  readonly mint: MintToken;
  readonly codes: ExchangeCodes;
  readonly validate: ValidateToken;
}

interface Reconciles {
  /** Before anything else that waits for Twilio. */
  readonly forLogin: Reconcile;
  /** Goes only where no login waits. */
  readonly forRepair: Reconcile;
}

function reconcilesFor(config: Config, ports: Ports, audit: AuditTrail): Reconciles {
  const { store, twilio, clock } = ports;
  const patienceMs = config.provisioningTimeoutMs;
  const reconcile = createReconcile({
    ledger: store.ledger,
    workers: twilio.workers,
    users: twilio.users,
    serviceRoles: twilio.serviceRoles,
    policy: config.serviceRoles,
    bothDoors: config.bothDoors,
    clock,
    pause: (ms) => pause(ms),
    settings: { leaseMs: patienceMs + LEASE_MARGIN_MS, patienceMs },
  });
  const inLane =
    (repair: boolean): Reconcile =>
    (subject, options) =>
      withTwilioDeadline(patienceMs, () => reconcile(subject, options), { connection: subject.namespace, repair });
  return { forLogin: audited(inLane(false), ports, audit), forRepair: audited(inLane(true), ports, audit) };
}

function onDemotionFor(config: Config, { store, outbox, metrics }: Ports): (subject: Subject) => Promise<void> {
  return async (subject) => {
    if (config.session.onDemotion === 'end') {
      const ended = await store.sessions.endOf(slotOf(subject.identity));
      metrics.sessionsEnded('demotion', ended.length);
    }
    // The outbox lowers the person in conversations (compose/conversations.ts).
    if (config.conversations !== undefined) await outbox.enqueue(subject, 'DEMOTION');
  };
}

function signInFor(config: Config, ports: Ports, reconcile: Reconcile): SignIn {
  const { store, outbox, clock, log } = ports;
  const { ledger, records } = store;
  const signIn = createSignIn({
    ledger,
    reconcile,
    outbox,
    digest: digestOf,
    clock,
    log,
    trustMs: config.reconcileTrustMs,
    onDemotion: onDemotionFor(config, ports),
    ...(config.conversations !== undefined && { onPromotion: (subject) => outbox.enqueue(subject, 'PROMOTION') }),
  });
  return hasConsoleDoor(config)
    ? withOneDoor(signIn, { ledger, records, bothDoors: config.bothDoors, clock, log })
    : signIn;
}

/** Whether people may come through two doors at all. */
export const hasConsoleDoor = ({ connections }: Config): boolean =>
  connections.some(({ policy }) => policy.kind === 'console');

/**
 * Neither waits for the other: what a worker cannot be given must not keep a demotion from the conversations. A promotion
 * counts once Twilio has it, so the conversations are looked at again afterwards.
 */
function deliverFor({ store, log }: Ports, reconcile: Reconcile, work: ConversationWork | undefined): OutboxWork {
  const deliver = createDeliver({ ledger: store.ledger, reconcile, log });
  return async (subject) => {
    const results = await Promise.allSettled([deliver(subject), work?.afterRoleChange(subject)]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    await work?.afterRoleChange(subject);
  };
}

/** A token may be asked for with a longer life than the default, but never outlives its session. */
export const longestTokenOf = ({ session }: Config): number => Math.min(TTL_SECONDS.max * 1000, session.maxMs);

const isFailure = (code: RefusalCode): boolean => REFUSALS[code].status >= 500;

interface Trust {
  readonly registry: ConnectionRegistry;
  readonly keys: IdpKeys;
}

function trustFor(config: Config, { store, fetchMetadata, clock, log, metrics }: Ports): Trust {
  const registry = createConnectionRegistry(config.connections);
  const keys = createIdpKeys({
    registry,
    store: createKeyStore(store.records),
    fetchText: fetchMetadata,
    clock,
    pause: (ms) => pause(ms),
    log,
    onRefresh: metrics.metadataRefreshed,
  });
  return { registry, keys };
}

function logoutFor({ store, clock, log, metrics }: Ports, { registry, keys }: Trust): SingleLogout {
  const { records, sessions } = store;
  return createSingleLogout({
    connections: registry,
    keys,
    sessions,
    records,
    clock,
    log,
    onEnded: metrics.sessionsEnded,
  });
}

function tracesFor(config: Config, { store, clock, log }: Ports, registry: ConnectionRegistry): Traces {
  const index = { lists: store.traces, isConnection: registry.has };
  return createTraces({ records: store.records, clock, randomBytes, log, settings: config.traces, index });
}

interface LoginParts extends Trust {
  readonly reconcile: Reconcile;
  readonly codes: ExchangeCodes;
  readonly audit: AuditTrail;
}

function loginFor(config: Config, ports: Ports, parts: LoginParts): LoginDeps {
  const { store, verifier, clock, log } = ports;
  const { records, sessions } = store;
  return {
    connections: parts.registry,
    keys: parts.keys,
    serviceProvider: createServiceProvider({ connections: config.connections, verifier }),
    attempts: createLoginAttempts({ records, ttlMs: ATTEMPT_MS, random: randomBytes }),
    judge,
    signIn: signInFor(config, ports, parts.reconcile),
    sessions,
    sessionSettings: config.session,
    exchangeCodes: parts.codes,
    returnTo: config.returnTo,
    traces: tracesFor(config, ports, parts.registry),
    clock,
    log,
    attachTrace,
    onEnd: afterLogin(ports, parts.audit, parts.registry),
    isFailure,
  };
}

export function createUseCases(config: Config, ports: Ports): UseCases {
  const { store, clock } = ports;
  const settings = config.token;
  const issuer = createJwtTokenIssuer({ settings, clock });
  const codes = createExchangeCodes(store.records);
  const audit = auditFor(ports);
  const { forLogin, forRepair } = reconcilesFor(config, ports, audit);
  const trust = trustFor(config, ports);
  const login = loginFor(config, ports, { ...trust, reconcile: forLogin, codes, audit });
  const conversations = conversationWork(config, ports);
  const tickets = createWaitingTickets({ records: store.records, random: randomBytes });
  return {
    reconcile: forRepair,
    login,
    logout: logoutFor(ports, trust),
    ...trust,
    completeLogin: createCompleteLogin({ ...login, tickets }),
    continueLogin: createContinueLogin({ ...login, tickets, ledger: store.ledger }),
    resume: resumeSession(store.sessions, config.session.onDemotion),
    deliver: deliverFor(ports, forRepair, conversations),
    ...(conversations && { conversations }),
    audit,
    operations: createOperations(config, ports, {
      reconcile: forRepair,
      onDemotion: onDemotionFor(config, ports),
      ...(conversations && { conversations: conversations.participants }),
      audit,
      replica: replicaName(),
      longestTokenMs: longestTokenOf(config),
    }),
    mint: createMintToken({ issuer, settings, clock }),
    codes,
    validate: createValidateToken({ issuer, ledger: store.ledger, accountSid: settings.accountSid }),
  };
}
