import type { ServiceRole, ServiceRoles } from '../provisioning/conversation-users.ts';
import type { ServiceRolePolicy } from '../provisioning/service-role-policy.ts';
import { FLEX_ROLES } from '../roles/flex-role.ts';
import type { RoleNames } from './compare-subject.ts';

export interface RolesKnownDeps {
  readonly serviceRoles: Pick<ServiceRoles, 'findBySid'>;
  readonly serviceRolePolicy: ServiceRolePolicy;
}

/** The names of the service roles that these Users carry, each looked up once. */
export async function rolesKnown(
  sids: readonly (string | undefined)[],
  { serviceRoles, serviceRolePolicy: policy }: RolesKnownDeps,
): Promise<RoleNames> {
  const different = [...new Set(sids)].filter((sid) => sid !== undefined && sid !== '');
  const found = await Promise.all(
    different.map(async (sid) => [sid, await serviceRoles.findBySid(sid ?? '')] as const),
  );
  const roles = new Map<string | undefined, ServiceRole | undefined>(found);
  return {
    nameOf: (sid) => roles.get(sid)?.name ?? sid,
    flexRoleOf: (sid) =>
      FLEX_ROLES.find((flexRole) => policy.sids[flexRole] === sid || policy.names[flexRole] === roles.get(sid)?.name),
  };
}
