import type { Clock } from '../../../kernel/clock.ts';
import type { Conversation } from '../conversations/conversations.ts';
import { addInvite, type Invite } from '../conversations/invites.ts';
import { readNewParticipant, updateParticipant } from '../conversations/participant-operations.ts';
import { addParticipant, participantOf, type Participant } from '../conversations/participants.ts';
import { permissionOfChat } from '../conversations/permissions.ts';
import { readPermissions, type Role, type RoleType } from '../conversations/roles.ts';
import type { ChatService } from '../conversations/state.ts';
import { readUserFields } from '../conversations/user-operations.ts';
import type { User } from '../conversations/users.ts';
import { ApiError, demand } from '../wire/api-error.ts';
import type { Call } from '../wire/operation.ts';
import type { Kind } from './kind.ts';
import { chatChannel, chatInvite, chatMember, chatRole, chatUser } from './resources.ts';

const TYPES: ReadonlyMap<string, RoleType> = new Map([
  ['deployment', 'service'],
  ['channel', 'conversation'],
]);

function readType({ form }: Call): RoleType {
  const type = TYPES.get(form.required('Type'));
  demand(type, () => new ApiError(400, 50105, 'Role type must be deployment or channel'));
  return type;
}

const permissionsIn = ({ form }: Call): readonly string[] => readPermissions(form.all('Permission'), permissionOfChat);

export const roleKind = (service: ChatService): Kind<Role> => ({
  path: 'Roles',
  key: 'roles',
  counts: 'Role',
  entries: () => service.roles.all.entries(),
  find: (call) => service.roles.all.get(call.segment('Sid')),
  present: (role, call) => chatRole(role, service.placeAt(call.base)),
  write: {
    create: (call) => service.roles.create(call.form.required('FriendlyName'), readType(call), permissionsIn(call)),
    update: (role, call) => service.roles.update(role, permissionsIn(call)),
    remove: ({ sid }) => service.roles.all.remove(sid),
  },
});

export const userKind = (service: ChatService): Kind<User> => ({
  path: 'Users',
  key: 'users',
  counts: 'User',
  entries: () => service.users.all.entries(),
  find: (call) => service.users.find(call.segment('Sid')),
  present: (user, call) => chatUser(user, service, service.placeAt(call.base)),
  write: {
    create(call) {
      const { roleSid = service.configuration.defaultChatServiceRoleSid, ...fields } = readUserFields(call, service);
      return service.users.create(call.form.required('Identity'), { ...fields, roleSid });
    },
    update: (user, call) => service.users.update(user, readUserFields(call, service)),
    remove: (user) => service.removeUser(user),
  },
});

/** Conversations are the channels. They are begun with Conversations: none here can be public. */
export const channelKind = (service: ChatService): Kind<Conversation> => ({
  path: 'Channels',
  key: 'channels',
  entries: () => service.conversations.all.entries(),
  find: (call) => service.conversations.find(call.segment('Sid')),
  present: (channel, call) => chatChannel(channel, service.placeAt(call.base)),
});

const isMember = ({ identity }: Participant): boolean => identity !== null;

/** Participants with an identity; Chat knows no others. */
export function memberKind(service: ChatService, clock: Clock): Kind<Participant> {
  const channelOf = (call: Call): Conversation => service.conversationOf(call, 'ChannelSid');
  return {
    path: 'Channels/:ChannelSid/Members',
    key: 'members',
    entries: (call) => channelOf(call).participants.entries(isMember),
    find(call) {
      const member = participantOf(channelOf(call).participants, call.segment('Sid'));
      return member !== undefined && isMember(member) ? member : undefined;
    },
    present: (member, call) => chatMember(member, channelOf(call), service.placeAt(call.base)),
    write: {
      create(call) {
        const [channel, identity] = [channelOf(call), call.form.required('Identity')];
        const member = addParticipant(channel.participants, readNewParticipant(call, service, channel), clock());
        service.userFor(identity);
        return member;
      },
      update: (member, call) => updateParticipant(call, service, member, clock()),
      remove: ({ sid }, call) => channelOf(call).participants.remove(sid),
    },
  };
}

/** By the account itself, as every request here: that is what `system` stands for. */
const INVITED_BY = 'system';

export function inviteKind(service: ChatService, clock: Clock): Kind<Invite> {
  const channelOf = (call: Call): Conversation => service.conversationOf(call, 'ChannelSid');
  const roleFor = (wanted: string | undefined): string =>
    wanted === undefined
      ? service.configuration.defaultConversationRoleSid
      : service.roles.require(wanted, 'conversation').sid;
  return {
    path: 'Channels/:ChannelSid/Invites',
    key: 'invites',
    entries: (call) => channelOf(call).invites.entries(),
    find: (call) => channelOf(call).invites.get(call.segment('Sid')),
    present: (invite, call) => chatInvite(invite, channelOf(call), service.placeAt(call.base)),
    write: {
      create(call) {
        const { form } = call;
        const [identity, roleSid] = [form.required('Identity'), roleFor(form.text('RoleSid'))];
        const fields = { identity, roleSid, createdBy: INVITED_BY, createdAt: clock() };
        return addInvite(channelOf(call).invites, fields);
      },
      remove: ({ sid }, call) => channelOf(call).invites.remove(sid),
    },
  };
}
