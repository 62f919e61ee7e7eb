import { ensure, Refusal } from '../kernel/refusal.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import type { ServiceRole, ServiceRoles } from './conversation-users.ts';
import type { ServiceRolePolicy } from './service-role-policy.ts';

/** What an agent service role of our making may do: join what it is routed to, and edit its own profile. */
const AGENT_PERMISSIONS = ['joinConversation', 'editOwnUserInfo'];

export interface ResolveServiceRoleDeps {
  readonly serviceRoles: ServiceRoles;
  readonly policy: ServiceRolePolicy;
}

const missing = (role: string): Refusal =>
  new Refusal('SERVICE_ROLE_MISSING', { role, service: 'the Conversations service' });

/** A stand-in for the agent role must not be one of the roles above it (twilio.md 4.3). */
function ensureNotAbove(role: ServiceRole, policy: ServiceRolePolicy): void {
  const above = [policy.names.supervisor, policy.names.admin];
  const sids = [policy.sids.supervisor, policy.sids.admin];
  ensure(!above.includes(role.name) && !sids.includes(role.sid), 'SERVICE_ROLE_MISSING', {
    role: policy.names.agent,
    service: `the Conversations service (its stand-in “${role.name}” is a role above)`,
  });
}

async function standInForAgent(deps: ResolveServiceRoleDeps): Promise<ServiceRole> {
  const { serviceRoles, policy } = deps;
  if (policy.agentMissing === 'create') return serviceRoles.create(policy.names.agent, AGENT_PERMISSIONS);
  const fallback = policy.agentMissing === 'default' ? await serviceRoles.serviceDefault() : undefined;
  if (fallback === undefined) throw missing(policy.names.agent);
  return fallback;
}

async function roleOfPolicy(flexRole: FlexRole, deps: ResolveServiceRoleDeps): Promise<ServiceRole | undefined> {
  const { serviceRoles, policy } = deps;
  const sid = policy.sids[flexRole];
  if (sid === undefined) return serviceRoles.findByName(policy.names[flexRole]);
  const configured = await serviceRoles.findBySid(sid);
  if (configured === undefined) throw missing(sid);
  return configured;
}

/**
 * The Conversations service role for a Flex role: the configured SID, else the role of that name, else for agents what
 * the policy allows. Refusal SERVICE_ROLE_MISSING; a role above is never used instead.
 */
export async function resolveServiceRole(flexRole: FlexRole, deps: ResolveServiceRoleDeps): Promise<ServiceRole> {
  const found = await roleOfPolicy(flexRole, deps);
  if (flexRole !== 'agent') {
    if (found === undefined) throw missing(deps.policy.names[flexRole]);
    return found;
  }
  const role = found ?? (await standInForAgent(deps));
  ensureNotAbove(role, deps.policy);
  return role;
}
