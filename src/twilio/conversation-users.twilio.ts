import type { UserListInstance } from 'twilio/lib/rest/conversations/v1/service/user';
import type { ConversationUser, ConversationUsers } from '../provisioning/conversation-users.ts';
import { pathSegment } from './twilio-address.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { answering, isNotFound, isRoleUnknown, isTaken } from './twilio-failure.ts';
import { toConversationUser } from './wire.ts';

/**
 * Conversations v1, always under the Service: twilio.com/docs/conversations/api/user-resource. The path takes the
 * identity in place of the SID. `onRoleUnknown` hears of a role SID that Twilio does not know (any more).
 */
export function createConversationUsers(
  users: UserListInstance,
  calls: TwilioCalls,
  onRoleUnknown: () => void,
): ConversationUsers {
  const find = async (identity: string): Promise<ConversationUser | undefined> => {
    const found = await calls.repeatable('user.find', async () =>
      users(pathSegment(identity)).fetch().then(toConversationUser).catch(answering(isNotFound, undefined)),
    );
    // Identities are case-sensitive, and one that looks like a SID would have found another person's User.
    return found?.identity === identity ? found : undefined;
  };

  const tellingRoles = (error: unknown): never => {
    if (isRoleUnknown(error)) onRoleUnknown();
    throw error;
  };

  return {
    find,
    create: (user) =>
      calls.once<ConversationUser | 'exists'>(
        'user.create',
        () =>
          users
            .create({ identity: user.identity, friendlyName: user.friendlyName, roleSid: user.roleSid })
            .then(toConversationUser)
            .catch(answering(isTaken, 'exists'))
            .catch(tellingRoles),
        async () => {
          const found = await find(user.identity);
          if (found === undefined) return undefined;
          return found.roleSid === user.roleSid && found.friendlyName === user.friendlyName ? found : 'exists';
        },
      ),
    // The same update twice is the same as once.
    update: (sid, change) =>
      calls.repeatable<ConversationUser | 'gone'>('user.update', async () =>
        users(pathSegment(sid))
          .update(change)
          .then(toConversationUser)
          .catch(answering(isNotFound, 'gone'))
          .catch(tellingRoles),
      ),
    remove: (sid) => remove(sid, users, calls),
  };
}

const remove = (sid: string, users: UserListInstance, calls: TwilioCalls): Promise<'removed' | 'gone'> =>
  calls.repeatable<'removed' | 'gone'>('user.remove', async () =>
    users(pathSegment(sid))
      .remove()
      .then(() => 'removed' as const)
      .catch(answering(isNotFound, 'gone')),
  );
