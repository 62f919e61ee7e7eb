import type { ObservedRoles } from './observed-roles.ts';
import { candidatesForRemoval } from './plan-removals.ts';
import type { RoleRegistry } from './role-registry.ts';
import type { RoleVocabulary } from './role-vocabulary.ts';
import type { WantedRoles } from './wanted-roles.ts';

/** Enough to tell whom to ask; to count them all would take reading everybody. */
const HOLDERS_SHOWN = 3;

/** Reads all that a plan depends on. */
export async function observeRoles<T extends string>(
  vocabulary: RoleVocabulary<T>,
  registry: RoleRegistry<T>,
  remove: WantedRoles<T>['remove'],
): Promise<ObservedRoles<T>> {
  const [roles, defaultSids] = await Promise.all([registry.list(), registry.defaultSids()]);
  const candidates = candidatesForRemoval(vocabulary, remove, { roles, defaultSids });
  const holders = new Map<string, readonly string[]>();
  for (const role of candidates) holders.set(role.sid, await registry.holders(role, HOLDERS_SHOWN));
  return { roles, defaultSids, holders };
}
