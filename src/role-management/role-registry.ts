import type { RoleType } from '../roles/catalogue/permissions.ts';

/** One Role resource of a Conversations Service. */
export interface ServiceRoleResource {
  /** RL… */
  readonly sid: string;
  readonly type: RoleType;
  /** Not unique, not even within a type (twilio.md 4.2). */
  readonly name: string;
  readonly permissions: readonly string[];
}

/**
 * The Role resources of one Conversations Service. Twilio knows no precondition for a change of a role: it replaces the
 * whole set, whatever stood there a moment before. Failures reject with a TWILIO_… Refusal, after the adapter's retries.
 */
export interface RoleRegistry {
  /** All roles, oldest first: of two with one name the gateway uses the first. */
  list(): Promise<readonly ServiceRoleResource[]>;
  fetch(sid: string): Promise<ServiceRoleResource | undefined>;
  /** Roles that the Service gives to new Users, participants and creators. */
  defaultSids(): Promise<ReadonlySet<string>>;
  create(role: Omit<ServiceRoleResource, 'sid'>): Promise<ServiceRoleResource>;
  /** `gone` where the role was removed meanwhile. */
  replacePermissions(sid: string, permissions: readonly string[]): Promise<ServiceRoleResource | 'gone'>;
  /** Nothing happens where it is gone already. */
  remove(sid: string): Promise<void>;
  /**
   * Who carries the role: identities of Users, or `conversation: participant`; no more than `atMost`. Twilio has no index:
   * it is read page by page, all Users for a service role and all participants of all conversations for a conversation
   * role, until enough are found. For a role that nobody holds that is everything there is.
   */
  holders(role: ServiceRoleResource, atMost: number): Promise<readonly string[]>;
}
