import type { Clock } from '../../../kernel/clock.ts';
import { demand, invalid, notFound } from '../wire/api-error.ts';
import { checkedAttributes } from '../wire/json-attributes.ts';
import { created, noContent, ok, type Call, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { newSid } from '../wire/sid.ts';
import { authorize } from './authority.ts';
import type { Conversation } from './conversations.ts';
import type { Message } from './messages.ts';
import { participantOf } from './participants.ts';
import { messageResource } from './resources.ts';
import type { ChatService } from './state.ts';
import type { User } from './users.ts';

const LONGEST_ATTRIBUTES = 4096;
const LIST = '/v1/Services/:ServiceSid/Conversations/:ConversationSid/Messages';
const ONE = `${LIST}/:Sid`;

const conversationOf = (call: Call, service: ChatService): Conversation =>
  service.conversationOf(call, 'ConversationSid');

function found(call: Call, conversation: Conversation): Message {
  const message = conversation.messages.get(call.segment('Sid'));
  demand(message, () => notFound(call.resource));
  return message;
}

/** People act on their own messages and on those of others by different permissions. */
const whose = ({ caller }: Call, { author }: Message): 'Own' | 'Any' =>
  caller.kind === 'user' && caller.identity === author ? 'Own' : 'Any';

function readNew({ form }: Call): Pick<Message, 'body' | 'mediaSid' | 'attributes'> {
  const [body, mediaSid] = [form.text('Body') ?? null, form.text('MediaSid') ?? null];
  demand(body !== null || mediaSid !== null, () => invalid('Body or MediaSid is expected'));
  return { body, mediaSid, attributes: checkedAttributes(form.text('Attributes') ?? '{}', LONGEST_ATTRIBUTES) };
}

/** A person writes in her own name only. */
const authorOf = ({ form }: Call, user: User | undefined): string => user?.identity ?? form.text('Author') ?? 'system';

const nextIndex = ({ messages }: Conversation): number => (messages.items.at(-1)?.index ?? -1) + 1;

function send(call: Call, service: ChatService, now: number): Message {
  const conversation = conversationOf(call, service);
  const { messages, participants } = conversation;
  const fields = readNew(call);
  const permission = fields.mediaSid === null ? 'sendMessage' : 'sendMediaMessage';
  const author = authorOf(call, authorize(call.caller, service, permission, conversation));
  return messages.add({
    sid: newSid('IM'),
    index: nextIndex(conversation),
    author,
    participantSid: participantOf(participants, author)?.sid ?? null,
    ...fields,
    createdAt: now,
    updatedAt: now,
  });
}

function edit(call: Call, service: ChatService, now: number): Message {
  const conversation = conversationOf(call, service);
  const message = found(call, conversation);
  const [body, attributes] = [call.form.text('Body'), call.form.text('Attributes')];
  const may = (permission: string): unknown => authorize(call.caller, service, permission, conversation);
  if (body !== undefined) may(`edit${whose(call, message)}Message`);
  if (attributes !== undefined) may(`edit${whose(call, message)}MessageAttributes`);
  return Object.assign(message, {
    ...(body !== undefined && { body }),
    ...(attributes !== undefined && { attributes: checkedAttributes(attributes, LONGEST_ATTRIBUTES) }),
    updatedAt: now,
  });
}

/** Messages, with the permissions of the conversation role: what an application is refused at run time. */
export const messageOperations = (service: ChatService, clock: Clock): readonly Operation[] => {
  const shown = (message: Message, call: Call): object =>
    messageResource(message, conversationOf(call, service), service.placeAt(call.base));
  return [
    {
      method: 'get',
      path: LIST,
      access: 'account',
      run: (call) =>
        pageOf(call, {
          key: 'messages',
          largestPage: 100,
          entries: conversationOf(call, service).messages.entries(),
          present: (message) => shown(message, call),
        }),
    },
    { method: 'post', path: LIST, access: 'user', run: (call) => created(shown(send(call, service, clock()), call)) },
    {
      method: 'get',
      path: ONE,
      access: 'account',
      run: (call) => ok(shown(found(call, conversationOf(call, service)), call)),
    },
    { method: 'post', path: ONE, access: 'user', run: (call) => ok(shown(edit(call, service, clock()), call)) },
    {
      method: 'delete',
      path: ONE,
      access: 'user',
      run(call) {
        const conversation = conversationOf(call, service);
        const message = found(call, conversation);
        authorize(call.caller, service, `delete${whose(call, message)}Message`, conversation);
        conversation.messages.remove(message.sid);
        return noContent();
      },
    },
  ];
};
