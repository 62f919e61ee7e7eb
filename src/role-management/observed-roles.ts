import type { RoleType } from '../roles/catalogue/permissions.ts';
import type { ServiceRoleResource } from './role-registry.ts';

/** What was read of the Service, all that a plan depends on. */
export interface ObservedRoles<T extends string = RoleType> {
  /** Oldest first. */
  readonly roles: readonly ServiceRoleResource<T>[];
  readonly defaultSids: ReadonlySet<string>;
  /** By SID; read for roles to be removed only. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
}
