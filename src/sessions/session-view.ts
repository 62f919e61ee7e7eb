import { z } from 'zod';
import { doorOf } from '../provisioning/doors.ts';
import type { ClosedDoor } from '../provisioning/doors.ts';
import type { SubjectState } from '../provisioning/subject-ledger.ts';
import { DOORS } from '../roles/console-roles.ts';
import { FLEX_ROLES } from '../roles/flex-role.ts';
import { permissionsOf } from '../roles/permissions.ts';
import { FLEX_ROLE_NAMES, flexRoleName, PENDING, requireStanding, roleNames } from './effective.ts';
import type { EffectiveRoles } from './effective.ts';
import type { ActiveSession } from './session-store.ts';

/** The answer of GET /api/session. */
export const sessionReply = z.object({
  username: z.string(),
  identity: z.string(),
  email: z.string(),
  full_name: z.string(),
  roles: z.array(z.string()).describe('Flex role, then Insights roles'),
  flex_role: z.string(),
  insights_roles: z.array(z.string()),
  service_role: z.string().nullable().describe('null while Twilio still holds one above the Flex role'),
  worker_sid: z.string(),
  user_sid: z.string(),
  permissions: z.object({ service: z.array(z.string()), conversation: z.array(z.string()) }),
  connection: z.string(),
  door: z.enum(DOORS).describe('Whether the roles come from an identity provider or from the Twilio Console'),
  other_door: z
    .object({ door: z.enum(DOORS), connection: z.string(), at: z.iso.datetime() })
    .optional()
    .describe('The person also tried the other door, and was refused there'),
  expires_at: z.iso.datetime(),
  idle_expires_at: z.iso.datetime().describe('The end if this was the last call'),
  pending: z.enum(PENDING).optional().describe('A change that has not reached Twilio yet'),
  lowered_by_ceiling: z
    .object({ connection: z.string(), ceiling: z.enum(FLEX_ROLES), assigned: z.enum(FLEX_ROLE_NAMES) })
    .optional()
    .describe('Another connection gave the person a higher role than the one of this session may give'),
  tokens_valid_until_at_most: z.iso
    .datetime()
    .optional()
    .describe('After a demotion: tokens minted before it name the higher role, and may be in use until then'),
});

/** A demotion is noted just before it is stored: tokens minted in between are older than it all the same. */
const CLAIM_MS = 5_000;

export interface ViewContext {
  /** ms since epoch. */
  readonly now: number;
  readonly longestTokenMs: number;
  readonly closed?: ClosedDoor | undefined;
}

/** Refuses with SUBJECT_BLOCKED or PROVISIONING_PENDING where the person may not act. */
export function sessionView(active: ActiveSession, { now, longestTokenMs, closed }: ViewContext) {
  const { session, state } = active;
  const { assignment, confirmed, roles } = requireStanding(active);
  const oldTokensUntil = tokensOfHigherRoleUntil(state, { now, longestTokenMs });
  return {
    username: state.subject.username,
    identity: state.subject.identity,
    email: assignment.email,
    full_name: assignment.fullName,
    roles: roleNames(roles),
    flex_role: flexRoleName(roles),
    insights_roles: roles.insightsRoles,
    service_role: roles.serviceRole?.name ?? null,
    worker_sid: confirmed.workerSid,
    user_sid: confirmed.userSid,
    permissions: permissionsOf(roles.flexRole),
    connection: session.connection,
    door: doorOf(assignment),
    ...(closed && { other_door: { door: closed.door, connection: closed.connection, at: iso(closed.at) } }),
    expires_at: iso(session.expiresAt),
    idle_expires_at: iso(Math.min(session.expiresAt, now + session.idleMs)),
    ...(roles.pending && { pending: roles.pending }),
    ...loweredBy(session.connection, roles),
    ...(oldTokensUntil !== undefined && { tokens_valid_until_at_most: iso(oldTokensUntil) }),
  };
}

const loweredBy = (connection: string, { lowered }: EffectiveRoles) =>
  lowered && { lowered_by_ceiling: { connection, ceiling: lowered.ceiling, assigned: lowered.from } };

/**
 * Tokens cannot be called back: what a demotion leaves behind, for as long as the longest that may be asked for lives.
 * ms since epoch; undefined once none is left.
 */
export function tokensOfHigherRoleUntil(
  { demoted }: SubjectState,
  { now, longestTokenMs }: Pick<ViewContext, 'now' | 'longestTokenMs'>,
): number | undefined {
  const until = demoted === undefined ? 0 : demoted.at + CLAIM_MS + longestTokenMs;
  return until > now ? until : undefined;
}

const iso = (ms: number): string => new Date(ms).toISOString();
