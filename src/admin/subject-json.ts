import { z } from 'zod';
import type { DeprovisionReport } from '../leavers/deprovision-report.ts';
import type { SubjectState } from '../provisioning/subject-ledger.ts';
import { effectiveRoles } from '../sessions/effective.ts';

const decided = z.object({
  roles: z.array(z.string()),
  email: z.string(),
  full_name: z.string(),
  issued_at: z.iso.datetime().describe('Of the assertion, or other change, that decided it'),
  explanation: z.unknown().describe('Which attribute and which rule gave each role, and which lost'),
});
const held = z.object({
  roles: z.array(z.string()),
  worker_sid: z.string(),
  user_sid: z.string(),
  service_role: z.string(),
  at: z.iso.datetime(),
});
const block = z.object({ at: z.iso.datetime(), by: z.string(), reason: z.string() });

/** The answer of GET /api/admin/subjects/{username}. */
export const subjectReply = z.object({
  username: z.string(),
  identity: z.string(),
  namespace: z.string(),
  effective: z
    .object({ flex_role: z.string(), insights_roles: z.array(z.string()), pending: z.string().optional() })
    .nullable()
    .describe('What counts at this moment; null for a person who may not act'),
  desired: decided.nullable(),
  confirmed: held.nullable(),
  blocked: block.nullable(),
  live_sessions: z.int(),
});

/** Of an act on a name. */
export const neverSeenReply = z
  .literal(true)
  .optional()
  .describe('Nobody has ever logged in by this name: most likely it is misspelt. The act was done anyway');

const iso = (ms: number): string => new Date(ms).toISOString();

function decidedJson({ desired }: SubjectState) {
  if (desired === undefined) return null;
  const { assignment, fence } = desired;
  return {
    roles: assignment.roles,
    email: assignment.email,
    full_name: assignment.fullName,
    issued_at: iso(fence.issuedAt),
    explanation: assignment.explanation,
  };
}

function heldJson({ confirmed }: SubjectState) {
  if (confirmed === undefined) return null;
  return {
    roles: [confirmed.flexRole, ...confirmed.insightsRoles],
    worker_sid: confirmed.workerSid,
    user_sid: confirmed.userSid,
    service_role: confirmed.serviceRole.name,
    at: iso(confirmed.at),
  };
}

function effectiveJson(state: SubjectState) {
  const roles = effectiveRoles(state);
  if (roles === undefined) return null;
  const { flexRole, insightsRoles, pending } = roles;
  return { flex_role: flexRole, insights_roles: insightsRoles, ...(pending !== undefined && { pending }) };
}

export const subjectJson = (state: SubjectState, liveSessions: number) => ({
  username: state.subject.username,
  identity: state.subject.identity,
  namespace: state.subject.namespace,
  effective: effectiveJson(state),
  desired: decidedJson(state),
  confirmed: heldJson(state),
  blocked: state.blocked === undefined ? null : { ...state.blocked, at: iso(state.blocked.at) },
  live_sessions: liveSessions,
});

export const reportJson = ({ username, identity, dryRun, neverSeen, ok, steps }: DeprovisionReport) => ({
  username,
  identity,
  dry_run: dryRun,
  ...(neverSeen && { never_seen: neverSeen }),
  ok,
  steps,
});
