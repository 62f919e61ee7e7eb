import type { RoleType } from '../roles/catalogue/permissions.ts';

/** One Role resource of a Service, of Conversations or (with Chat's types and permissions) of Programmable Chat. */
export interface ServiceRoleResource<T extends string = RoleType> {
  /** RL… */
  readonly sid: string;
  readonly type: T;
  /** Not unique, not even within a type (twilio.md 4.2). */
  readonly name: string;
  readonly permissions: readonly string[];
}

/**
 * The Role resources of one Service. Twilio knows no precondition for a change of a role: it replaces the
 * whole set, whatever stood there a moment before. Failures reject with a TWILIO_… Refusal, after the adapter's retries.
 */
export interface RoleRegistry<T extends string = RoleType> {
  /** All roles, oldest first: of two with one name the gateway uses the first. */
  list(): Promise<readonly ServiceRoleResource<T>[]>;
  fetch(sid: string): Promise<ServiceRoleResource<T> | undefined>;
  /** Roles that the Service gives to new Users, participants (members) and creators. */
  defaultSids(): Promise<ReadonlySet<string>>;
  create(role: Omit<ServiceRoleResource<T>, 'sid'>): Promise<ServiceRoleResource<T>>;
  /** `gone` where the role was removed meanwhile. */
  replacePermissions(sid: string, permissions: readonly string[]): Promise<ServiceRoleResource<T> | 'gone'>;
  /** Nothing happens where it is gone already. */
  remove(sid: string): Promise<void>;
  /**
   * Who carries the role: identities of Users, or `conversation: participant`; no more than `atMost`. Twilio has no index:
   * it is read page by page, all Users for a service role and all participants of all conversations for a conversation
   * role (in Chat, all members and invites of all channels), until enough are found. For a role that nobody holds that is everything there is.
   */
  holders(role: ServiceRoleResource<T>, atMost: number): Promise<readonly string[]>;
}
