import { canonicalJson } from '../kernel/canonical-json.ts';
import type { RoleType } from '../roles/catalogue/permissions.ts';
import { documentedPermissions, originOf, REQUIRED_ROLES } from './default-roles.ts';
import type { ObservedRoles } from './observed-roles.ts';
import { planRemovals } from './plan-removals.ts';
import type { RoleChange, RoleNote, RolesPlan } from './role-change.ts';
import type { ServiceRoleResource } from './role-registry.ts';
import { ROLE_TYPES } from './wanted-roles.ts';
import type { WantedRole, WantedRoles } from './wanted-roles.ts';

interface Target {
  readonly type: RoleType;
  readonly name: string;
  /** Present where the operator's file names the role. */
  readonly wanted?: WantedRole;
}

interface Step {
  readonly changes: readonly RoleChange[];
  readonly notes: readonly RoleNote[];
}

const NOTHING: Step = { changes: [], notes: [] };
const told = (severity: RoleNote['severity'], { type, name }: Target, message: string): RoleNote => ({
  severity,
  type,
  name,
  message,
});

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];
const without = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.filter((permission) => !b.includes(permission)).toSorted();

/** The roles that Flex needs and those of the file, each once, in a fixed order. */
function targetsOf({ roles, remove }: WantedRoles): readonly Target[] {
  const required = REQUIRED_ROLES.filter(({ type, name }) => !roles[type].has(name) && !remove[type].includes(name));
  return ROLE_TYPES.flatMap((type): readonly Target[] => [
    ...required.filter((role) => role.type === type).map(({ name }) => ({ type, name })),
    ...[...roles[type]].map(([name, wanted]) => ({ type, name, wanted })),
  ]);
}

function planCreation(target: Target): Step {
  const { type, name, wanted } = target;
  const documented = documentedPermissions(type, name);
  const base = documented ?? [];
  if (wanted !== undefined && 'extend' in wanted && documented === undefined) {
    return { changes: [], notes: [told('blocked', target, 'there is no such role to extend: give its permissions')] };
  }
  const permissions =
    wanted === undefined ? base : 'extend' in wanted ? union(base, wanted.extend) : wanted.permissions;
  return { changes: [{ kind: 'create', type, name, permissions: permissions.toSorted() }], notes: [] };
}

/** What a role is to hold that exists; undefined: as it is. */
function permissionsFor({ type, name, wanted }: Target, role: ServiceRoleResource): readonly string[] | undefined {
  if (wanted === undefined) return documentedPermissions(type, name);
  return 'extend' in wanted ? union(role.permissions, wanted.extend) : wanted.permissions;
}

function planUpdate(target: Target, role: ServiceRoleResource, touchDefaults: boolean): Step {
  const permissions = permissionsFor(target, role) ?? role.permissions;
  const [added, removed] = [without(permissions, role.permissions), without(role.permissions, permissions)];
  if (added.length + removed.length === 0) return NOTHING;
  if (originOf(target.type, target.name) !== 'custom' && !touchDefaults) {
    const edits = [...added.map((name) => `+${name}`), ...removed.map((name) => `-${name}`)].join(', ');
    const than = target.wanted === undefined ? 'as documented' : 'as the file wants it';
    const message = `is a default role and not ${than} (${edits}); it is left alone without touchDefaults: true`;
    return { changes: [], notes: [told('warning', target, message)] };
  }
  return { changes: [{ kind: 'update', role, permissions: permissions.toSorted(), added, removed }], notes: [] };
}

function planTarget(target: Target, { roles }: ObservedRoles, touchDefaults: boolean): Step {
  const [role, ...others] = roles.filter(({ type, name }) => type === target.type && name === target.name);
  if (role === undefined) return planCreation(target);
  const step = planUpdate(target, role, touchDefaults);
  if (others.length === 0) return step;
  const message = `stands ${others.length + 1} times in the Service; the oldest, ${role.sid}, is the one that counts`;
  return { ...step, notes: [...step.notes, told('warning', target, message)] };
}

const RANK = { create: 0, update: 1, remove: 2 } as const;

/** What must be done so that the Service has what is wanted, and what of it is not done and why. */
export function planRoles(wanted: WantedRoles, observed: ObservedRoles): RolesPlan {
  const steps = targetsOf(wanted).map((target) => planTarget(target, observed, wanted.touchDefaults));
  const removals = planRemovals(wanted.remove, observed);
  const all = [...steps, removals];
  return {
    changes: all.flatMap(({ changes }) => changes).toSorted((a, b) => RANK[a.kind] - RANK[b.kind]),
    notes: all.flatMap(({ notes }) => notes),
  };
}

/** Equal texts: the same plan made of the same state. Its digest is the id of the plan. */
export const planDigestInput = (plan: RolesPlan, { roles, defaultSids, holders }: ObservedRoles): string =>
  canonicalJson({
    plan,
    roles: roles
      .map((role) => ({ ...role, permissions: role.permissions.toSorted() }))
      .toSorted((a, b) => (a.sid < b.sid ? -1 : 1)),
    defaultSids: [...defaultSids].toSorted(),
    held: [...holders].flatMap(([sid, identities]) => (identities.length > 0 ? [sid] : [])).toSorted(),
  });
