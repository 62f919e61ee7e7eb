import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import type { ConversationRole, ConversationRoles, Participants } from '../conversations/participants.ts';
import { toDefaultSids } from './role-registry-wire.ts';
import { createSnapshot } from './snapshot.ts';
import type { RoleCacheSettings } from './service-roles.twilio.ts';
import { pathSegment } from './twilio-address.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { answering, isNotFound, isRoleUnknown } from './twilio-failure.ts';
import { eachOf, listOf } from './twilio-pages.ts';
import { beforeDeadline } from './twilio-scope.ts';
import { toListedRole, toParticipant, toParticipantPlace } from './wire.ts';

const PAGE_SIZE = 50;

/**
 * Conversations v1: twilio.com/docs/conversations/api/conversation-participant-resource, …/user-conversation-resource.
 * Without X-Twilio-Webhook-Enabled our changes fire no webhook.
 */
export function createParticipants(
  service: ServiceContext,
  calls: TwilioCalls,
  onRoleUnknown: () => void,
): Participants {
  const at = (conversationSid: string, participantSid: string) =>
    service.conversations(pathSegment(conversationSid)).participants(pathSegment(participantSid));
  return {
    find: ({ conversationSid, participantSid }) =>
      calls.repeatable('participant.fetch', () =>
        at(conversationSid, participantSid).fetch().then(toParticipant).catch(answering(isNotFound, undefined)),
      ),
    setRole: ({ conversationSid, participantSid }, roleSid) =>
      calls.repeatable<'set' | 'gone'>('participant.update', () =>
        at(conversationSid, participantSid)
          .update({ roleSid })
          .then(() => 'set' as const)
          .catch(answering(isNotFound, 'gone'))
          .catch((error: unknown) => {
            if (isRoleUnknown(error)) onRoleUnknown();
            throw error;
          }),
      ),
    async *placesOf(identity) {
      const user = await calls.repeatable('user.find', () =>
        service.users(pathSegment(identity)).fetch().catch(answering(isNotFound, undefined)),
      );
      if (user === undefined || user.identity !== identity) return;
      const first = () => service.users(pathSegment(user.sid)).userConversations.page({ pageSize: PAGE_SIZE });
      yield* eachOf(calls, 'user-conversation.list', first, toParticipantPlace);
    },
  };
}

export interface CachedConversationRoles extends ConversationRoles {
  /** The roles were changed, or one turned out to be unknown: the next look-up reads anew. */
  readonly invalidate: () => void;
}

export function createConversationRoles(
  service: ServiceContext,
  calls: TwilioCalls,
  cache: RoleCacheSettings,
): CachedConversationRoles {
  const roles = createSnapshot(() => listConversationRoles(service, calls), cache);
  const defaults = createSnapshot(
    () => calls.repeatable('service-configuration.fetch', () => service.configuration().fetch().then(toDefaultSids)),
    cache,
  );
  const find = async (isWanted: (role: ConversationRole) => boolean): Promise<ConversationRole | undefined> => {
    const known = await beforeDeadline('role.list', roles.read());
    return known.find(isWanted) ?? (await beforeDeadline('role.list', roles.read(cache.missMs))).find(isWanted);
  };
  return {
    findByName: (name) => find((role) => role.name === name),
    findBySid: async (sid) => (sid === '' ? undefined : find((role) => role.sid === sid)),
    defaultSids: () => beforeDeadline('service-configuration.fetch', defaults.read()),
    invalidate: () => {
      roles.invalidate();
      defaults.invalidate();
    },
  };
}

/** Oldest first; where one name is there twice, every replica takes the same. */
async function listConversationRoles(
  service: ServiceContext,
  calls: TwilioCalls,
): Promise<readonly ConversationRole[]> {
  const all = await listOf(eachOf(calls, 'role.list', () => service.roles.page({ pageSize: PAGE_SIZE }), toListedRole));
  return all
    .filter(({ type }) => type === 'conversation')
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.sid < b.sid ? -1 : 1))
    .map(({ sid, name }) => ({ sid, name }));
}
