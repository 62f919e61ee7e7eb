import type { Explanation } from '../../roles/assignment.ts';
import type { EffectiveRoles } from '../../sessions/effective.ts';
import type { Trace } from '../../traces/trace.ts';

/** Decoded claims, never the token itself. `iat` and `exp` are seconds since epoch (RFC 7519 2). */
export interface DecodedToken {
  readonly header: object;
  readonly payload: { readonly iat: number; readonly exp: number; readonly grants: object };
}

/** What GET /me shows. Times are ms since epoch. */
export interface MeView {
  readonly session: {
    readonly username: string;
    readonly identity: string;
    readonly email: string;
    readonly fullName: string;
    /** `name` is the path segment of the connection. */
    readonly connection: { readonly name: string; readonly label: string };
    readonly createdAt: number;
    readonly expiresAt: number;
    /** Id of the trace of the login. */
    readonly trace: string;
  };
  /** At this moment. */
  readonly roles: EffectiveRoles;
  /** Of the newest assignment. */
  readonly explanation: Explanation;
  /** Of the login; absent where it is no longer kept. */
  readonly trace?: Pick<Trace, 'steps' | 'attributes' | 'provisioned'>;
  /** A token as it would be minted now; absent where none would be. */
  readonly token?: DecodedToken;
  /** The longest life of tokens that were minted before a change. */
  readonly longestTokenMs: number;
  /** After a demotion: until then there may be tokens that name the higher role. */
  readonly oldTokensUntil?: number;
  /** Ways to try the next login; in the sandbox only. */
  readonly sandbox?: { readonly editRolesUrl: string; readonly loginAgainUrl: string; readonly homeUrl: string };
}
