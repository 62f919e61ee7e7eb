import type { MeView } from '../../src/pages/me/me-view.ts';
import { decide } from '../../src/roles/decide.ts';
import type { Trace } from '../../src/traces/trace.ts';
import { anaWith, aPolicy, aRule } from './a-policy.ts';

const AT = Date.UTC(2026, 6, 29, 14, 5);

const attributes = anaWith(['agent', 'supervisor', 'boss'], {
  groups: ['CC-Supervisors', 'Everyone'],
  team: 'Billing',
  skills: '',
});
const assignment = decide({
  username: 'ana@example.com',
  attributes,
  policy: aPolicy({
    rules: [
      aRule({ attribute: 'groups', equals: 'CC-Supervisors' }, ['wfo.team_leader'], { name: 'supervisors lead teams' }),
    ],
  }),
});

const TRACE = {
  steps: [
    { step: 'verify', result: 'passed', atMs: 4, note: 'signature of assertion' },
    { step: 'correlate', result: 'noted', atMs: 5, note: 'started at the identity provider' },
    { step: 'decide', result: 'passed', atMs: 6, note: 'roles “supervisor”, “wfo.team_leader”' },
    { step: 'reconcile', result: 'passed', atMs: 212, note: 'worker updated, Conversation User promoted' },
    { step: 'session', result: 'passed', atMs: 214 },
    { step: 'redirect', result: 'passed', atMs: 215 },
  ],
  attributes: Object.fromEntries(attributes),
  provisioned: {
    worker: {
      sid: `WK${'1'.repeat(32)}`,
      change: 'updated',
      previousRoles: ['agent'],
      attributes: { ...assignment.workerAttributes, routing: { skills: ['billing'], levels: { billing: 3 } } },
    },
    user: {
      sid: `US${'2'.repeat(32)}`,
      identity: assignment.identity,
      change: 'promoted',
      serviceRole: 'supervisor',
      serviceRoleSid: `RL${'3'.repeat(32)}`,
      previousServiceRole: 'agent',
    },
  },
} as const satisfies Pick<Trace, 'steps' | 'attributes' | 'provisioned'>;

const TOKEN = {
  header: { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' },
  payload: {
    jti: `SK${'4'.repeat(32)}-1785333900`,
    grants: {
      identity: assignment.identity,
      chat: { service_sid: `IS${'5'.repeat(32)}` },
      task_router: { workspace_sid: `WS${'6'.repeat(32)}`, worker_sid: `WK${'1'.repeat(32)}`, role: 'supervisor' },
      flex: { flex_role: 'supervisor', insights_roles: ['wfo.team_leader'], roles: assignment.roles },
    },
    iat: AT / 1000,
    exp: AT / 1000 + 3600,
    iss: `SK${'4'.repeat(32)}`,
    sub: `AC${'7'.repeat(32)}`,
  },
};

type Overrides = Partial<Omit<MeView, 'session'>> & { readonly session?: Partial<MeView['session']> };

/** Ana, a supervisor since this login, when all went well. */
export function aMeView(overrides: Overrides = {}): MeView {
  const { session, ...rest } = overrides;
  return {
    roles: {
      flexRole: assignment.flexRole,
      insightsRoles: assignment.insightsRoles,
      serviceRole: { name: 'supervisor', sid: `RL${'3'.repeat(32)}` },
    },
    explanation: assignment.explanation,
    trace: TRACE,
    token: TOKEN,
    longestTokenMs: 3_600_000,
    ...rest,
    session: {
      username: assignment.username,
      identity: assignment.identity,
      email: assignment.email,
      fullName: assignment.fullName,
      connection: { name: 'okta', label: 'Example Corp Okta' },
      createdAt: AT,
      expiresAt: AT + 43_200_000,
      trace: 'bako-timo-sero-lafi',
      ...session,
    },
  };
}
