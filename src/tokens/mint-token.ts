import type { Clock } from '../kernel/clock.ts';
import { flexRoleName, requireStanding, roleNames } from '../sessions/effective.ts';
import type { EffectiveRoles } from '../sessions/effective.ts';
import type { ResumedSession } from '../sessions/session-store.ts';
import { tokenClaims } from './claims.ts';
import type { TokenClaims } from './claims.ts';
import type { GrantName } from './grants.ts';
import type { TokenIssuer } from './token-issuer.ts';
import type { TokenSettings } from './token-settings.ts';

export interface MintTokenDeps {
  readonly issuer: TokenIssuer;
  readonly settings: TokenSettings;
  readonly clock: Clock;
}

export interface TokenWish {
  /** As `chooseGrants` answered. */
  readonly grants: readonly GrantName[];
  readonly ttlSeconds?: number | undefined;
}

export interface MintedToken {
  readonly token: string;
  /** What the token says, for a page to show. */
  readonly claims: TokenClaims;
  readonly identity: string;
  readonly roles: EffectiveRoles;
  /** ms since epoch. */
  readonly expiresAt: number;
}
export type MintToken = (resumed: ResumedSession, wish: TokenWish) => MintedToken;

/**
 * A token for the person behind a session, at the roles that the person has at this moment. Refuses with
 * SUBJECT_BLOCKED, PROVISIONING_PENDING or SESSION_REQUIRED.
 */
export const createMintToken =
  ({ issuer, settings, clock }: MintTokenDeps): MintToken =>
  ({ session, state }, { grants, ttlSeconds }) => {
    const { confirmed, roles } = requireStanding(state);
    const { identity } = state.subject;
    const claims = tokenClaims(
      {
        bearer: { identity, workerSid: confirmed.workerSid, roles },
        grants,
        ...(ttlSeconds !== undefined && { ttlSeconds }),
        sessionExpiresAt: session.expiresAt,
        now: clock(),
      },
      settings,
    );
    return { token: issuer.issue(claims), claims, identity, roles, expiresAt: claims.payload.exp * 1000 };
  };

/** The answer of POST /api/token. */
export const tokenReply = ({ token, identity, roles, expiresAt }: MintedToken) => ({
  token,
  identity,
  roles: roleNames(roles),
  flex_role: flexRoleName(roles),
  insights_roles: roles.insightsRoles,
  expires_at: new Date(expiresAt).toISOString(),
  ...(roles.pending && { pending: roles.pending }),
});
