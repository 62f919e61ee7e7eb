import type { Assignment } from '../../src/roles/assignment.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import type { InsightsRole } from '../../src/roles/insights-role.ts';
import type { WorkerAttributeValue } from '../../src/roles/policy.ts';

type Overrides = Partial<Omit<Assignment, 'flexRole' | 'insightsRoles' | 'workerAttributes'>> & {
  flexRole?: FlexRole;
  insightsRoles?: readonly InsightsRole[];
  workerAttributes?: Readonly<Record<string, WorkerAttributeValue>>;
};

/** A decided assignment; the roles on the worker follow from the roles given. */
export function anAssignment(overrides: Overrides = {}): Assignment {
  const flexRole = overrides.flexRole ?? 'agent';
  const insightsRoles = overrides.insightsRoles ?? [];
  const roles = [flexRole, ...insightsRoles];
  const email = overrides.email ?? 'ana@corp.example';
  const fullName = overrides.fullName ?? 'Ana Ruiz';
  return {
    username: 'ana@corp.example',
    identity: 'ana_40corp_2Eexample',
    clear: [],
    keep: 'all',
    channels: [],
    explanation: { connection: 'okta', roles: [], attributes: [] },
    ...overrides,
    email,
    fullName,
    flexRole,
    insightsRoles,
    roles,
    workerAttributes: { email, full_name: fullName, roles, ...overrides.workerAttributes },
  };
}
