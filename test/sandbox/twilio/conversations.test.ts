import { ask } from '../../support/openapi-rest.ts';
import { sdkFor } from '../../support/openapi-sdk.ts';
import { standInForTests } from '../../support/openapi-stand-in.ts';

const under = standInForTests();
const service = () => sdkFor(under.current).conversations.v1.services(under.current.conversationsServiceSid);
const role = (type: string, name: string): string =>
  under.current.roles().find((one) => one.type === type && one.friendly_name === name)?.sid ?? '';

const aConversation = async () => service().conversations((await service().conversations.create({})).sid);
const webhooks = () => service().configuration.webhooks();

describe('Conversations', () => {
  test('are found by SID and by unique name', async () => {
    const { sid } = await service().conversations.create({ friendlyName: 'Case 1', uniqueName: 'case-1' });
    expect((await service().conversations('case-1').fetch()).sid).toBe(sid);
    expect(await service().conversations(sid).fetch()).toMatchObject({
      friendlyName: 'Case 1',
      state: 'active',
      attributes: '{}',
    });
  });

  test('are changed, listed and deleted', async () => {
    const { sid } = await service().conversations.create({ friendlyName: 'Case 1', attributes: '{"a":1}' });
    await service().conversations(sid).update({ state: 'closed' });
    expect(await service().conversations(sid).fetch()).toMatchObject({
      state: 'closed',
      friendlyName: 'Case 1',
      attributes: '{"a":1}',
    });
    expect(await service().conversations.list({ state: 'active' })).toEqual([]);
    expect(await service().conversations.list()).toHaveLength(1);
    await service().conversations(sid).remove();
    await expect(service().conversations(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test('cannot share a unique name', async () => {
    await service().conversations.create({ uniqueName: 'case-1' });
    const other = await service().conversations.create({ uniqueName: 'case-2' });
    const taken = { status: 409, code: 50353 };
    await expect(service().conversations.create({ uniqueName: 'case-1' })).rejects.toMatchObject(taken);
    await expect(service().conversations(other.sid).update({ uniqueName: 'case-1' })).rejects.toMatchObject(taken);
    expect((await service().conversations(other.sid).update({ uniqueName: 'case-2' })).uniqueName).toBe('case-2');
  });

  test.each([
    { State: 'lost' },
    { Attributes: '[]' },
    { FriendlyName: 'x'.repeat(257) },
    { Attributes: `{${' '.repeat(16_384)}}` },
  ])('refuse what is not allowed', async (form) => {
    const path = `/conversations/v1/Services/${under.current.conversationsServiceSid}/Conversations`;
    const { status, body } = await ask(under.current, 'POST', path, { form });
    expect([status, body['code']]).toEqual([400, 20001]);
    expect(await service().conversations.list()).toEqual([]);
  });
});

describe('Participants', () => {
  test('join as guest, and the user comes into being with the Service’s default role', async () => {
    const conversation = await aConversation();
    const participant = await conversation.participants.create({ identity: 'jane' });
    expect(participant).toMatchObject({
      identity: 'jane',
      roleSid: role('conversation', 'guest'),
      messagingBinding: null,
    });
    expect((await service().users('jane').fetch()).roleSid).toBe(role('service', 'service user'));
  });

  test('join as guest whatever the user’s service role is, and rise by an update', async () => {
    await service().users.create({ identity: 'jane', roleSid: role('service', 'admin') });
    const conversation = await aConversation();
    expect((await conversation.participants.create({ identity: 'jane' })).roleSid).toBe(role('conversation', 'guest'));
    const risen = await conversation.participants('jane').update({ roleSid: role('conversation', 'admin') });
    expect(risen.roleSid).toBe(role('conversation', 'admin'));
  });

  test('join with another role, another default, or from outside the chat', async () => {
    const conversation = await aConversation();
    const roleSid = role('conversation', 'agent');
    expect((await conversation.participants.create({ identity: 'jane', roleSid })).roleSid).toBe(roleSid);
    await service().configuration().update({ defaultConversationRoleSid: roleSid });
    const binding = { 'messagingBinding.address': '+15550100', 'messagingBinding.proxyAddress': '+15550199' };
    expect(await conversation.participants.create(binding)).toMatchObject({
      identity: null,
      roleSid,
      messagingBinding: { type: 'sms', address: '+15550100', proxy_address: '+15550199' },
    });
    expect(under.current.users().map(({ identity }) => identity)).toEqual(['jane']);
  });

  test('are found, listed and removed by SID or identity', async () => {
    const conversation = await aConversation();
    const { sid } = await conversation.participants.create({ identity: 'jane' });
    expect((await conversation.participants(sid).fetch()).identity).toBe('jane');
    await conversation.participants('jane').remove();
    expect(await conversation.participants.list()).toEqual([]);
    await expect(conversation.participants('jane').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test('cannot join twice', async () => {
    const conversation = await aConversation();
    await conversation.participants.create({ identity: 'jane' });
    await expect(conversation.participants.create({ identity: 'jane' })).rejects.toMatchObject({
      status: 409,
      code: 50433,
    });
    expect((await conversation.participants.create({ identity: 'Jane' })).identity).toBe('Jane');
  });

  test('are at most 50 from outside the chat', async () => {
    const conversation = await aConversation();
    const join = (at: number) =>
      conversation.participants.create({
        'messagingBinding.address': `+1555${at}`,
        'messagingBinding.proxyAddress': '+1',
      });
    for (let at = 100; at < 150; at += 1) await join(at);
    await expect(join(150)).rejects.toMatchObject({ status: 403, code: 50418 });
    expect((await conversation.participants.create({ identity: 'jane' })).identity).toBe('jane');
  });

  test.each([
    [{}, 400, 20001],
    [{ Identity: 'jane', 'MessagingBinding.Address': '+1', 'MessagingBinding.ProxyAddress': '+2' }, 400, 20001],
    [{ 'MessagingBinding.Address': '+1' }, 400, 20001],
    [{ Identity: 'jane', Attributes: '[]' }, 400, 20001],
    [{ Identity: 'jane', RoleSid: `RL${'0'.repeat(32)}` }, 404, 50109],
  ])('%j is refused and adds nobody', async (form, status, code) => {
    const conversation = await service().conversations.create({ uniqueName: 'case' });
    const { conversationsServiceSid } = under.current;
    const path = `/conversations/v1/Services/${conversationsServiceSid}/Conversations/${conversation.sid}/Participants`;
    const answer = await ask(under.current, 'POST', path, { form });
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(await service().conversations('case').participants.list()).toEqual([]);
    expect(under.current.users()).toEqual([]);
  });

  test('take no service role', async () => {
    const conversation = await aConversation();
    const wrong = conversation.participants.create({ identity: 'jane', roleSid: role('service', 'admin') });
    await expect(wrong).rejects.toMatchObject({ status: 400, code: 50105 });
  });
});

describe('configuration', () => {
  test('the account’s default Service is that of Flex', async () => {
    const configuration = await sdkFor(under.current).conversations.v1.configuration().fetch();
    expect(configuration.defaultChatServiceSid).toBe(under.current.conversationsServiceSid);
    expect(await service().fetch()).toMatchObject({ friendlyName: 'Flex Chat Service' });
    expect(await sdkFor(under.current).conversations.v1.services.list()).toHaveLength(1);
  });

  test.each([
    ['defaultChatServiceRoleSid', 'conversation'],
    ['defaultConversationRoleSid', 'service'],
    ['defaultConversationCreatorRoleSid', 'service'],
  ])('%s cannot be a %s role', async (name, type) => {
    const before = await service().configuration().fetch();
    const change = { reachabilityEnabled: true, [name]: role(type, 'admin') };
    await expect(service().configuration().update(change)).rejects.toMatchObject({ status: 400, code: 50105 });
    expect((await service().configuration().fetch()).toJSON()).toEqual(before.toJSON());
  });

  test('webhooks are kept as they are set', async () => {
    await webhooks().update({
      postWebhookUrl: 'https://example.com/hook',
      filters: ['onMessageAdded', 'onConversationAdded'],
    });
    await webhooks().update({ method: 'GET' });
    expect(await webhooks().fetch()).toMatchObject({
      preWebhookUrl: null,
      postWebhookUrl: 'https://example.com/hook',
      filters: ['onMessageAdded', 'onConversationAdded'],
      method: 'GET',
    });
    await expect(webhooks().update({ method: 'PUT' })).rejects.toMatchObject({ status: 400, code: 20001 });
  });

  test.each(['', '/Configuration', '/Users', '/Roles', '/Conversations'])(
    'another Service is not found: …%s',
    async (below) => {
      const { status, body } = await ask(
        under.current,
        'GET',
        `/conversations/v1/Services/IS${'0'.repeat(32)}${below}`,
      );
      expect([status, body['code']]).toEqual([404, 20404]);
    },
  );
});
