export interface ConversationUser {
  readonly sid: string;
  /** Case-sensitive. */
  readonly identity: string;
  readonly friendlyName: string;
  readonly roleSid: string;
}

export interface ServiceRole {
  readonly sid: string;
  readonly name: string;
}

/** The Users of the Flex Conversations Service (Conversations v1). Failures reject with a TWILIO_… Refusal. */
export interface ConversationUsers {
  find(identity: string): Promise<ConversationUser | undefined>;
  create(user: Omit<ConversationUser, 'sid'>): Promise<ConversationUser | 'exists'>;
  /** `gone` where it was deleted meanwhile. */
  update(sid: string, change: { friendlyName?: string; roleSid?: string }): Promise<ConversationUser | 'gone'>;
  /** May be repeated. */
  remove(sid: string): Promise<'removed' | 'gone'>;
}

/** Roles of type `service` in that Service. Names are not unique over types, so they are found by (type, name). */
export interface ServiceRoles {
  findByName(name: string): Promise<ServiceRole | undefined>;
  findBySid(sid: string): Promise<ServiceRole | undefined>;
  /** Configuration's default_chat_service_role_sid: the role of users created without one. */
  serviceDefault(): Promise<ServiceRole | undefined>;
  create(name: string, permissions: readonly string[]): Promise<ServiceRole>;
}
