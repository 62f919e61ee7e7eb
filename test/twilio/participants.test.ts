import { aScriptedServer, reply } from '../support/a-scripted-server.ts';
import { aTwilio, type TwilioBench } from '../support/a-twilio.ts';
import { failureOf } from '../support/failing.ts';
import { conversationsOf } from '../support/participants-bench.ts';
import { SIDS } from '../support/twilio-settings.ts';

const PLACE = { conversationSid: `CH${'1'.repeat(32)}`, participantSid: `MB${'2'.repeat(32)}` };
const resource = {
  sid: PLACE.participantSid,
  conversation_sid: PLACE.conversationSid,
  identity: 'ada',
  role_sid: SIDS.role,
};

let bench: TwilioBench;
beforeEach(async () => {
  bench = await aTwilio();
});
afterEach(() => bench.close());

test('a participant is found with identity and role, and nothing of one who takes part by SMS', async () => {
  const service = conversationsOf(bench.standIn);
  const place = await service.add('case', 'ada', 'agent');
  expect(await bench.twilio.participants.find(place)).toEqual({ ...place, roleSid: service.roleSid('agent') });
  const sms = { 'MessagingBinding.Address': '+15550100', 'MessagingBinding.ProxyAddress': '+15550199' };
  const { body } = await service.asAccount('POST', '/Conversations/case/Participants', sms);
  expect(await bench.twilio.participants.find({ ...place, participantSid: String(body['sid']) })).toBeUndefined();
});

test('whoever is not there is gone, for reading and for writing', async () => {
  expect(await bench.twilio.participants.find(PLACE)).toBeUndefined();
  expect(await bench.twilio.participants.setRole(PLACE, SIDS.role)).toBe('gone');
});

test('setting a role asks for no webhook, and is repeated where the answer was lost', async () => {
  let calls = 0;
  const server = await aScriptedServer((_, response) => {
    calls += 1;
    reply(response, calls === 1 ? 503 : 200, calls === 1 ? {} : resource);
  });
  const { participants } = bench.another({ baseUrl: server.url });
  expect(await participants.setRole(PLACE, SIDS.role)).toBe('set');
  expect(server.seen.map(({ method, body }) => `${method} ${body}`)).toEqual([
    `POST RoleSid=${SIDS.role}`,
    `POST RoleSid=${SIDS.role}`,
  ]);
  expect(server.seen.flatMap(({ headers }) => Object.keys(headers))).not.toContain('x-twilio-webhook-enabled');
  await server.close();
});

test('a role that Twilio does not know drops the copy of the roles', async () => {
  const place = await conversationsOf(bench.standIn).add('case', 'ada');
  await bench.twilio.conversationRoles.findByName('agent');
  expect(await failureOf(bench.twilio.participants.setRole(place, SIDS.role))).toMatchObject({
    code: 'TWILIO_REJECTED',
    evidence: { operation: 'participant.update', twilioCode: 50109 },
  });
  bench.standIn.clear();
  await bench.twilio.conversationRoles.findByName('agent');
  expect(bench.asked()).toHaveLength(1);
});

test('the conversations of a User are read page by page, by the SID of the User', async () => {
  const service = conversationsOf(bench.standIn);
  const places = [];
  for (let index = 0; index < 51; index += 1) places.push(await service.add(`case-${index}`, 'ada'));
  await service.add('other', 'ben');
  const found = [];
  for await (const place of bench.twilio.participants.placesOf('ada')) found.push(place);
  expect(found).toEqual(places.map(({ conversationSid, participantSid }) => ({ conversationSid, participantSid })));
});

test('an identity that reads like another person’s SID finds nothing', async () => {
  const service = conversationsOf(bench.standIn);
  await service.add('case', 'ada');
  const [user] = bench.standIn.users();
  const found = [];
  for await (const place of bench.twilio.participants.placesOf(user?.sid ?? '')) found.push(place);
  expect(found).toEqual([]);
});

describe('conversation roles', () => {
  test('are told from service roles of the same name', async () => {
    const sid = conversationsOf(bench.standIn).roleSid('supervisor');
    expect(await bench.twilio.conversationRoles.findByName('supervisor')).toEqual({ sid, name: 'supervisor' });
    expect(await bench.twilio.conversationRoles.findBySid(sid)).toEqual({ sid, name: 'supervisor' });
    expect(await bench.twilio.serviceRoles.findBySid(sid)).toBeUndefined();
  });

  test.each(['', 'Guest', '__proto__', 'constructor'])('“%s” is none', async (name) => {
    expect(await bench.twilio.conversationRoles.findByName(name)).toBeUndefined();
    expect(await bench.twilio.conversationRoles.findBySid(name)).toBeUndefined();
  });

  test('the defaults of the Service are those of its configuration', async () => {
    const { asAccount, roleSid } = conversationsOf(bench.standIn);
    await asAccount('POST', '/Configuration', { DefaultConversationRoleSid: roleSid('agent') });
    expect(await bench.twilio.conversationRoles.defaultSids()).toContain(roleSid('agent'));
  });
});
