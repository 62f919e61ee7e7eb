import type { ConversationUsers } from '../provisioning/conversation-users.ts';
import { resolveServiceRole } from '../provisioning/resolve-service-role.ts';
import type { ResolveServiceRoleDeps } from '../provisioning/resolve-service-role.ts';

export interface LowerUserDeps extends ResolveServiceRoleDeps {
  readonly users: Pick<ConversationUsers, 'find' | 'update'>;
}

export type LoweredUser =
  | { readonly result: 'lowered' | 'already'; readonly serviceRole: string }
  | { readonly result: 'gone' };

/**
 * Leaves the Conversation User of a leaver no more than the service role of an agent: the User stays for its name in old
 * conversations, and tokens that are out still speak for it. Refusals: TWILIO_…, SERVICE_ROLE_MISSING.
 */
export interface LowerUser {
  lower(identity: string): Promise<LoweredUser>;
  /** The name of the service role that it carries; undefined where there is no such User. */
  carries(identity: string): Promise<string | undefined>;
}

export const createLowerUser = (deps: LowerUserDeps): LowerUser => ({
  lower: async (identity) => {
    const user = await deps.users.find(identity);
    if (user === undefined) return { result: 'gone' };
    const role = await resolveServiceRole('agent', deps);
    if (user.roleSid === role.sid) return { result: 'already', serviceRole: role.name };
    const updated = await deps.users.update(user.sid, { roleSid: role.sid });
    return updated === 'gone' ? { result: 'gone' } : { result: 'lowered', serviceRole: role.name };
  },
  carries: async (identity) => {
    const user = await deps.users.find(identity);
    return user && ((await deps.serviceRoles.findBySid(user.roleSid))?.name ?? user.roleSid);
  },
});
