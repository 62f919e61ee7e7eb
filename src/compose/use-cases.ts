import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Config } from '../config/config.ts';
import { attachTrace } from '../http/endpoint.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import { REFUSALS } from '../kernel/refusals/table.ts';
import { createCeilings } from '../login/ceilings.ts';
import { createCompleteLogin } from '../login/complete-login.ts';
import type { CompleteLogin } from '../login/complete-login.ts';
import { createContinueLogin } from '../login/continue-login.ts';
import type { ContinueLogin } from '../login/continue-login.ts';
import type { LoginDeps } from '../login/login-deps.ts';
import { createLogoutMarks } from '../login/logout-marks.ts';
import type { LogoutMarks } from '../login/logout-marks.ts';
import { createSingleLogout } from '../login/single-logout.ts';
import type { SingleLogout } from '../login/single-logout.ts';
import { createWaitingTickets } from '../login/waiting-tickets.ts';
import type { WaitingTickets } from '../login/waiting-tickets.ts';
import type { OutboxWork } from '../provisioning/outbox.ts';
import type { Reconcile } from '../provisioning/reconcile.ts';
import { judge } from '../roles/decide.ts';
import { createLoginAttempts } from '../saml/login-attempts.ts';
import { createConnectionRegistry } from '../saml/connection-registry.ts';
import type { ConnectionRegistry } from '../saml/connection-registry.ts';
import { createIdpKeys } from '../saml/rollover/idp-keys.ts';
import type { IdpKeys } from '../saml/rollover/idp-keys.ts';
import { createKeyStore } from '../saml/rollover/key-store.ts';
import { createServiceProvider } from '../saml/service-provider.node-saml.ts';
import { resumeSession } from '../sessions/resume-session.ts';
import type { ResumeSession } from '../sessions/session-store.ts';
import { TTL_SECONDS } from '../tokens/claims.ts';
import { createExchangeCodes } from '../tokens/exchange-codes.ts';
import type { ExchangeCodes } from '../tokens/exchange-codes.ts';
import type { MintToken } from '../tokens/mint-token.ts';
import type { ValidateToken } from '../tokens/validate.ts';
import { createTraces } from '../traces/trace-recorder.ts';
import type { Traces } from '../traces/trace-recorder.ts';
import { afterLogin, auditFor, replicaName } from './audited.ts';
import { createOperations } from './operations.ts';
import type { Operations } from './operations.ts';
import { conversationWork } from './conversations.ts';
import type { ConversationWork } from './conversations.ts';
import { tokensFor } from './tokens.ts';
import type { Ports } from './ports.ts';
import { deliverFor, onDemotionFor, reconcilesFor, signInFor } from './provisioning.ts';
import { createWrongCredentials } from './wrong-credentials.ts';
import type { WrongCredentials } from './wrong-credentials.ts';

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
  /** Of logins that wait for Twilio. */
  readonly tickets: WaitingTickets;
  /** Of sessions, as the configuration treats those from before a demotion and those of each connection. */
  readonly resume: ResumeSession;
  /** What the outbox does with a subject. */
  readonly deliver: OutboxWork;
  /** Absent where the configuration leaves participants to Flex. */
  readonly conversations?: ConversationWork;
  readonly audit: AuditTrail;
  readonly operations: Operations;
  readonly wrongCredentials: WrongCredentials;
  readonly mint: MintToken;
  readonly codes: ExchangeCodes;
  readonly validate: ValidateToken;
}

/** A token may be asked for with a longer life than the default, but never outlives its session. */
export const longestTokenOf = ({ session }: Config): number => Math.min(TTL_SECONDS.max * 1000, session.maxMs);

const isFailure = (code: RefusalCode): boolean => REFUSALS[code].status >= 500;

interface Trust {
  readonly registry: ConnectionRegistry;
  readonly keys: IdpKeys;
}

function trustFor(config: Config, { store, fetchMetadata, clock, log, metrics }: Ports, audit: AuditTrail): Trust {
  const registry = createConnectionRegistry(config.connections);
  const keys = createIdpKeys({
    registry,
    store: createKeyStore(store.records),
    fetchText: fetchMetadata,
    clock,
    pause: (ms) => pause(ms),
    log,
    onRefresh: metrics.metadataRefreshed,
    onAddresses: ({ connection, from, to, status }) => {
      const by = status === 'approved' ? 'operator' : 'schedule';
      void audit.append({ kind: `trust.addresses-${status}`, connection, from, to, by });
    },
  });
  return { registry, keys };
}

function logoutFor(
  { store, clock, log, metrics }: Ports,
  { registry, keys }: Trust,
  { marks, traces }: { readonly marks: LogoutMarks; readonly traces: Traces },
): SingleLogout {
  const { records, sessions } = store;
  return createSingleLogout({
    connections: registry,
    keys,
    sessions,
    records,
    marks,
    clock,
    log,
    onEnded: metrics.sessionsEnded,
    traces,
    attachTrace,
    isFailure,
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
  readonly marks: LogoutMarks;
}

function loginFor(config: Config, ports: Ports, parts: LoginParts): LoginDeps {
  const { store, verifier, clock, log } = ports;
  const { ledger, records, sessions } = store;
  return {
    connections: parts.registry,
    keys: parts.keys,
    serviceProvider: createServiceProvider({ connections: config.connections, verifier }),
    attempts: createLoginAttempts({ records, ttlMs: config.loginAttemptMs, random: randomBytes }),
    judge,
    signIn: signInFor(config, ports, parts.reconcile),
    ledger,
    sessions,
    marks: parts.marks,
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
  const { store } = ports;
  const codes = createExchangeCodes(store.records);
  const audit = auditFor(config, ports);
  const { forLogin, forRepair } = reconcilesFor(config, ports, audit);
  const trust = trustFor(config, ports, audit);
  const marks = createLogoutMarks(store.records);
  const login = loginFor(config, ports, { ...trust, reconcile: forLogin, codes, audit, marks });
  const conversations = conversationWork(config, ports);
  const ceilings = createCeilings(trust.registry);
  const tickets = createWaitingTickets({ records: store.records, random: randomBytes });
  return {
    reconcile: forRepair,
    login,
    logout: logoutFor(ports, trust, { marks, traces: login.traces }),
    ...trust,
    completeLogin: createCompleteLogin({ ...login, tickets }),
    tickets,
    continueLogin: createContinueLogin({
      ...login,
      tickets,
      ledger: store.ledger,
      ceilingOf: ceilings.ofSession,
    }),
    resume: resumeSession(store.sessions, { onDemotion: config.session.onDemotion, ceilingOf: ceilings.ofSession }),
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
    wrongCredentials: createWrongCredentials(config, ports, audit),
    codes,
    ...tokensFor(config, ports, ceilings),
  };
}
