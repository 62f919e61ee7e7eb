import type { Clock } from '../kernel/clock.ts';
import { ensure } from '../kernel/refusal.ts';
import { flexRoleName, isAbove, requireStanding, roleNames } from '../sessions/effective.ts';
import type { EffectiveRoles, Standing } from '../sessions/effective.ts';
import type { ActiveSession } from '../sessions/session-store.ts';
import { tokenClaims } from './claims.ts';
import type { TokenClaims } from './claims.ts';
import type { GrantName } from './grants.ts';
import type { TokenIssuer } from './token-issuer.ts';
import type { TokenSettings } from './token-settings.ts';

export interface MintTokenDeps {
  readonly issuer: TokenIssuer;
  readonly settings: TokenSettings;
  readonly clock: Clock;
  /** Whether several connections speak of these people: then a token must tell which one it came through. */
  readonly isShared: (namespace: string) => boolean;
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
export type MintToken = (active: ActiveSession, wish: TokenWish) => MintedToken;

/**
 * A token for the person behind a session, at the roles that the person has at this moment. Refuses with
 * SUBJECT_BLOCKED, PROVISIONING_PENDING, TOKEN_ABOVE_CEILING or SESSION_REQUIRED.
 *
 * Twilio takes what a token may do from the Conversation User and the Worker of its identity, and both carry the person's
 * assignment. Whatever a token of a lowered session said, it would carry the higher power: so there is none.
 */
export const createMintToken =
  ({ issuer, settings, clock, isShared }: MintTokenDeps): MintToken =>
  (active, { grants, ttlSeconds }) => {
    const { session, state } = active;
    const { confirmed, roles } = mintableStanding(active);
    const { identity } = state.subject;
    const claims = tokenClaims(
      {
        bearer: { identity, workerSid: confirmed.workerSid, roles },
        grants,
        ...(ttlSeconds !== undefined && { ttlSeconds }),
        ...(isShared(session.subject.namespace) && { connection: session.connection }),
        sessionExpiresAt: session.expiresAt,
        now: clock(),
      },
      settings,
    );
    return { token: issuer.issue(claims), claims, identity, roles, expiresAt: claims.payload.exp * 1000 };
  };

function mintableStanding(active: ActiveSession): Standing {
  const standing = requireStanding(active);
  const { assignment } = standing;
  ensure(!isAbove(assignment, active.ceiling), 'TOKEN_ABOVE_CEILING', {
    connection: active.session.connection,
    ceiling: active.ceiling,
    assigned: flexRoleName(assignment),
  });
  return standing;
}

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
