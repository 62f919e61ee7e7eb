import { z } from 'zod';
import { del, get, post } from '../http/endpoint.ts';
import type { Caller, Endpoint, Reply } from '../http/endpoint.ts';
import type { Clock } from '../kernel/clock.ts';
import { ensure } from '../kernel/refusal.ts';
import type { ClosedDoors } from '../provisioning/doors.ts';
import { slotOf } from '../provisioning/subject.ts';
import { FLEX_ROLES } from '../roles/flex-role.ts';
import { authorize, conversationRoleAtMost } from '../roles/permissions.ts';
import { FLEX_ROLE_NAMES, flexRoleName, requireStanding } from './effective.ts';
import type { EffectiveRoles } from './effective.ts';
import type { SessionCookie } from './session-cookie.ts';
import { sessionReply, sessionView } from './session-view.ts';
import type { ActiveSession, SessionStore } from './session-store.ts';

export interface SessionRoutesDeps {
  readonly sessions: Pick<SessionStore, 'end'>;
  readonly cookie: SessionCookie;
  readonly clock: Clock;
  /** The longest life of a token, ms. */
  readonly longestTokenMs: number;
  /** Absent where no connection is the Console's: there is but one door. */
  readonly closedDoors?: ClosedDoors;
}

const LIMIT_BYTES = 4096;
const conversationRole = z.enum(['guest', ...FLEX_ROLES]);
const conversationSid = z
  .string()
  .regex(/^CH[0-9a-fA-F]{32}$/, 'must be a conversation role, or a SID: CH and 32 digits');
const question = z.strictObject({
  permission: z.string().min(1).max(100),
  conversation: z
    .union([conversationRole, conversationSid])
    .optional()
    .describe('The person’s role in the conversation, or its SID: guest then, the role that Flex gives'),
});
type Question = z.output<typeof question>;

const allowance = z.object({
  allowed: z.literal(true),
  permission: z.string(),
  role: z.string().describe('The role that decided'),
  role_type: z.enum(['service', 'conversation']),
  flex_role: z.enum(FLEX_ROLE_NAMES),
});

export const sessionRoutes = ({
  sessions,
  cookie,
  clock,
  longestTokenMs,
  closedDoors,
}: SessionRoutesDeps): readonly Endpoint[] => [
  get('/api/session', {
    access: 'session',
    cors: true,
    summary: 'Who is logged in, with which roles and permissions at this moment',
    reply: sessionReply,
    handle: async ({ caller }) => {
      const resumed = resumedOf(caller);
      const closed = await closedDoors?.last(slotOf(resumed.session.subject.identity));
      return { status: 200, json: sessionView(resumed, { now: clock(), longestTokenMs, closed }) };
    },
  }),
  del('/api/session', {
    access: 'session',
    cors: true,
    summary: 'Ends the session here; the one at the identity provider stays',
    handle: async ({ caller }) => {
      ensure(caller.credential !== undefined, 'SESSION_REQUIRED', {});
      await sessions.end(caller.credential);
      return { status: 204, cookies: [cookie.cleared] };
    },
  }),
  post('/api/authorize', {
    access: 'session',
    cors: true,
    summary: 'Whether the person’s role carries a permission at this moment, and which role decides',
    body: { type: 'json', schema: question, limitBytes: LIMIT_BYTES },
    reply: allowance,
    handle: async ({ caller, body }) => allowanceOf(requireStanding(resumedOf(caller)).roles, body),
  }),
];

function allowanceOf(roles: EffectiveRoles, { permission, conversation }: Question): Reply {
  const { flexRole } = roles;
  const place =
    conversation === undefined ? {} : { conversation: { role: conversationRoleAtMost(conversation, flexRole) } };
  const { allowed, decidedBy } = authorize({ flexRole, permission, ...place });
  ensure(allowed, 'PERMISSION_DENIED', { permission, role: decidedBy.role });
  const { role, type } = decidedBy;
  return { status: 200, json: { allowed, permission, role, role_type: type, flex_role: flexRoleName(roles) } };
}

function resumedOf({ session }: Caller): ActiveSession {
  ensure(session, 'SESSION_REQUIRED', {});
  return session;
}
