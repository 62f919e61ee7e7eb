import type { TokenClaims } from './claims.ts';

/** What a verified token says. Its roles are those of the moment of issue: ask the ledger for those of now. */
export interface VerifiedToken {
  readonly identity: string;
  /** That its session came through, where the token names it. */
  readonly connection?: string;
  /** ms since epoch, whole seconds, as is `expiresAt`. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Why a token is not good, in Twilio's numbers (twilio.com/docs/api/errors/20101 and following). */
export interface TokenFault {
  readonly code: 20101 | 20102 | 20103 | 20104 | 20105 | 20106 | 20107;
  readonly message: string;
}

export type TokenCheck =
  | { readonly valid: true; readonly token: VerifiedToken }
  | { readonly valid: false; readonly fault: TokenFault };

/** Signs access tokens with the API key of the account, and knows its own again. */
export interface TokenIssuer {
  /** A compact JWS (RFC 7515 7.1). */
  issue(claims: TokenClaims): string;
  /** Whether we (or another holder of the API key) signed it, for this account, and it has not expired. Never rejects. */
  verify(token: string): TokenCheck;
}
