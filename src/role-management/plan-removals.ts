import { quoted } from '../kernel/printable.ts';
import type { RoleType } from '../roles/catalogue/permissions.ts';
import { originOf } from './default-roles.ts';
import type { ObservedRoles } from './observed-roles.ts';
import type { RoleChange, RoleNote } from './role-change.ts';
import type { ServiceRoleResource } from './role-registry.ts';
import { ROLE_TYPES } from './wanted-roles.ts';
import type { WantedRoles } from './wanted-roles.ts';

/** Why a role is never removed, whoever asks. */
function protection({ type, name, sid }: ServiceRoleResource, defaultSids: ReadonlySet<string>): string | undefined {
  const origin = originOf(type, name);
  if (origin === 'flex') return 'Flex needs it';
  if (origin === 'stock') return 'it is a default role of every Service, and older Users refer to it';
  return defaultSids.has(sid) ? 'the Service gives it to whoever has no other (its Configuration)' : undefined;
}

type Remove = WantedRoles['remove'];

const named = (roles: readonly ServiceRoleResource[], type: RoleType, name: string): readonly ServiceRoleResource[] =>
  roles.filter((role) => role.type === type && role.name === name);

/** Roles of which it must be known who holds them: to be removed, and not protected anyway. */
export const candidatesForRemoval = (
  remove: Remove,
  { roles, defaultSids }: Pick<ObservedRoles, 'roles' | 'defaultSids'>,
): readonly ServiceRoleResource[] =>
  ROLE_TYPES.flatMap((type) => remove[type].flatMap((name) => named(roles, type, name))).filter(
    (role) => protection(role, defaultSids) === undefined,
  );

function obstacle(role: ServiceRoleResource, { defaultSids, holders }: ObservedRoles): string | undefined {
  const why = protection(role, defaultSids);
  if (why !== undefined) return why;
  const held = holders.get(role.sid);
  if (held === undefined) return 'nobody has looked who holds it';
  return held.length > 0 ? `somebody holds it, such as ${quoted(held)}` : undefined;
}

/** A role that is not there is removed already. */
export function planRemovals(
  remove: Remove,
  observed: ObservedRoles,
): { readonly changes: readonly RoleChange[]; readonly notes: readonly RoleNote[] } {
  const asked = ROLE_TYPES.flatMap((type) => remove[type].flatMap((name) => named(observed.roles, type, name)));
  const judged = asked.map((role) => ({ role, why: obstacle(role, observed) }));
  return {
    changes: judged.flatMap(({ role, why }) => (why === undefined ? [{ kind: 'remove', role }] : [])),
    notes: judged.flatMap(({ role: { type, name }, why }) =>
      why === undefined ? [] : [{ severity: 'blocked', type, name, message: `is not removed: ${why}` }],
    ),
  };
}
