import { quoted } from '../kernel/printable.ts';
import type { ObservedRoles } from './observed-roles.ts';
import type { RoleChange, RoleNote } from './role-change.ts';
import type { ServiceRoleResource } from './role-registry.ts';
import type { RoleVocabulary } from './role-vocabulary.ts';
import type { WantedRoles } from './wanted-roles.ts';

/** Why a role is never removed, whoever asks. */
function protection<T extends string>(
  { originOf }: RoleVocabulary<T>,
  { type, name, sid }: ServiceRoleResource<T>,
  defaultSids: ReadonlySet<string>,
): string | undefined {
  const origin = originOf(type, name);
  if (origin === 'flex') return 'Flex needs it';
  if (origin === 'stock') return 'it is a default role of every Service, and older Users refer to it';
  return defaultSids.has(sid) ? 'the Service gives it to whoever has no other (its Configuration)' : undefined;
}

/** The roles that the file names under `remove`; one that is not there is removed already. */
const named = <T extends string>(
  { types }: RoleVocabulary<T>,
  remove: WantedRoles<T>['remove'],
  roles: readonly ServiceRoleResource<T>[],
): readonly ServiceRoleResource<T>[] =>
  types.flatMap((type) =>
    remove[type].flatMap((name) => roles.filter((role) => role.type === type && role.name === name)),
  );

/** Roles of which it must be known who holds them: to be removed, and not protected anyway. */
export const candidatesForRemoval = <T extends string>(
  vocabulary: RoleVocabulary<T>,
  remove: WantedRoles<T>['remove'],
  { roles, defaultSids }: Pick<ObservedRoles<T>, 'roles' | 'defaultSids'>,
): readonly ServiceRoleResource<T>[] =>
  named(vocabulary, remove, roles).filter((role) => protection(vocabulary, role, defaultSids) === undefined);

function obstacle<T extends string>(
  vocabulary: RoleVocabulary<T>,
  role: ServiceRoleResource<T>,
  { defaultSids, holders }: ObservedRoles<T>,
): string | undefined {
  const why = protection(vocabulary, role, defaultSids);
  if (why !== undefined) return why;
  const held = holders.get(role.sid);
  if (held === undefined) return 'nobody has looked who holds it';
  return held.length > 0 ? `somebody holds it, such as ${quoted(held)}` : undefined;
}

export function planRemovals<T extends string>(
  vocabulary: RoleVocabulary<T>,
  remove: WantedRoles<T>['remove'],
  observed: ObservedRoles<T>,
): { readonly changes: readonly RoleChange<T>[]; readonly notes: readonly RoleNote<T>[] } {
  const judged = named(vocabulary, remove, observed.roles).map((role) => ({
    role,
    why: obstacle(vocabulary, role, observed),
  }));
  return {
    changes: judged.flatMap(({ role, why }) => (why === undefined ? [{ kind: 'remove', role }] : [])),
    notes: judged.flatMap(({ role: { type, name }, why }) =>
      why === undefined ? [] : [{ severity: 'blocked', type, name, message: `is not removed: ${why}` }],
    ),
  };
}
