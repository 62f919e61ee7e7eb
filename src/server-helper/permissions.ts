import { ensure } from '../kernel/refusal.ts';
import type { ConversationRole } from '../roles/catalogue/conversations.ts';
import { READ_ONLY_ADMIN } from '../roles/console-roles.ts';
import { authorize, conversationRoleAtMost } from '../roles/permissions.ts';
import type { Authorization } from '../roles/permissions.ts';
import type { TokenVerifier, VerifiedClaims } from './token-verifier.jwt.ts';

export interface PermissionPlace {
  /**
   * Where the question is about one conversation: the person's role there; `guest` is what Flex gives. It never counts
   * for more than the Flex role. Absent: the question is about the Service.
   */
  readonly conversationRole?: ConversationRole;
}

/**
 * Whether the bearer may do it, in the words of the role catalogue (GET /api/roles), with the role that decided: the same
 * answer as POST /api/authorize gives.
 */
export function can(
  { flexRole: name }: Pick<VerifiedClaims, 'flexRole'>,
  permission: string,
  { conversationRole }: PermissionPlace = {},
): Authorization {
  const flexRole = name === READ_ONLY_ADMIN ? 'agent' : name;
  const conversation =
    conversationRole === undefined ? undefined : { role: conversationRoleAtMost(conversationRole, flexRole) };
  return authorize({ flexRole, permission, ...(conversation && { conversation }) });
}

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * For a handler of any framework: reads the Authorization header, verifies the token and asks for the permission. Answers
 * the claims, or throws a Refusal: TOKEN_INVALID (`error.entry.status` 401) or PERMISSION_DENIED (403).
 */
export function requirePermission(
  verifier: TokenVerifier,
  authorization: string | undefined,
  permission: string,
  place: PermissionPlace = {},
): VerifiedClaims {
  const [, token] = BEARER.exec(authorization ?? '') ?? [];
  ensure(token !== undefined, 'TOKEN_INVALID', { reason: 'no bearer in the Authorization header' });
  const claims = verifier.verify(token);
  const { allowed, decidedBy } = can(claims, permission, place);
  ensure(allowed, 'PERMISSION_DENIED', { permission, role: decidedBy.role });
  return claims;
}
