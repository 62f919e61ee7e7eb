import { participantEventOf } from '../../src/conversations/participant-event.ts';

const scope = { accountSid: `AC${'1'.repeat(32)}`, conversationsServiceSid: `IS${'1'.repeat(32)}` };
const event = {
  EventType: 'onParticipantAdded',
  AccountSid: scope.accountSid,
  ChatServiceSid: scope.conversationsServiceSid,
  ConversationSid: `CH${'a'.repeat(32)}`,
  ParticipantSid: `MB${'b'.repeat(32)}`,
  Identity: 'ada_40example_2Ecom',
  RoleSid: `RL${'c'.repeat(32)}`,
  Attributes: '{}',
};

test('says who was added where', () => {
  expect(participantEventOf(event, scope)).toEqual({
    type: 'onParticipantAdded',
    conversationSid: event.ConversationSid,
    participantSid: event.ParticipantSid,
    identity: 'ada_40example_2Ecom',
  });
});

test.each<[string, object | undefined]>([
  ['of another kind', { EventType: 'onMessageAdded' }],
  ['before the fact', { EventType: 'onParticipantAdd' }],
  ['of another account', { AccountSid: `AC${'2'.repeat(32)}` }],
  ['of another Service', { ChatServiceSid: `IS${'2'.repeat(32)}` }],
  ['of a participant by SMS', { Identity: '' }],
  ['of a participant without an identity', { Identity: undefined }],
  ['whose conversation is no SID', { ConversationSid: 'CH../Users/US1' }],
  ['whose participant is no SID', { ParticipantSid: '../../Roles' }],
  ['whose identity is longer than any', { Identity: 'a'.repeat(257) }],
])('an event %s is none of ours', (_title, change) => {
  expect(participantEventOf({ ...event, ...change }, scope)).toBeUndefined();
});

test.each([undefined, null, 'text', [], 7])('%p is no event', (said) => {
  expect(participantEventOf(said, scope)).toBeUndefined();
});
