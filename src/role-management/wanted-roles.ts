import type { RoleType } from '../roles/catalogue/permissions.ts';

/** `permissions`: these and no others. `extend`: these beside those that the role has. */
export type WantedRole = { readonly permissions: readonly string[] } | { readonly extend: readonly string[] };

/** What an operator wants the roles of the Service to be. */
export interface WantedRoles {
  readonly roles: Readonly<Record<RoleType, ReadonlyMap<string, WantedRole>>>;
  readonly remove: Readonly<Record<RoleType, readonly string[]>>;
  /** Twilio advises to leave default roles as they are; true: they are changed all the same. */
  readonly touchDefaults: boolean;
}

/** Nothing beyond what Flex itself sets up. */
export const NOTHING_WANTED: WantedRoles = {
  roles: { service: new Map(), conversation: new Map() },
  remove: { service: [], conversation: [] },
  touchDefaults: false,
};

export const ROLE_TYPES = ['service', 'conversation'] as const satisfies readonly RoleType[];
