import { z } from 'zod';
import { permissionsOf } from '../roles/permissions.ts';
import { PENDING, requireStanding, roleNames } from './effective.ts';
import type { ResumedSession } from './session-store.ts';

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
  expires_at: z.iso.datetime(),
  idle_expires_at: z.iso.datetime().describe('The end if this was the last call'),
  pending: z.enum(PENDING).optional().describe('A change that has not reached Twilio yet'),
});

/** Refuses with SUBJECT_BLOCKED or PROVISIONING_PENDING where the person may not act. */
export function sessionView({ session, state }: ResumedSession, now: number) {
  const { assignment, confirmed, roles } = requireStanding(state);
  return {
    username: state.subject.username,
    identity: state.subject.identity,
    email: assignment.email,
    full_name: assignment.fullName,
    roles: roleNames(roles),
    flex_role: roles.flexRole,
    insights_roles: roles.insightsRoles,
    service_role: roles.serviceRole?.name ?? null,
    worker_sid: confirmed.workerSid,
    user_sid: confirmed.userSid,
    permissions: permissionsOf(roles.flexRole),
    connection: session.connection,
    expires_at: iso(session.expiresAt),
    idle_expires_at: iso(Math.min(session.expiresAt, now + session.idleMs)),
    ...(roles.pending && { pending: roles.pending }),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
