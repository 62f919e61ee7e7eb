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

export function conversationOperations(service: ChatService): readonly Operation[] {
  const { conversations } = service;
  const list = '/v1/Services/:ServiceSid/Conversations';
  const one = `${list}/:Sid`;
  const shown = (conversation: Conversation, call: Call): object =>
    conversationResource(conversation, service.placeAt(call.base));
  return [
    {
      method: 'get',
      path: list,
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
      path: list,
      access: 'user',
      counts: 'Conversation',
      run(call) {
        service.check(call);
        const creator = authorize(call.caller, service, 'createConversation');
        return created(shown(conversations.create(creator?.identity ?? 'system', readFields(call)), call));
      },
    },
    {
      method: 'get',
      path: one,
      access: 'account',
      run: (call) => ok(shown(service.conversationOf(call), call)),
    },
    {
      method: 'post',
      path: one,
      access: 'user',
      run(call) {
        const conversation = service.conversationOf(call);
        authorizeEdit(call, service, conversation);
        conversations.update(conversation, readFields(call));
        return ok(shown(conversation, call));
      },
    },
    {
      method: 'delete',
      path: one,
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
