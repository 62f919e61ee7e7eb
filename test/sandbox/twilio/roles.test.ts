import { ask } from '../../support/openapi-rest.ts';
import { sdkFor } from '../../support/openapi-sdk.ts';
import { START, standInForTests } from '../../support/openapi-stand-in.ts';

const under = standInForTests();
const service = () => sdkFor(under.current).conversations.v1.services(under.current.conversationsServiceSid);
const role = (type: string, name: string) =>
  under.current.roles().find((candidate) => candidate.type === type && candidate.friendly_name === name);
const create = (form: Record<string, string | readonly string[]>) =>
  ask(under.current, 'POST', `/conversations/v1/Services/${under.current.conversationsServiceSid}/Roles`, { form });

const STAFF = [
  'editConversationAttributes',
  'sendMessage',
  'sendMediaMessage',
  'leaveConversation',
  'editOwnMessage',
  'editOwnMessageAttributes',
  'deleteOwnMessage',
];
const ANY_MESSAGE = ['editAnyMessage', 'editAnyMessageAttributes', 'deleteAnyMessage'];

describe('the roles that Flex sets up', () => {
  test.each([
    [
      'service',
      'admin',
      [
        'joinConversation',
        'deleteConversation',
        'addParticipant',
        'removeParticipant',
        'editConversationAttributes',
        'editOwnUserInfo',
        'editAnyUserInfo',
      ],
    ],
    ['service', 'supervisor', ['joinConversation', 'addParticipant', 'removeParticipant', 'editOwnUserInfo']],
    ['conversation', 'guest', ['sendMessage', 'sendMediaMessage', 'leaveConversation']],
    ['conversation', 'agent', STAFF],
    ['conversation', 'admin', [...STAFF, ...ANY_MESSAGE]],
    ['conversation', 'supervisor', [...STAFF, ...ANY_MESSAGE]],
  ])('%s role %s', (type, name, permissions) => {
    expect(role(type, name)?.permissions).toEqual(permissions);
  });

  test('and the four of every Service, without the invites that Conversations does not have', () => {
    for (const [type, name] of [
      ['service', 'service admin'],
      ['service', 'service user'],
      ['conversation', 'channel admin'],
      ['conversation', 'channel user'],
    ] as const) {
      expect(role(type, name)?.permissions).not.toContain('inviteMember');
      expect(role(type, name)?.permissions.length).toBeGreaterThan(2);
    }
  });

  test('the service user is the default of users, guest the one of participants', async () => {
    expect(await service().configuration().fetch()).toMatchObject({
      defaultChatServiceRoleSid: role('service', 'service user')?.sid,
      defaultConversationRoleSid: role('conversation', 'guest')?.sid,
      reachabilityEnabled: false,
    });
  });

  test('the same name stands under both types', () => {
    const admins = under.current.roles().filter(({ friendly_name }) => friendly_name === 'admin');
    expect(admins.map(({ type }) => type).toSorted()).toEqual(['conversation', 'service']);
  });

  test('have no date of change until they are changed', async () => {
    const sid = role('service', 'supervisor')?.sid ?? '';
    expect((await service().roles(sid).fetch()).dateUpdated).toBeNull();
    under.advance(1_000);
    const changed = await service()
      .roles(sid)
      .update({ permission: ['joinConversation'] });
    expect(changed.dateUpdated).toEqual(new Date(START + 1_000));
  });
});

describe('the service role agent, which Twilio’s pages leave open', () => {
  test('exists unless it is taken away, and may come back', () => {
    const sid = role('service', 'agent')?.sid;
    expect(sid).toMatch(/^RL/);
    under.current.setAgentServiceRole(false);
    expect(role('service', 'agent')).toBeUndefined();
    expect(role('conversation', 'agent')).toBeDefined();
    under.current.setAgentServiceRole(true);
    under.current.setAgentServiceRole(true);
    expect(under.current.roles().filter((one) => one.type === 'service' && one.friendly_name === 'agent')).toHaveLength(
      1,
    );
    expect(role('service', 'agent')?.sid).toBe(sid);
  });

  test('leaves its SID with the users who carry it', async () => {
    const roleSid = role('service', 'agent')?.sid ?? '';
    await service().users.create({ identity: 'jane', roleSid });
    under.current.setAgentServiceRole(false);
    expect((await service().users('jane').fetch()).roleSid).toBe(roleSid);
  });
});

describe('create', () => {
  test('takes the permission repeated once for each', async () => {
    const made = await service().roles.create({
      friendlyName: 'lead',
      type: 'service',
      permission: ['addParticipant', 'joinConversation'],
    });
    expect(made).toMatchObject({
      friendlyName: 'lead',
      type: 'service',
      permissions: ['addParticipant', 'joinConversation'],
    });
    expect((await service().roles(made.sid).fetch()).permissions).toEqual(['addParticipant', 'joinConversation']);
  });

  test('allows a name twice', async () => {
    const form = { FriendlyName: 'admin', Type: 'service', Permission: 'joinConversation' };
    expect((await create(form)).status).toBe(201);
    expect(
      under.current.roles().filter(({ friendly_name, type }) => friendly_name === 'admin' && type === 'service'),
    ).toHaveLength(2);
  });

  test.each([
    [{ Type: 'service', Permission: 'joinConversation' }, 20001],
    [{ FriendlyName: 'lead', Permission: 'joinConversation' }, 20001],
    [{ FriendlyName: 'lead', Type: 'service' }, 20001],
    [{ FriendlyName: 'x'.repeat(65), Type: 'service', Permission: 'joinConversation' }, 20001],
    [{ FriendlyName: 'lead', Type: 'deployment', Permission: 'joinConversation' }, 50105],
    [{ FriendlyName: 'lead', Type: 'service', Permission: ['joinConversation', 'flyAway'] }, 50104],
    [{ FriendlyName: 'lead', Type: 'service', Permission: 'joinChannel' }, 50104],
    [{ FriendlyName: 'lead', Type: 'service', Permission: 'inviteMember' }, 50104],
    [{ FriendlyName: 'lead', Type: 'service', Permission: 'constructor' }, 50104],
  ])('refuses %j with %i and adds nothing', async (form, code) => {
    const before = under.current.roles().length;
    const { status, body } = await create(form);
    expect([status, body['code']]).toEqual([400, code]);
    expect(under.current.roles()).toHaveLength(before);
  });

  test.each([
    'editNotificationLevel',
    'editAnyParticipantAttributes',
    'editOwnParticipantAttributes',
    'addNonChatParticipant',
  ])('takes %s, which is in use and in no published list', async (permission) => {
    expect((await create({ FriendlyName: 'lead', Type: 'conversation', Permission: permission })).status).toBe(201);
  });

  test('takes a name of 64 characters', async () => {
    expect(
      (await create({ FriendlyName: 'x'.repeat(64), Type: 'service', Permission: 'joinConversation' })).status,
    ).toBe(201);
  });
});

describe('update and delete', () => {
  test('an update replaces the whole set', async () => {
    const sid = role('service', 'admin')?.sid ?? '';
    await service()
      .roles(sid)
      .update({ permission: ['joinConversation'] });
    expect(role('service', 'admin')?.permissions).toEqual(['joinConversation']);
  });

  test.each([[], ['flyAway']])('an update to %j is refused and keeps the set', async (...permission) => {
    const { sid = '', permissions } = role('service', 'admin') ?? {};
    await expect(service().roles(sid).update({ permission })).rejects.toMatchObject({ status: 400 });
    expect(role('service', 'admin')?.permissions).toEqual(permissions);
  });

  test('a deleted role is gone', async () => {
    const sid = role('service', 'supervisor')?.sid ?? '';
    await service().roles(sid).remove();
    await expect(service().roles(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test('are for roles of this Service', async () => {
    const other = sdkFor(under.current).conversations.v1.services(`IS${'0'.repeat(32)}`);
    const sid = role('service', 'supervisor')?.sid ?? '';
    await expect(other.roles(sid).remove()).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(other.roles.list()).rejects.toMatchObject({ status: 404 });
    expect(role('service', 'supervisor')).toBeDefined();
  });
});

test('a list has at most 50 roles a page', async () => {
  const all = await service().roles.list({ pageSize: 3 });
  expect(all.map(({ sid }) => sid)).toEqual(under.current.roles().map(({ sid }) => sid));
  await expect(service().roles.list({ pageSize: 51 })).rejects.toMatchObject({ status: 400, code: 20007 });
});
