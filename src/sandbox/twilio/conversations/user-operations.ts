import { ApiError, demand, notFound } from '../wire/api-error.ts';
import type { Entry } from '../wire/collection.ts';
import { created, noContent, ok, type Call, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { authorize, userBehind } from './authority.ts';
import type { Conversation } from './conversations.ts';
import type { Participant } from './participants.ts';
import { userConversationResource, userResource } from './resources.ts';
import type { ChatService } from './state.ts';
import type { User, UserFields } from './users.ts';

function userOf(call: Call, service: ChatService): User {
  service.check(call);
  const user = service.users.find(call.segment('Sid'));
  demand(user, () => notFound(call.resource));
  return user;
}

export function readUserFields({ form }: Call, service: ChatService): UserFields {
  const roleSid = form.text('RoleSid');
  return {
    friendlyName: form.text('FriendlyName'),
    attributes: form.text('Attributes'),
    roleSid: roleSid === undefined ? undefined : service.roles.require(roleSid, 'service').sid,
  };
}

/** People edit themselves or others as their service role says, and never a role. */
function authorizeEdit(call: Call, service: ChatService, user: User): void {
  const self = userBehind(call.caller, service)?.sid === user.sid;
  authorize(call.caller, service, self ? 'editOwnUserInfo' : 'editAnyUserInfo');
  const role = call.caller.kind === 'user' ? call.form.text('RoleSid') : undefined;
  demand(role === undefined, () => new ApiError(403, 50205, 'User is not allowed to set the role'));
}

const LIST = '/v1/Services/:ServiceSid/Users';
const ONE = `${LIST}/:Sid`;

function collectionOperations(service: ChatService): readonly Operation[] {
  const shown = (user: User, call: Call): object => userResource(user, service.placeAt(call.base));
  return [
    {
      method: 'get',
      path: LIST,
      access: 'account',
      run(call) {
        service.check(call);
        const present = (user: User): object => shown(user, call);
        return pageOf(call, { key: 'users', largestPage: 50, entries: service.users.all.entries(), present });
      },
    },
    {
      method: 'post',
      path: LIST,
      access: 'account',
      counts: 'User',
      run(call) {
        service.check(call);
        const { roleSid = service.configuration.defaultChatServiceRoleSid, ...fields } = readUserFields(call, service);
        return created(shown(service.users.create(call.form.required('Identity'), { ...fields, roleSid }), call));
      },
    },
  ];
}

function memberOperations(service: ChatService): readonly Operation[] {
  const shown = (user: User, call: Call): object => userResource(user, service.placeAt(call.base));
  return [
    {
      method: 'get',
      path: ONE,
      access: 'user',
      run(call) {
        userBehind(call.caller, service);
        return ok(shown(userOf(call, service), call));
      },
    },
    {
      method: 'post',
      path: ONE,
      access: 'user',
      counts: 'User',
      run(call) {
        userBehind(call.caller, service);
        const user = userOf(call, service);
        authorizeEdit(call, service, user);
        service.users.update(user, readUserFields(call, service));
        return ok(shown(user, call));
      },
    },
    {
      method: 'delete',
      path: ONE,
      access: 'account',
      counts: 'User',
      run(call) {
        service.removeUser(userOf(call, service));
        return noContent();
      },
    },
  ];
}

interface Membership {
  readonly conversation: Conversation;
  readonly participant: Participant;
  readonly user: User;
}

/** Where a User takes part, in the order in which the conversations began. */
function membershipsOf(user: User, { conversations }: ChatService): readonly Entry<Membership>[] {
  return conversations.all.entries().flatMap(({ order, item: conversation }) => {
    const participant = conversation.participants.items.find(({ identity }) => identity === user.identity);
    return participant === undefined ? [] : [{ order, item: { conversation, participant, user } }];
  });
}

const userConversations = (service: ChatService): Operation => ({
  method: 'get',
  path: `${ONE}/Conversations`,
  access: 'account',
  run(call) {
    const entries = membershipsOf(userOf(call, service), service);
    const present = (membership: Membership): object =>
      userConversationResource(membership, service.placeAt(call.base));
    return pageOf(call, { key: 'conversations', largestPage: 50, entries, present });
  },
});

export const userOperations = (service: ChatService): readonly Operation[] => [
  userConversations(service),
  ...collectionOperations(service),
  ...memberOperations(service),
];
