import { sdkFor } from '../../support/openapi-sdk.ts';
import { standInForTests } from '../../support/openapi-stand-in.ts';

const under = standInForTests({ dataset: { users: [{ identity: 'jane', roleName: 'admin' }] } });
const service = () => sdkFor(under.current).chat.v2.services(under.current.conversationsServiceSid);

test('the Service is the same in the older words', async () => {
  const roles = await service().roles.list();
  const { conversationsServiceSid: sid } = under.current;
  expect(await service().fetch()).toMatchObject({
    sid,
    friendlyName: 'Flex Chat Service',
    defaultServiceRoleSid: roles.find(({ friendlyName }) => friendlyName === 'service user')?.sid,
    defaultChannelRoleSid: roles.find(({ friendlyName }) => friendlyName === 'guest')?.sid,
  });
  expect(await sdkFor(under.current).chat.v2.services.list()).toHaveLength(1);
});

test.each([
  [
    'service admin',
    'deployment',
    [
      'createChannel',
      'joinChannel',
      'destroyChannel',
      'editChannelAttributes',
      'editChannelName',
      'addMember',
      'inviteMember',
      'removeMember',
      'editAnyMemberAttributes',
      'editAnyMessage',
      'deleteAnyMessage',
      'editAnyMessageAttributes',
      'editAnyUserInfo',
    ],
  ],
  ['service user', 'deployment', ['createChannel', 'editOwnUserInfo', 'joinChannel']],
  [
    'channel admin',
    'channel',
    [
      'addMember',
      'deleteAnyMessage',
      'destroyChannel',
      'editAnyMessage',
      'editAnyMessageAttributes',
      'editAnyMemberAttributes',
      'editChannelAttributes',
      'editChannelName',
      'editNotificationLevel',
      'inviteMember',
      'leaveChannel',
      'removeMember',
      'sendMediaMessage',
      'sendMessage',
    ],
  ],
  [
    'channel user',
    'channel',
    [
      'deleteOwnMessage',
      'editOwnMessage',
      'editOwnMessageAttributes',
      'editOwnMemberAttributes',
      'leaveChannel',
      'sendMediaMessage',
      'sendMessage',
      'editNotificationLevel',
    ],
  ],
])('the stock role %s of type %s has the documented permissions', async (name, type, permissions) => {
  const listed = (await service().roles.list()).find(({ friendlyName }) => friendlyName === name);
  const role = await service()
    .roles(listed?.sid ?? '')
    .fetch();
  expect(role.type).toBe(type);
  expect(role.permissions.toSorted()).toEqual(permissions.toSorted());
});

test('users carry the same SIDs and roles as in Conversations', async () => {
  const [jane] = under.current.users();
  expect(await service().users('jane').fetch()).toMatchObject({
    sid: jane?.sid,
    roleSid: jane?.role_sid,
    joinedChannelsCount: 0,
  });
  const conversations = sdkFor(under.current).conversations.v1.services(
    under.current.conversationsServiceSid,
  ).conversations;
  const { sid } = await conversations.create({});
  await conversations(sid).participants.create({ identity: 'jane' });
  expect((await service().users.list()).map((user) => user.joinedChannelsCount)).toEqual([1]);
});

test('what is not there is not found', async () => {
  const missing = { status: 404, code: 20404 };
  await expect(service().users('nobody').fetch()).rejects.toMatchObject(missing);
  await expect(
    service()
      .roles(`RL${'0'.repeat(32)}`)
      .fetch(),
  ).rejects.toMatchObject(missing);
  await expect(
    sdkFor(under.current)
      .chat.v2.services(`IS${'0'.repeat(32)}`)
      .fetch(),
  ).rejects.toMatchObject(missing);
});

describe('roles in the words of Chat', () => {
  const moderator = { friendlyName: 'moderator', permission: ['sendMessage', 'leaveChannel', 'inviteMember'] };

  test.each([
    ['channel', 'conversation'],
    ['deployment', 'service'],
  ] as const)('one of type %s is the same role of type %s in Conversations', async (type, ours) => {
    const { sid, permissions } = await service().roles.create({ ...moderator, type });
    expect(permissions).toEqual(moderator.permission);
    const role = under.current.roles().find((each) => each.sid === sid);
    expect(role).toMatchObject({ type: ours, permissions: ['sendMessage', 'leaveConversation'] });
  });

  test('an update replaces the whole set, and a removed one is gone', async () => {
    const { sid } = await service().roles.create({ ...moderator, type: 'channel' });
    await service()
      .roles(sid)
      .update({ permission: ['addMember'] });
    expect(await service().roles(sid).fetch()).toMatchObject({ permissions: ['addMember'] });
    await service().roles(sid).remove();
    await expect(service().roles(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test.each([
    ['a word of Conversations', ['joinConversation'], 50104],
    ['a word of nobody', ['fly'], 50104],
    ['no permission at all', [], 20001],
  ])('%s is refused', async (_, permission, code) => {
    const role = { friendlyName: 'lead', type: 'deployment', permission } as const;
    await expect(service().roles.create({ ...role, permission: [...permission] })).rejects.toMatchObject({
      status: 400,
      code,
    });
  });

  test('a type of Conversations is refused', async () => {
    const role = { ...moderator, type: 'service' as 'channel' };
    await expect(service().roles.create(role)).rejects.toMatchObject({ status: 400, code: 50105 });
  });
});

test('users are made, given another role and removed', async () => {
  const { sid: roleSid } = await service().roles.create({
    friendlyName: 'desk',
    type: 'deployment',
    permission: ['joinChannel'],
  });
  const { sid } = await service().users.create({ identity: 'kim' });
  expect(await service().users(sid).update({ roleSid })).toMatchObject({ identity: 'kim', roleSid });
  await service().users('kim').remove();
  expect((await service().users.list()).map(({ identity }) => identity)).toEqual(['jane']);
});

describe('channels', () => {
  const conversations = () =>
    sdkFor(under.current).conversations.v1.services(under.current.conversationsServiceSid).conversations;
  let channelSid: string;
  beforeEach(async () => {
    channelSid = (await conversations().create({ friendlyName: 'desk', uniqueName: 'the-desk' })).sid;
  });

  test('are the conversations', async () => {
    const [channel, ...others] = await service().channels.list();
    expect(others).toEqual([]);
    expect(channel).toMatchObject({ sid: channelSid, friendlyName: 'desk', uniqueName: 'the-desk', membersCount: 0 });
    expect(await service().channels('the-desk').fetch()).toMatchObject({ sid: channelSid, createdBy: 'system' });
  });

  test('members join, are given another role and leave', async () => {
    const { sid: roleSid } = await service().roles.create({
      friendlyName: 'host',
      type: 'channel',
      permission: ['sendMessage'],
    });
    const members = service().channels(channelSid).members;
    const { sid } = await members.create({ identity: 'jane' });
    expect(await members(sid).update({ roleSid })).toMatchObject({ identity: 'jane', channelSid, roleSid });
    expect(await members.list()).toEqual([expect.objectContaining({ sid, roleSid })]);
    expect(await conversations()(channelSid).participants(sid).fetch()).toMatchObject({ roleSid });
    await members('jane').remove();
    expect(await members.list()).toEqual([]);
    await expect(members(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test('a member who comes by SMS is none of Chat’s', async () => {
    await conversations()(channelSid).participants.create({
      'messagingBinding.address': '+15550001',
      'messagingBinding.proxyAddress': '+15550002',
    });
    expect(await service().channels(channelSid).members.list()).toEqual([]);
  });

  test('somebody is invited with a role, is no member yet, and may be uninvited', async () => {
    const { sid: roleSid } = await service().roles.create({
      friendlyName: 'host',
      type: 'channel',
      permission: ['sendMessage'],
    });
    const { invites, members } = service().channels(channelSid);
    const { sid } = await invites.create({ identity: 'jane', roleSid });
    expect(sid).toMatch(/^IN[0-9a-f]{32}$/);
    expect(await invites(sid).fetch()).toMatchObject({ identity: 'jane', channelSid, roleSid, createdBy: 'system' });
    expect(await members.list()).toEqual([]);
    const { defaultChannelRoleSid } = await service().fetch();
    await invites.create({ identity: 'kim' });
    expect((await invites.list()).map((each) => each.roleSid)).toEqual([roleSid, defaultChannelRoleSid]);
    await service().users('jane').remove();
    expect((await invites.list()).map(({ identity }) => identity)).toEqual(['kim']);
    await expect(invites(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test('a deployment role is no role of an invite', async () => {
    const user = (await service().roles.list()).find(({ friendlyName }) => friendlyName === 'service user');
    const { invites } = service().channels(channelSid);
    await expect(invites.create({ identity: 'jane', roleSid: user?.sid ?? '' })).rejects.toMatchObject({ code: 50105 });
  });

  test('a deployment role is no role of a member', async () => {
    const user = (await service().roles.list()).find(({ friendlyName }) => friendlyName === 'service user');
    const member = { identity: 'jane', roleSid: user?.sid ?? '' };
    await expect(service().channels(channelSid).members.create(member)).rejects.toMatchObject({ code: 50105 });
  });
});
