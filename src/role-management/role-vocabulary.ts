import type { RoleType } from '../roles/catalogue/permissions.ts';

/** Where a role comes from: Flex's set-up, every Service's set-up (Chat's four), or an operator. */
export type RoleOrigin = 'flex' | 'stock' | 'custom';

export interface DefaultRole<T extends string> {
  readonly type: T;
  readonly name: string;
  readonly origin: Exclude<RoleOrigin, 'custom'>;
  /** Absent where no page lists them. */
  readonly permissions?: readonly string[];
}

/** What one product calls its roles and which of them are defaults: all that a plan must know of the product. */
export interface RoleVocabulary<T extends string = RoleType> {
  /** In the order of a plan. */
  readonly types: readonly T[];
  /** Created where they are missing. */
  readonly required: readonly Pick<DefaultRole<T>, 'type' | 'name'>[];
  readonly originOf: (type: T, name: string) => RoleOrigin;
  /** What the documentation says that a default role may do; undefined for other roles, and where it says nothing. */
  readonly documentedPermissions: (type: T, name: string) => readonly string[] | undefined;
}

/** A role is required where it has the origin that is required and its permissions are documented. */
export function vocabularyOf<T extends string>(
  types: readonly T[],
  defaults: readonly DefaultRole<T>[],
  requiredOrigin: RoleOrigin,
): RoleVocabulary<T> {
  const keyOf = (type: T, name: string): string => `${type} ${name}`;
  const byKey = new Map(defaults.map((role) => [keyOf(role.type, role.name), role]));
  return {
    types,
    required: defaults.filter(({ origin, permissions }) => origin === requiredOrigin && permissions !== undefined),
    originOf: (type, name) => byKey.get(keyOf(type, name))?.origin ?? 'custom',
    documentedPermissions: (type, name) => byKey.get(keyOf(type, name))?.permissions,
  };
}
