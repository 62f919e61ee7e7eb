import type { UserListInstance } from 'twilio/lib/rest/conversations/v1/service/user';
import type { ConversationUsers } from '../provisioning/conversation-users.ts';
import type { UserRemoval } from '../leavers/twilio-removal.ts';
import { pathSegment } from './twilio-address.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { answering, isNotFound } from './twilio-failure.ts';

/**
 * Conversations v1. Found by identity and deleted by SID: an identity that looks like a SID would name somebody else.
 */
export const createUserRemoval = (
  users: UserListInstance,
  calls: TwilioCalls,
  { find }: Pick<ConversationUsers, 'find'>,
): UserRemoval => ({
  exists: async (identity) => (await find(identity)) !== undefined,
  remove: async (identity) => {
    const found = await find(identity);
    if (found === undefined) return 'gone';
    return calls.repeatable<'removed' | 'gone'>('user.remove', async () =>
      users(pathSegment(found.sid))
        .remove()
        .then(() => 'removed' as const)
        .catch(answering(isNotFound, 'gone')),
    );
  },
});
