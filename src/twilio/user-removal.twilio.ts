import type { ConversationUsers } from '../provisioning/conversation-users.ts';
import type { UserRemoval } from '../leavers/twilio-removal.ts';

/**
 * Conversations v1. Found by identity and deleted by SID: an identity that looks like a SID would name somebody else.
 */
export const createUserRemoval = ({ find, remove }: Pick<ConversationUsers, 'find' | 'remove'>): UserRemoval => ({
  exists: async (identity) => (await find(identity)) !== undefined,
  remove: async (identity) => {
    const found = await find(identity);
    if (found === undefined) return 'gone';
    return remove(found.sid);
  },
});
