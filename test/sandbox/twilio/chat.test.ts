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
