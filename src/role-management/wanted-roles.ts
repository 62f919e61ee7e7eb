import type { RoleType } from '../roles/catalogue/permissions.ts';

/** `permissions`: these and no others. `extend`: these beside those that the role has. */
export type WantedRole = { readonly permissions: readonly string[] } | { readonly extend: readonly string[] };

/** What an operator wants the roles of the Service to be. */
export interface WantedRoles<T extends string = RoleType> {
  readonly roles: Readonly<Record<T, ReadonlyMap<string, WantedRole>>>;
  readonly remove: Readonly<Record<T, readonly string[]>>;
  /** Twilio advises to leave default roles as they are; true: they are changed all the same. */
  readonly touchDefaults: boolean;
}
