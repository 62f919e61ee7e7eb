import type { ServiceRole, ServiceRoles } from '../../src/provisioning/conversation-users.ts';
import { resolveServiceRole } from '../../src/provisioning/resolve-service-role.ts';
import type { ServiceRolePolicy } from '../../src/provisioning/service-role-policy.ts';

const ADMIN = { sid: 'RLadmin', name: 'admin' };
const SUPERVISOR = { sid: 'RLsupervisor', name: 'supervisor' };
const AGENT = { sid: 'RLagent', name: 'agent' };
const USER = { sid: 'RLuser', name: 'service user' };

function rolesOf(held: readonly ServiceRole[], fallback?: ServiceRole): ServiceRoles & { created: string[] } {
  const created: string[] = [];
  return {
    created,
    findByName: async (name) => held.find((role) => role.name === name),
    findBySid: async (sid) => held.find((role) => role.sid === sid),
    serviceDefault: async () => fallback,
    create: async (name, permissions) => {
      created.push(`${name}: ${permissions.join(', ')}`);
      return { sid: 'RLnew', name };
    },
  };
}

const policy = (overrides: Partial<ServiceRolePolicy> = {}): ServiceRolePolicy => ({
  names: { agent: 'agent', supervisor: 'supervisor', admin: 'admin' },
  sids: {},
  agentMissing: 'default',
  ...overrides,
});

test.each([
  { flexRole: 'agent', role: AGENT },
  { flexRole: 'supervisor', role: SUPERVISOR },
  { flexRole: 'admin', role: ADMIN },
] as const)('$flexRole carries the service role of that name', async ({ flexRole, role }) => {
  const serviceRoles = rolesOf([ADMIN, SUPERVISOR, AGENT]);
  await expect(resolveServiceRole(flexRole, { serviceRoles, policy: policy() })).resolves.toEqual(role);
});

test('a configured SID goes before the name', async () => {
  const serviceRoles = rolesOf([ADMIN, SUPERVISOR, AGENT, USER]);
  const resolved = resolveServiceRole('agent', { serviceRoles, policy: policy({ sids: { agent: 'RLuser' } }) });
  await expect(resolved).resolves.toEqual(USER);
});

test('without an agent role the default of the Service stands in', async () => {
  const serviceRoles = rolesOf([ADMIN, SUPERVISOR, USER], USER);
  await expect(resolveServiceRole('agent', { serviceRoles, policy: policy() })).resolves.toEqual(USER);
});

test('where the operator allows it, the agent role is created with the least permissions', async () => {
  const serviceRoles = rolesOf([ADMIN, SUPERVISOR], USER);
  const resolved = await resolveServiceRole('agent', { serviceRoles, policy: policy({ agentMissing: 'create' }) });
  expect(resolved).toEqual({ sid: 'RLnew', name: 'agent' });
  expect(serviceRoles.created).toEqual(['agent: joinConversation, editOwnUserInfo']);
});

test.each([
  { title: 'no agent role and no default', held: [ADMIN], fallback: undefined, overrides: {} },
  { title: 'a default that is the supervisor role', held: [SUPERVISOR], fallback: SUPERVISOR, overrides: {} },
  { title: 'a default that is the admin role', held: [ADMIN], fallback: ADMIN, overrides: {} },
  {
    title: 'a default that is admin by SID',
    held: [{ sid: 'RLx', name: 'boss' }],
    fallback: { sid: 'RLx', name: 'boss' },
    overrides: { sids: { admin: 'RLx' } },
  },
  { title: 'a policy that refuses', held: [ADMIN], fallback: USER, overrides: { agentMissing: 'refuse' as const } },
  {
    title: 'a configured SID that does not exist',
    held: [AGENT],
    fallback: USER,
    overrides: { sids: { agent: 'RLgone' } },
  },
])('an agent is refused with $title, never raised', async ({ held, fallback, overrides }) => {
  const resolved = resolveServiceRole('agent', { serviceRoles: rolesOf(held, fallback), policy: policy(overrides) });
  await expect(resolved).rejects.toMatchObject({ code: 'SERVICE_ROLE_MISSING' });
});

test.each(['supervisor', 'admin'] as const)(
  'a missing %s role is refused: nothing stands in for it',
  async (flexRole) => {
    const resolved = resolveServiceRole(flexRole, { serviceRoles: rolesOf([AGENT], USER), policy: policy() });
    await expect(resolved).rejects.toMatchObject({ code: 'SERVICE_ROLE_MISSING', evidence: { role: flexRole } });
  },
);
