import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import type { RoleType } from '../roles/catalogue/permissions.ts';
import { membersWith, usersWith } from './role-product.ts';
import type { RoleProduct } from './role-product.ts';
import { toConversationsRole, toDefaultSids } from './role-registry-wire.ts';
import type { TwilioCalls } from './twilio-calls.ts';

export const participantsWith = (service: ServiceContext, calls: TwilioCalls, roleSid: string): AsyncIterable<string> =>
  membersWith(
    calls,
    {
      list: { operation: 'conversation.list', of: service.conversations },
      people: [{ operation: 'participant.list', of: (sid) => service.conversations(sid).participants }],
    },
    roleSid,
  );

/** Conversations v1: twilio.com/docs/conversations/api/role-resource. A change counts against 30 a second per Service. */
export const conversationsRoles = (service: ServiceContext, calls: TwilioCalls): RoleProduct<RoleType> => ({
  label: 'role',
  roles: service.roles,
  toRole: toConversationsRole,
  defaultSids: () =>
    calls.repeatable('service-configuration.fetch', () => service.configuration().fetch().then(toDefaultSids)),
  bearersOf: ({ sid, type }) =>
    type === 'service' ? usersWith(calls, 'user.list', service.users, sid) : participantsWith(service, calls, sid),
});
