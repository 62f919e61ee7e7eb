import { canonicalJson } from '../kernel/canonical-json.ts';
import type { ObservedRoles } from './observed-roles.ts';
import { planRemovals } from './plan-removals.ts';
import type { RoleChange, RoleNote, RolesPlan } from './role-change.ts';
import type { ServiceRoleResource } from './role-registry.ts';
import type { RoleVocabulary } from './role-vocabulary.ts';
import type { WantedRole, WantedRoles } from './wanted-roles.ts';

interface Target<T> {
  readonly type: T;
  readonly name: string;
  /** Present where the operator's file names the role. */
  readonly wanted?: WantedRole;
}

interface Step<T extends string> {
  readonly changes: readonly RoleChange<T>[];
  readonly notes: readonly RoleNote<T>[];
}

const NOTHING = { changes: [], notes: [] };
const told = <T extends string>(
  severity: RoleNote['severity'],
  { type, name }: Target<T>,
  message: string,
): RoleNote<T> => ({
  severity,
  type,
  name,
  message,
});

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];
const without = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.filter((permission) => !b.includes(permission)).toSorted();

/** The roles that must be there and those of the file, each once, in a fixed order. */
function targetsOf<T extends string>(
  vocabulary: RoleVocabulary<T>,
  { roles, remove }: WantedRoles<T>,
): readonly Target<T>[] {
  const required = vocabulary.required.filter(
    ({ type, name }) => !roles[type].has(name) && !remove[type].includes(name),
  );
  return vocabulary.types.flatMap((type): readonly Target<T>[] => [
    ...required.filter((role) => role.type === type).map(({ name }) => ({ type, name })),
    ...[...roles[type]].map(([name, wanted]) => ({ type, name, wanted })),
  ]);
}

function planCreation<T extends string>({ documentedPermissions }: RoleVocabulary<T>, target: Target<T>): Step<T> {
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
function permissionsFor<T extends string>(
  { documentedPermissions }: RoleVocabulary<T>,
  { type, name, wanted }: Target<T>,
  role: ServiceRoleResource<T>,
): readonly string[] | undefined {
  if (wanted === undefined) return documentedPermissions(type, name);
  return 'extend' in wanted ? union(role.permissions, wanted.extend) : wanted.permissions;
}

interface Planner<T extends string> {
  readonly vocabulary: RoleVocabulary<T>;
  readonly observed: ObservedRoles<T>;
  readonly touchDefaults: boolean;
}

function planUpdate<T extends string>(
  { vocabulary, touchDefaults }: Planner<T>,
  target: Target<T>,
  role: ServiceRoleResource<T>,
): Step<T> {
  const permissions = permissionsFor(vocabulary, target, role) ?? role.permissions;
  const [added, removed] = [without(permissions, role.permissions), without(role.permissions, permissions)];
  if (added.length + removed.length === 0) return NOTHING;
  if (vocabulary.originOf(target.type, target.name) !== 'custom' && !touchDefaults) {
    const edits = [...added.map((name) => `+${name}`), ...removed.map((name) => `-${name}`)].join(', ');
    const than = target.wanted === undefined ? 'as documented' : 'as the file wants it';
    const message = `is a default role and not ${than} (${edits}); it is left alone without touchDefaults: true`;
    return { changes: [], notes: [told('warning', target, message)] };
  }
  return { changes: [{ kind: 'update', role, permissions: permissions.toSorted(), added, removed }], notes: [] };
}

function planTarget<T extends string>(planner: Planner<T>, target: Target<T>): Step<T> {
  const { vocabulary, observed } = planner;
  const [role, ...others] = observed.roles.filter(({ type, name }) => type === target.type && name === target.name);
  if (role === undefined) return planCreation(vocabulary, target);
  const step = planUpdate(planner, target, role);
  if (others.length === 0) return step;
  const message = `stands ${others.length + 1} times in the Service; the oldest, ${role.sid}, is the one that counts`;
  return { ...step, notes: [...step.notes, told('warning', target, message)] };
}

const RANK = { create: 0, update: 1, remove: 2 } as const;

/** What must be done so that the Service has what is wanted, and what of it is not done and why. */
export function planRoles<T extends string>(
  vocabulary: RoleVocabulary<T>,
  wanted: WantedRoles<T>,
  observed: ObservedRoles<T>,
): RolesPlan<T> {
  const planner = { vocabulary, observed, touchDefaults: wanted.touchDefaults };
  const steps = targetsOf(vocabulary, wanted).map((target) => planTarget(planner, target));
  const removals = planRemovals(vocabulary, wanted.remove, observed);
  const all = [...steps, removals];
  return {
    changes: all.flatMap(({ changes }) => changes).toSorted((a, b) => RANK[a.kind] - RANK[b.kind]),
    notes: all.flatMap(({ notes }) => notes),
  };
}

/** Equal texts: the same plan made of the same state. Its digest is the id of the plan. */
export const planDigestInput = (
  plan: RolesPlan<string>,
  { roles, defaultSids, holders }: ObservedRoles<string>,
): string =>
  canonicalJson({
    plan,
    roles: roles
      .map((role) => ({ ...role, permissions: role.permissions.toSorted() }))
      .toSorted((a, b) => (a.sid < b.sid ? -1 : 1)),
    defaultSids: [...defaultSids].toSorted(),
    held: [...holders].flatMap(([sid, identities]) => (identities.length > 0 ? [sid] : [])).toSorted(),
  });
