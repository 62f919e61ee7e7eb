import type { RoleType } from '../roles/catalogue/permissions.ts';
import type { ServiceRoleResource } from './role-registry.ts';

export type RoleChange<T extends string = RoleType> =
  | {
      readonly kind: 'create';
      readonly type: T;
      readonly name: string;
      readonly permissions: readonly string[];
    }
  | {
      readonly kind: 'update';
      /** As it was observed; anything else at the time of writing stops the plan. */
      readonly role: ServiceRoleResource<T>;
      readonly permissions: readonly string[];
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  | { readonly kind: 'remove'; readonly role: ServiceRoleResource<T> };

/** Something wanted that is not done, or worth a look. `blocked` stays undone whatever is tried. */
export interface RoleNote<T extends string = RoleType> {
  readonly severity: 'blocked' | 'warning';
  readonly type: T;
  readonly name: string;
  readonly message: string;
}

export interface RolesPlan<T extends string = RoleType> {
  /** Creations, then updates, then removals. */
  readonly changes: readonly RoleChange<T>[];
  readonly notes: readonly RoleNote<T>[];
}

const signed = (sign: string, permissions: readonly string[]): readonly string[] =>
  permissions.map((permission) => `${sign}${permission}`);

/** One line for people. */
export function changeText(change: RoleChange<string>): string {
  if (change.kind === 'create') return `create ${change.type} role “${change.name}”: ${change.permissions.join(', ')}`;
  const { type, name, sid } = change.role;
  if (change.kind === 'remove') return `remove ${type} role “${name}” (${sid})`;
  const edits = [...signed('+', change.added), ...signed('-', change.removed)];
  return `change ${type} role “${name}” (${sid}): ${edits.join(', ')}`;
}
