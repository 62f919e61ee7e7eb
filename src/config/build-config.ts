import type { Connection } from '../saml/connection.ts';
import type { ReturnTarget } from '../saml/return-targets.ts';
import type { TokenSettings } from '../tokens/token-settings.ts';
import type { ServiceRolePolicy } from '../provisioning/service-role-policy.ts';
import type { TwilioSettings } from '../twilio/twilio-settings.ts';
import type { Config } from './config.ts';
import { parseDuration } from './duration.ts';
import type { ConfigInput } from './schema.ts';

const DEFAULT_STORE_TIMEOUT = parseDuration('2s') ?? 0;

export function storeOf(store: ConfigInput['store']): Config['store'] {
  if (typeof store === 'string') return { url: store, timeoutMs: DEFAULT_STORE_TIMEOUT, keyPrefix: 'fg:' };
  return { url: store.url, timeoutMs: store.timeout, keyPrefix: store.keyPrefix };
}

function targetsOf(returnTo: ConfigInput['returnTo']): Config['returnTo'] {
  const targets = returnTo.map((target): ReturnTarget =>
    typeof target === 'string' ? { url: target, code: false } : target,
  );
  const [first, ...rest] = targets;
  if (first === undefined) throw new TypeError('returnTo is empty');
  return [first, ...rest];
}

export function twilioOf({ twilio }: Pick<ConfigInput, 'twilio'>): TwilioSettings {
  const { flexInstanceSid, offlineActivitySid, baseUrl, region, edge } = twilio;
  return {
    accountSid: twilio.accountSid,
    apiKey: twilio.apiKey,
    workspaceSid: twilio.workspaceSid,
    conversationsServiceSid: twilio.conversationsServiceSid,
    ...(flexInstanceSid !== undefined && { flexInstanceSid }),
    ...(offlineActivitySid !== undefined && { offlineActivitySid }),
    ...(baseUrl !== undefined && { baseUrl: baseUrl.replace(/\/$/, '') }),
    ...(region !== undefined && { region }),
    ...(edge !== undefined && { edge }),
    timeoutMs: twilio.timeout,
    concurrency: twilio.concurrency,
    ...(twilio.rate !== 'off' && { rate: twilio.rate }),
    retries: twilio.retries,
  };
}

export function tokenOf({ token, twilio }: Pick<ConfigInput, 'token' | 'twilio'>): TokenSettings {
  const { pushCredentialSid, voice, syncServiceSid } = token;
  const application = voice?.outgoingApplicationSid;
  return {
    accountSid: twilio.accountSid,
    apiKeySid: twilio.apiKey.sid,
    apiKeySecret: twilio.apiKey.secret,
    ...(twilio.region !== undefined && { region: twilio.region }),
    ttlMs: token.ttl,
    conversationsServiceSid: twilio.conversationsServiceSid,
    workspaceSid: twilio.workspaceSid,
    ...(pushCredentialSid !== undefined && { pushCredentialSid }),
    ...(voice !== undefined && {
      voice: { incoming: voice.incoming, ...(application !== undefined && { outgoingApplicationSid: application }) },
    }),
    ...(syncServiceSid !== undefined && { syncServiceSid }),
    roles: token.roles,
  };
}

function serviceRolesOf({ twilio: { serviceRoles } }: ConfigInput): ServiceRolePolicy {
  const { agent, supervisor, admin, agentMissing } = serviceRoles;
  return {
    names: { agent: 'agent', supervisor: 'supervisor', admin: 'admin' },
    sids: {
      ...(agent !== undefined && { agent }),
      ...(supervisor !== undefined && { supervisor }),
      ...(admin !== undefined && { admin }),
    },
    agentMissing,
  };
}

/** There is always one: the chain is keyed without a word in the configuration. */
export const auditSecretsOf = ({
  audit: { key, formerKeys },
  twilio: { apiKey },
}: Pick<ConfigInput, 'audit' | 'twilio'>): Config['audit']['secrets'] => [key ?? apiKey.secret, ...formerKeys];

/** From the checked file to what the program uses. */
export function buildConfig(
  input: ConfigInput,
  connections: readonly Connection[],
  environment: Config['environment'],
): Config {
  const { adminToken, http, twilio } = input;
  return {
    publicUrl: input.publicUrl.replace(/\/$/, ''),
    port: input.port,
    store: storeOf(input.store),
    returnTo: targetsOf(input.returnTo),
    cors: input.cors.map((url) => new URL(url).origin),
    session: { idleMs: input.session.idle, maxMs: input.session.max, onDemotion: input.session.onDemotion },
    token: tokenOf(input),
    ...(adminToken !== undefined && { adminToken }),
    twilio: twilioOf(input),
    ...(twilio.authToken !== undefined && { authToken: twilio.authToken }),
    serviceRoles: serviceRolesOf(input),
    provisioningTimeoutMs: twilio.deadline,
    reconcileTrustMs: input.reconcile.trust ?? 0,
    verifyDeadlineMs: input.reconcile.verifyDeadline,
    connections,
    http: {
      trustProxy: http.trustProxy,
      requestTimeoutMs: http.requestTimeout,
      shutdownMs: http.shutdown,
      metrics: http.metrics,
    },
    verifierThreads: input.verifier.threads,
    traces: { ttlMs: input.traces.keep, values: input.traces.values, cap: input.traces.cap },
    limits: input.limits,
    loginAttemptMs: input.login.timeAtIdp,
    log: input.log,
    drift: { policy: input.drift.policy, ...(input.drift.every !== 'off' && { everyMs: input.drift.every }) },
    audit: { records: input.audit.records, secrets: auditSecretsOf(input) },
    bothDoors: input.bothDoors,
    ...(input.conversations !== undefined && { conversations: input.conversations }),
    environment,
  };
}
