import { ensure } from '../kernel/refusal.ts';
import { flexRoleName, roleNames } from '../sessions/effective.ts';
import type { EffectiveRoles, FlexRoleName } from '../sessions/effective.ts';
import { makeGrants } from './grants.ts';
import type { Bearer, GrantName, TokenGrants } from './grants.ts';
import type { TokenSettings } from './token-settings.ts';

/** JOSE header of a Twilio access token. `twr` names the region. */
export interface TokenHeader {
  readonly alg: 'HS256';
  readonly typ: 'JWT';
  readonly cty: 'twilio-fpa;v=1';
  readonly twr?: string;
}

/** Our own grant. See `withFlexGrant`. */
export interface FlexGrant {
  /** `readonly-admin` for a read-only admin, who is an agent in everything but name. */
  readonly flex_role: FlexRoleName;
  readonly insights_roles: readonly string[];
  readonly roles: readonly string[];
}

/** Times are seconds since epoch (RFC 7519 2, NumericDate). */
export interface TokenPayload {
  /**
   * API key SID and the second of issue; as with Twilio's SDK, not unique. A connection stands behind them where its
   * namespace has several: RFC 7519 4.1.7 leaves the form to the issuer, and no other claim is ours to add to.
   */
  readonly jti: string;
  readonly grants: TokenGrants & { readonly flex?: FlexGrant };
  readonly iat: number;
  readonly exp: number;
  /** API key SID. */
  readonly iss: string;
  /** Account SID. */
  readonly sub: string;
}

export interface TokenClaims {
  readonly header: TokenHeader;
  readonly payload: TokenPayload;
}

export interface TokenRequest {
  readonly bearer: Bearer;
  /** As `chooseGrants` answered. */
  readonly grants: readonly GrantName[];
  /** Life in seconds, 180 to 86400; absent: settings.ttlMs. */
  readonly ttlSeconds?: number;
  /** That the session came through; where it is named, `jti` ends with it. */
  readonly connection?: string;
  /** ms since epoch, as is `now`. */
  readonly sessionExpiresAt: number;
  readonly now: number;
}

/** Bounds of a life that may be asked for: 3 minutes, and the 24 hours after which Twilio refuses (error 20104). */
export const TTL_SECONDS = { min: 180, max: 86_400 } as const;

/**
 * The claims of one access token, byte for byte those of Twilio's SDK for the same grants, order of the keys included.
 * A token never outlives its session, so near the end of one its life is shorter than any that may be asked for: a short
 * token lets a call end well, a refusal would cut it off early. Refuses with SESSION_REQUIRED where nothing is left.
 */
export function tokenClaims(request: TokenRequest, settings: TokenSettings): TokenClaims {
  const iat = toSeconds(request.now);
  const exp = Math.min(iat + (request.ttlSeconds ?? toSeconds(settings.ttlMs)), toSeconds(request.sessionExpiresAt));
  ensure(exp > iat, 'SESSION_REQUIRED', {});
  const grants = makeGrants(request.bearer, request.grants, settings);
  return {
    header: {
      alg: 'HS256',
      typ: 'JWT',
      cty: 'twilio-fpa;v=1',
      ...(settings.region !== undefined && { twr: settings.region }),
    },
    payload: {
      jti: [settings.apiKeySid, iat, ...(request.connection === undefined ? [] : [request.connection])].join('-'),
      grants: settings.roles ? withFlexGrant(grants, request.bearer.roles) : grants,
      iat,
      exp,
      iss: settings.apiKeySid,
      sub: settings.accountSid,
    },
  };
}

/**
 * The roles, for our own clients and functions. They stand beside the other grants because Twilio's products look up
 * their grant by its key and the SDK lets anyone add one of another key; last, so that all before them stays as the SDK
 * makes it; and behind `token.roles`, because no Twilio page promises that unknown keys are ignored for ever.
 */
const withFlexGrant = (grants: TokenGrants, roles: EffectiveRoles): TokenPayload['grants'] => ({
  ...grants,
  flex: { flex_role: flexRoleName(roles), insights_roles: roles.insightsRoles, roles: roleNames(roles) },
});

/** The connection that a `jti` of ours names. */
export const connectionOf = (jti: string): string | undefined => /^SK[0-9A-Za-z]+-\d+-(.+)$/.exec(jti)?.[1];

const toSeconds = (ms: number): number => Math.floor(ms / 1000);
