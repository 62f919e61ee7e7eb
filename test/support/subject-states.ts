import type { ConfirmedState, DesiredState, SubjectState } from '../../src/provisioning/subject-ledger.ts';
import type { Subject } from '../../src/provisioning/subject.ts';
import type { Assignment } from '../../src/roles/assignment.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import type { InsightsRole } from '../../src/roles/insights-role.ts';
import type { Session } from '../../src/sessions/session-store.ts';

/** A Flex role and Insights roles in one list, as an IdP writes them. */
export type RoleList = readonly [FlexRole, ...InsightsRole[]];

export const ada: Subject = {
  namespace: 'okta',
  username: 'ada@example.com',
  identity: 'ada_40example_2Ecom',
};

/** SID of the service role that goes with a Flex role. */
export const serviceRoleSid = (role: FlexRole): string => `RL${role}`;

export function anAssignment([flexRole, ...insightsRoles]: RoleList, subject: Subject = ada): Assignment {
  const roles = [flexRole, ...insightsRoles];
  return {
    username: subject.username,
    identity: subject.identity,
    email: 'ada@example.com',
    fullName: 'Ada Lovelace',
    flexRole,
    insightsRoles,
    roles,
    workerAttributes: { email: 'ada@example.com', full_name: 'Ada Lovelace', roles },
    clear: [],
    keep: [],
    channels: [],
    explanation: { connection: 'okta', roles: [], attributes: [] },
  };
}

export const aDesired = (roles: RoleList, subject: Subject = ada): DesiredState => ({
  assignment: anAssignment(roles, subject),
  fence: { issuedAt: 1_000, assertionId: '_a1' },
  digest: roles.join(),
});

export const aConfirmed = ([flexRole, ...insightsRoles]: RoleList): ConfirmedState => ({
  digest: [flexRole, ...insightsRoles].join(),
  flexRole,
  insightsRoles,
  workerSid: 'WKada',
  userSid: 'USada',
  serviceRole: { name: flexRole, sid: serviceRoleSid(flexRole) },
  ownedAttributes: ['email', 'full_name', 'roles'],
  at: 1_000,
});

/** A person for whom desired and confirmed state agree, unless a second list says what Twilio holds. */
export const aState = (desired: RoleList, confirmed: RoleList = desired, subject: Subject = ada): SubjectState => ({
  subject,
  desired: aDesired(desired, subject),
  confirmed: aConfirmed(confirmed),
});

export const aSession = (over: Partial<Session> = {}): Session => ({
  subject: ada,
  connection: 'okta',
  nameId: { value: ada.username },
  trace: 'bako-timi-sero-lafi',
  createdAt: 0,
  expiresAt: 12 * 3_600_000,
  idleMs: 3_600_000,
  ...over,
});
