import { created, noContent, ok, type Call, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { authorize } from './authority.ts';
import type { Conversation, ConversationFields } from './conversations.ts';
import { conversationResource } from './resources.ts';
import type { ChatService } from './state.ts';

const readFields = ({ form }: Call): ConversationFields => ({
  friendlyName: form.text('FriendlyName'),
  uniqueName: form.text('UniqueName'),
  attributes: form.text('Attributes'),
  state: form.text('State'),
});

function authorizeEdit(call: Call, service: ChatService, conversation: Conversation): void {
  const { friendlyName, uniqueName, attributes, state } = readFields(call);
  const may = (permission: string): unknown => authorize(call.caller, service, permission, conversation);
  if (friendlyName !== undefined || uniqueName !== undefined) may('editConversationName');
  if (attributes !== undefined || state !== undefined) may('editConversationAttributes');
}

const LIST = '/v1/Services/:ServiceSid/Conversations';
const ONE = `${LIST}/:Sid`;

function collectionOperations(service: ChatService): readonly Operation[] {
  const { conversations } = service;
  const shown = (conversation: Conversation, call: Call): object =>
    conversationResource(conversation, service.placeAt(call.base));
  return [
    {
      method: 'get',
      path: LIST,
      access: 'account',
      run(call) {
        service.check(call);
        const state = call.query.text('State');
        const entries = conversations.all.entries(
          (conversation) => state === undefined || conversation.state === state,
        );
        const present = (conversation: Conversation): object => shown(conversation, call);
        return pageOf(call, { key: 'conversations', largestPage: 100, entries, present });
      },
    },
    {
      method: 'post',
      path: LIST,
      access: 'user',
      counts: 'Conversation',
      run(call) {
        service.check(call);
        const creator = authorize(call.caller, service, 'createConversation');
        return created(shown(conversations.create(creator?.identity ?? 'system', readFields(call)), call));
      },
    },
  ];
}

function memberOperations(service: ChatService): readonly Operation[] {
  const { conversations } = service;
  const shown = (call: Call, conversation = service.conversationOf(call)): object =>
    conversationResource(conversation, service.placeAt(call.base));
  return [
    {
      method: 'get',
      path: ONE,
      access: 'account',
      run: (call) => ok(shown(call)),
    },
    {
      method: 'post',
      path: ONE,
      access: 'user',
      run(call) {
        const conversation = service.conversationOf(call);
        authorizeEdit(call, service, conversation);
        conversations.update(conversation, readFields(call));
        return ok(shown(call, conversation));
      },
    },
    {
      method: 'delete',
      path: ONE,
      access: 'user',
      counts: 'Conversation',
      run(call) {
        const conversation = service.conversationOf(call);
        authorize(call.caller, service, 'deleteConversation', conversation);
        conversations.all.remove(conversation.sid);
        return noContent();
      },
    },
  ];
}

export const conversationOperations = (service: ChatService): readonly Operation[] => [
  ...collectionOperations(service),
  ...memberOperations(service),
];
