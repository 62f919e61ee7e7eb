import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { attachTrace } from '../http/endpoint.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import { REFUSALS } from '../kernel/refusals/table.ts';
import { createCompleteLogin } from '../login/complete-login.ts';
import type { CompleteLogin } from '../login/complete-login.ts';
import type { LoginDeps } from '../login/login-deps.ts';
import { createReconcile } from '../provisioning/reconcile.ts';
import type { Reconcile } from '../provisioning/reconcile.ts';
import { createSignIn } from '../provisioning/sign-in.ts';
import { judge } from '../roles/decide.ts';
import { createLoginAttempts } from '../saml/login-attempts.ts';
import { createServiceProvider } from '../saml/service-provider.node-saml.ts';
import { createExchangeCodes } from '../tokens/exchange-codes.ts';
import type { ExchangeCodes } from '../tokens/exchange-codes.ts';
import { createMintToken } from '../tokens/mint-token.ts';
import type { MintToken } from '../tokens/mint-token.ts';
import { createJwtTokenIssuer } from '../tokens/token-issuer.jwt.ts';
import { createValidateToken } from '../tokens/validate.ts';
import type { ValidateToken } from '../tokens/validate.ts';
import { createTraces } from '../traces/trace-recorder.ts';
import { withTwilioDeadline } from '../twilio/twilio-scope.ts';
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
  readonly completeLogin: CompleteLogin;
  readonly mint: MintToken;
  readonly codes: ExchangeCodes;
  readonly validate: ValidateToken;
}

function reconcileFor(config: Config, { store, twilio, clock }: Ports): Reconcile {
  const patienceMs = config.provisioningTimeoutMs;
  const reconcile = createReconcile({
    ledger: store.ledger,
    workers: twilio.workers,
    users: twilio.users,
    serviceRoles: twilio.serviceRoles,
    policy: config.serviceRoles,
    clock,
    pause: (ms) => pause(ms),
    settings: { leaseMs: patienceMs + LEASE_MARGIN_MS, patienceMs },
  });
  return (subject) => withTwilioDeadline(patienceMs, () => reconcile(subject));
}

const isFailure = (code: RefusalCode): boolean => REFUSALS[code].status >= 500;

function loginFor(config: Config, ports: Ports, parts: { reconcile: Reconcile; codes: ExchangeCodes }): LoginDeps {
  const { store, verifier, clock, log, metrics } = ports;
  const { records, ledger, sessions } = store;
  return {
    connections: new Map(config.connections.map((connection) => [connection.name, connection])),
    serviceProvider: createServiceProvider({ connections: config.connections, verifier }),
    attempts: createLoginAttempts({ records, ttlMs: ATTEMPT_MS, random: randomBytes }),
    judge,
    signIn: createSignIn({ ledger, reconcile: parts.reconcile, digest: digestOf, clock }),
    sessions,
    sessionSettings: config.session,
    exchangeCodes: parts.codes,
    returnTo: config.returnTo,
    traces: createTraces({ records, clock, randomBytes, log, settings: config.traces }),
    clock,
    log,
    attachTrace,
    onEnd: metrics.loginEnded,
    isFailure,
  };
}

export function createUseCases(config: Config, ports: Ports): UseCases {
  const { store, clock } = ports;
  const settings = config.token;
  const issuer = createJwtTokenIssuer({ settings, clock });
  const codes = createExchangeCodes(store.records);
  const reconcile = reconcileFor(config, ports);
  const login = loginFor(config, ports, { reconcile, codes });
  return {
    reconcile,
    login,
    completeLogin: createCompleteLogin(login),
    mint: createMintToken({ issuer, settings, clock }),
    codes,
    validate: createValidateToken({ issuer, ledger: store.ledger, accountSid: settings.accountSid }),
  };
}
