import type { RoleRegistry, ServiceRoleResource } from '../../src/role-management/role-registry.ts';

type Seed = Pick<ServiceRoleResource, 'type' | 'name' | 'permissions'>;

export interface RolesInMemory extends RoleRegistry {
  readonly roles: ServiceRoleResource[];
  readonly writes: string[];
  /** Runs before the next call of that name: what somebody else does meanwhile. */
  before(call: keyof RoleRegistry, act: () => void): void;
  change(name: string, permissions: readonly string[]): void;
  give(sid: string, holder: string): void;
}

/** The port over an array, with Twilio's manners: names repeat, a write replaces the whole set. */
export function rolesInMemory(seeds: readonly Seed[], defaults: readonly string[] = []): RolesInMemory {
  const roles: ServiceRoleResource[] = seeds.map((seed, index) => ({ sid: `RL${index + 1}`, ...seed }));
  const writes: string[] = [];
  const holders = new Map<string, string[]>();
  const meanwhile = new Map<string, () => void>();
  const called = (call: keyof RoleRegistry): void => {
    const act = meanwhile.get(call);
    meanwhile.delete(call);
    act?.();
  };
  const place = (sid: string): number => roles.findIndex((role) => role.sid === sid);
  return {
    roles,
    writes,
    before: (call, act) => void meanwhile.set(call, act),
    change: (name, permissions) => {
      const index = roles.findIndex((role) => role.name === name);
      roles[index] = { ...roles[index]!, permissions };
    },
    give: (sid, holder) => void holders.set(sid, [...(holders.get(sid) ?? []), holder]),
    async list() {
      called('list');
      return [...roles];
    },
    async fetch(sid) {
      called('fetch');
      return roles[place(sid)];
    },
    async defaultSids() {
      called('defaultSids');
      return new Set(roles.filter(({ name }) => defaults.includes(name)).map(({ sid }) => sid));
    },
    async create(role) {
      called('create');
      const created = { sid: `RL${roles.length + 1}`, ...role };
      writes.push(`create ${role.type} ${role.name}`);
      roles.push(created);
      return created;
    },
    async replacePermissions(sid, permissions) {
      called('replacePermissions');
      const role = roles[place(sid)];
      if (role === undefined) return 'gone';
      writes.push(`replace ${role.name}`);
      return (roles[place(sid)] = { ...role, permissions });
    },
    async remove(sid) {
      called('remove');
      writes.push(`remove ${sid}`);
      if (place(sid) >= 0) roles.splice(place(sid), 1);
    },
    async holders({ sid }, atMost) {
      called('holders');
      return (holders.get(sid) ?? []).slice(0, atMost);
    },
  };
}
