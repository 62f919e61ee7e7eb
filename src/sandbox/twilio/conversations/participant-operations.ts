import type { Clock } from '../../../kernel/clock.ts';
import { ApiError, demand, invalid, notFound } from '../wire/api-error.ts';
import type { Caller } from '../wire/caller.ts';
import { created, noContent, ok, type Call, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { authorize } from './authority.ts';
import type { Conversation } from './conversations.ts';
import {
  addParticipant,
  checkParticipantAttributes,
  participantOf,
  type MessagingBinding,
  type NewParticipant,
  type Participant,
} from './participants.ts';
import { participantResource } from './resources.ts';
import type { ChatService } from './state.ts';

const isSelf = (caller: Caller, identity: string | null): boolean =>
  caller.kind === 'user' && caller.identity === identity;

function readBinding({ form }: Call): MessagingBinding | null {
  const address = form.text('MessagingBinding.Address');
  if (address === undefined) return null;
  return { type: 'sms', address, proxy_address: form.required('MessagingBinding.ProxyAddress') };
}

export function readNewParticipant(call: Call, service: ChatService, conversation: Conversation): NewParticipant {
  const [identity, binding] = [call.form.text('Identity') ?? null, readBinding(call)];
  demand((identity === null) !== (binding === null), () =>
    invalid('Exactly one of Identity and MessagingBinding.Address is expected'),
  );
  const { defaultConversationCreatorRoleSid, defaultConversationRoleSid } = service.configuration;
  const byDefault =
    conversation.createdBy === identity ? defaultConversationCreatorRoleSid : defaultConversationRoleSid;
  const wanted = call.form.text('RoleSid');
  const roleSid = wanted === undefined ? byDefault : service.roles.require(wanted, 'conversation').sid;
  return { identity, binding, roleSid, attributes: call.form.text('Attributes') ?? '{}' };
}

function found(call: Call, conversation: Conversation): Participant {
  const participant = participantOf(conversation.participants, call.segment('Sid'));
  demand(participant, () => notFound(call.resource));
  return participant;
}

export function updateParticipant(call: Call, service: ChatService, participant: Participant, now: number): void {
  const [roleSid, attributes] = [call.form.text('RoleSid'), call.form.text('Attributes')];
  const byUser = call.caller.kind === 'user';
  demand(roleSid === undefined || !byUser, () => new ApiError(403, 50205, 'User is not allowed to set the role'));
  Object.assign(participant, {
    ...(roleSid !== undefined && { roleSid: service.roles.require(roleSid, 'conversation').sid }),
    ...(attributes !== undefined && { attributes: checkParticipantAttributes(attributes) }),
    updatedAt: now,
  });
}

const LIST = '/v1/Services/:ServiceSid/Conversations/:ConversationSid/Participants';
const ONE = `${LIST}/:Sid`;

function collectionOperations(service: ChatService, clock: Clock): readonly Operation[] {
  const shown = (participant: Participant, conversation: Conversation, call: Call): object =>
    participantResource(participant, conversation, service.placeAt(call.base));
  return [
    {
      method: 'get',
      path: LIST,
      access: 'account',
      run(call) {
        const conversation = service.conversationOf(call, 'ConversationSid');
        const present = (participant: Participant): object => shown(participant, conversation, call);
        const entries = conversation.participants.entries();
        return pageOf(call, { key: 'participants', largestPage: 100, entries, present });
      },
    },
    {
      method: 'post',
      path: LIST,
      access: 'user',
      run(call) {
        const conversation = service.conversationOf(call, 'ConversationSid');
        const fields = readNewParticipant(call, service, conversation);
        const permission = isSelf(call.caller, fields.identity) ? 'joinConversation' : 'addParticipant';
        authorize(call.caller, service, permission, conversation);
        const participant = addParticipant(conversation.participants, fields, clock());
        if (fields.identity !== null) service.userFor(fields.identity);
        return created(shown(participant, conversation, call));
      },
    },
  ];
}

function memberOperations(service: ChatService, clock: Clock): readonly Operation[] {
  const shown = (participant: Participant, conversation: Conversation, call: Call): object =>
    participantResource(participant, conversation, service.placeAt(call.base));
  return [
    {
      method: 'get',
      path: ONE,
      access: 'account',
      run(call) {
        const conversation = service.conversationOf(call, 'ConversationSid');
        return ok(shown(found(call, conversation), conversation, call));
      },
    },
    {
      method: 'post',
      path: ONE,
      access: 'user',
      run(call) {
        const conversation = service.conversationOf(call, 'ConversationSid');
        const participant = found(call, conversation);
        const own = isSelf(call.caller, participant.identity);
        const permission = own ? 'editOwnParticipantAttributes' : 'editAnyParticipantAttributes';
        authorize(call.caller, service, permission, conversation);
        updateParticipant(call, service, participant, clock());
        return ok(shown(participant, conversation, call));
      },
    },
    {
      method: 'delete',
      path: ONE,
      access: 'user',
      run(call) {
        const conversation = service.conversationOf(call, 'ConversationSid');
        const participant = found(call, conversation);
        const permission = isSelf(call.caller, participant.identity) ? 'leaveConversation' : 'removeParticipant';
        authorize(call.caller, service, permission, conversation);
        conversation.participants.remove(participant.sid);
        return noContent();
      },
    },
  ];
}

export const participantOperations = (service: ChatService, clock: Clock): readonly Operation[] => [
  ...collectionOperations(service, clock),
  ...memberOperations(service, clock),
];
