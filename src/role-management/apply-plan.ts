import { sameJson } from '../kernel/canonical-json.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { RoleType } from '../roles/catalogue/permissions.ts';
import { changeText } from './role-change.ts';
import type { RoleChange, RolesPlan } from './role-change.ts';
import type { RoleRegistry, ServiceRoleResource } from './role-registry.ts';

export interface AppliedChange<T extends string = RoleType> {
  readonly change: RoleChange<T>;
  /** Of the role that was created, changed or removed. */
  readonly sid: string;
}

const samePermissions = (a: readonly string[], b: readonly string[]): boolean => sameJson(a.toSorted(), b.toSorted());

/** A reason to stop: the Service is not as the plan found it. */
class Changed extends Error {}

async function ensureUnchanged<T extends string>(
  registry: RoleRegistry<T>,
  role: ServiceRoleResource<T>,
): Promise<void> {
  const now = await registry.fetch(role.sid);
  if (now === undefined) throw new Changed(`${role.type} role ${role.name} (${role.sid}) was removed`);
  if (!samePermissions(now.permissions, role.permissions)) {
    throw new Changed(`${role.type} role ${role.name} (${role.sid}) got other permissions`);
  }
}

type Change<T extends string, K extends RoleChange['kind']> = RoleChange<T> & { readonly kind: K };

async function create<T extends string>(registry: RoleRegistry<T>, change: Change<T, 'create'>): Promise<string> {
  const { type, name, permissions } = change;
  const there = (await registry.list()).some((role) => role.type === type && role.name === name);
  if (there) throw new Changed(`a ${type} role ${name} has been created`);
  return (await registry.create({ type, name, permissions })).sid;
}

async function update<T extends string>(
  registry: RoleRegistry<T>,
  { role, permissions }: Change<T, 'update'>,
): Promise<string> {
  await ensureUnchanged(registry, role);
  const written = await registry.replacePermissions(role.sid, permissions);
  if (written === 'gone') throw new Changed(`${role.type} role ${role.name} (${role.sid}) was removed`);
  if (!samePermissions(written.permissions, permissions)) {
    throw new Changed(`${role.type} role ${role.name} (${role.sid}) does not hold what was written`);
  }
  return role.sid;
}

async function remove<T extends string>(registry: RoleRegistry<T>, { role }: Change<T, 'remove'>): Promise<string> {
  await ensureUnchanged(registry, role);
  const [holder] = await registry.holders(role, 1);
  if (holder !== undefined) throw new Changed(`${role.type} role ${role.name} (${role.sid}) was given to ${holder}`);
  await registry.remove(role.sid);
  return role.sid;
}

function perform<T extends string>(registry: RoleRegistry<T>, change: RoleChange<T>): Promise<string> {
  if (change.kind === 'create') return create(registry, change);
  return change.kind === 'update' ? update(registry, change) : remove(registry, change);
}

/**
 * Makes the changes of a plan, one after the other. Right before each write the role is read again, as a write replaces
 * the whole set of permissions: what somebody else changed meanwhile is not overwritten, but refused with ROLES_CHANGED
 * (and what was done before). Between that read and the write Twilio leaves a gap of one request that nothing closes.
 */
export async function applyPlan<T extends string>(
  registry: RoleRegistry<T>,
  { changes }: RolesPlan<T>,
): Promise<readonly AppliedChange<T>[]> {
  const applied: AppliedChange<T>[] = [];
  for (const change of changes) {
    try {
      applied.push({ change, sid: await perform(registry, change) });
    } catch (error) {
      if (!(error instanceof Changed)) throw error;
      const done = applied.map((each) => changeText(each.change));
      throw new Refusal('ROLES_CHANGED', { what: error.message, done }, { cause: error });
    }
  }
  return applied;
}
