import type { LimitSettings } from '../limits/rate.ts';
import type { DriftSettings } from '../drift/drift-schedule.ts';
import type { ParticipantSettings } from '../conversations/participant-event.ts';
import type { BothDoors } from '../provisioning/doors.ts';
import type { ServiceRolePolicy } from '../provisioning/service-role-policy.ts';
import type { Connection } from '../saml/connection.ts';
import type { ReturnTarget } from '../saml/return-targets.ts';
import type { SessionSettings } from '../sessions/session-settings.ts';
import type { TokenSettings } from '../tokens/token-settings.ts';
import type { TwilioSettings } from '../twilio/twilio-settings.ts';

/** The whole configuration, parsed, checked and frozen. Only compose and the entry files read it. */
export interface Config {
  /** Without a trailing slash. Every URL that we publish is derived from it, never from the Host header. */
  readonly publicUrl: string;
  readonly port: number;
  /** redis://, rediss://, redis-sentinel://, redis-cluster://, or `memory`. */
  readonly store: { readonly url: string; readonly timeoutMs: number; readonly keyPrefix: string };
  readonly returnTo: readonly [ReturnTarget, ...ReturnTarget[]];
  readonly cors: readonly string[];
  readonly session: SessionSettings;
  readonly token: TokenSettings;
  readonly adminToken?: string;
  readonly twilio: TwilioSettings;
  /** Checks the signatures of webhooks and the Basic credentials of token validation. */
  readonly authToken?: string;
  readonly serviceRoles: ServiceRolePolicy;
  /** Login deadline for everything at Twilio, ms. */
  readonly provisioningTimeoutMs: number;
  /** An unchanged login whose state was confirmed so recently makes no call to Twilio, ms; 0: always look. */
  readonly reconcileTrustMs: number;
  /** How long an unchanged login waits for Twilio to say again what it was last seen to hold, ms. */
  readonly verifyDeadlineMs: number;
  readonly connections: readonly Connection[];
  readonly http: {
    /** Number of proxies in front, or their addresses; false: none. */
    readonly trustProxy: false | number | readonly string[];
    readonly requestTimeoutMs: number;
    /** How long a shutdown waits for logins under way, ms. */
    readonly shutdownMs: number;
    readonly metrics: 'public' | 'admin' | 'off';
  };
  /** Threads that verify responses; 0: in the HTTP thread. */
  readonly verifierThreads: number;
  readonly traces: { readonly ttlMs: number; readonly values: 'shown' | 'names-only'; readonly cap: number };
  readonly limits: LimitSettings;
  /** How long a login that began here waits for the answer of the IdP, ms. */
  readonly loginAttemptMs: number;
  /** Which door counts for a person who comes by SSO and by the Console. */
  readonly bothDoors: BothDoors;
  /** Absent: participants stay what Flex makes them, guests. */
  readonly conversations?: ParticipantSettings;
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' };
  readonly drift: DriftSettings;
  readonly audit: {
    /** Records that are kept, at least; older ones are cut off. */
    readonly records: number;
    /** What its keys are made of: the first makes the hashes, all of them verify. */
    readonly secrets: readonly [string, ...string[]];
  };
  readonly environment: 'production' | 'development' | 'sandbox';
}
