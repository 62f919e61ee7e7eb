/**
 * For Node servers behind the gateway's tokens: who calls, with which roles, and what may they do.
 *
 * @example
 * const verifier = createTokenVerifier({ accountSid, apiKeySid, apiKeySecret });
 * const { identity } = requirePermission(verifier, req.headers.authorization, 'addParticipant');
 */
export { isRefusal, Refusal } from '../kernel/refusal.ts';
export { can, requirePermission } from './permissions.ts';
export type { PermissionPlace } from './permissions.ts';
export { createTokenVerifier } from './token-verifier.jwt.ts';
export type { TokenVerifier, TokenVerifierSettings, VerifiedClaims } from './token-verifier.jwt.ts';
