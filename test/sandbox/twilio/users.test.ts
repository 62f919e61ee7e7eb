import * as fc from 'fast-check';
import { ask } from '../../support/openapi-rest.ts';
import { sdkFor } from '../../support/openapi-sdk.ts';
import { START, standInForTests } from '../../support/openapi-stand-in.ts';

const under = standInForTests();
const service = () => sdkFor(under.current).conversations.v1.services(under.current.conversationsServiceSid);
const role = (type: string, name: string): string =>
  under.current.roles().find((one) => one.type === type && one.friendly_name === name)?.sid ?? '';
const identities = () => under.current.users().map(({ identity }) => identity);

describe('create', () => {
  test('gives a user with the Service’s default role and empty attributes', async () => {
    expect(await service().users.create({ identity: 'user_40example_2Ecom' })).toMatchObject({
      identity: 'user_40example_2Ecom',
      roleSid: role('service', 'service user'),
      friendlyName: null,
      attributes: '{}',
      isOnline: null,
      isNotifiable: null,
      dateCreated: new Date(START),
    });
  });

  test('follows a change of that default', async () => {
    await service()
      .configuration()
      .update({ defaultChatServiceRoleSid: role('service', 'agent') });
    expect((await service().users.create({ identity: 'jane' })).roleSid).toBe(role('service', 'agent'));
  });

  test('takes a role, a name and attributes', async () => {
    const fields = { friendlyName: 'Jane Doe', roleSid: role('service', 'supervisor'), attributes: '{"team":"a"}' };
    expect(await service().users.create({ identity: 'jane', ...fields })).toMatchObject(fields);
  });

  test('answers 409 with 50201 where the identity exists', async () => {
    await service().users.create({ identity: 'jane', friendlyName: 'first' });
    const again = service().users.create({ identity: 'jane', friendlyName: 'second' });
    await expect(again).rejects.toMatchObject({ status: 409, code: 50201 });
    expect(under.current.users().map(({ friendly_name }) => friendly_name)).toEqual(['first']);
  });

  test('takes identities that differ by letter case for different people', async () => {
    const [lower, upper] = [
      await service().users.create({ identity: 'jane' }),
      await service().users.create({ identity: 'Jane' }),
    ];
    expect((await service().users('Jane').fetch()).sid).toBe(upper.sid);
    expect((await service().users('jane').fetch()).sid).toBe(lower.sid);
    await expect(service().users('JANE').fetch()).rejects.toMatchObject({ status: 404 });
  });

  test('of the same identity at once creates one user', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => service().users.create({ identity: 'jane' })),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(identities()).toEqual(['jane']);
  });

  test.each([
    ['', 20001],
    [`US${'a'.repeat(32)}`, 50206],
    [`us${'A'.repeat(32)}`, 50206],
    ['x'.repeat(257), 50207],
    ['system', 50203],
  ])('refuses the identity %j with %i', async (identity, code) => {
    await expect(service().users.create({ identity })).rejects.toMatchObject({ status: 400, code });
    expect(identities()).toEqual([]);
  });

  test('takes an identity of 256 characters', async () => {
    await service().users.create({ identity: 'x'.repeat(256) });
    expect(identities()).toEqual(['x'.repeat(256)]);
  });

  test.each([
    ['a role of conversations', () => role('conversation', 'admin'), 400, 50105],
    ['a role that is not there', () => `RL${'0'.repeat(32)}`, 404, 50102],
  ])('refuses %s', async (_title, roleSid, status, code) => {
    await expect(service().users.create({ identity: 'jane', roleSid: roleSid() })).rejects.toMatchObject({
      status,
      code,
    });
    expect(identities()).toEqual([]);
  });

  test.each(['no', '[]', `{"a":"${'x'.repeat(4090)}"}`])(
    'refuses attributes that are no JSON object of 4096 characters',
    async (attributes) => {
      await expect(service().users.create({ identity: 'jane', attributes })).rejects.toMatchObject({
        status: 400,
        code: 20001,
      });
      expect(identities()).toEqual([]);
    },
  );
});

describe('one user', () => {
  test('is found by SID and by identity, whatever characters it has', async () => {
    const identity = 'jané doe/50%?#';
    const { sid } = await service().users.create({ identity });
    expect((await service().users(sid).fetch()).identity).toBe(identity);
    expect((await service().users(encodeURIComponent(identity)).fetch()).sid).toBe(sid);
  });

  test('of any identity is found by it', async () => {
    // A browser’s URL swallows the segments `.` and `..` before they are sent.
    const identity = fc
      .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
      .filter((text) => !/^\.{1,2}$|^system$/.test(text));
    await fc.assert(
      fc.asyncProperty(identity, async (name) => {
        under.current.reset();
        const { sid } = await service().users.create({ identity: name });
        expect((await service().users(encodeURIComponent(name)).fetch()).sid).toBe(sid);
      }),
      { numRuns: 30 },
    );
  });

  test.each(['__proto__', 'constructor', 'toString'])('%s is an identity like any other', async (identity) => {
    await expect(service().users(identity).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    await service().users.create({ identity });
    expect((await service().users(identity).fetch()).identity).toBe(identity);
  });

  test('changes its role and name, and never its identity', async () => {
    const { sid } = await service().users.create({ identity: 'jane', attributes: '{"a":1}' });
    under.advance(2_000);
    const changed = await service()
      .users('jane')
      .update({ roleSid: role('service', 'admin'), friendlyName: 'Jane' });
    expect(changed).toMatchObject({
      sid,
      identity: 'jane',
      roleSid: role('service', 'admin'),
      friendlyName: 'Jane',
      attributes: '{"a":1}',
    });
    expect(changed.dateUpdated).toEqual(new Date(START + 2_000));
  });

  test('keeps its role where the new one is of the wrong type', async () => {
    const { roleSid } = await service().users.create({ identity: 'jane' });
    const change = { roleSid: role('conversation', 'admin'), friendlyName: 'Jane' };
    await expect(service().users('jane').update(change)).rejects.toMatchObject({ status: 400, code: 50105 });
    expect(under.current.users()[0]).toMatchObject({ role_sid: roleSid, friendly_name: null });
  });

  test('is deleted with its places in conversations', async () => {
    const conversation = await service().conversations.create({ friendlyName: 'case 1' });
    const participants = service().conversations(conversation.sid).participants;
    await participants.create({ identity: 'jane' });
    await participants.create({ identity: 'john' });
    await service().users('jane').remove();
    expect((await participants.list()).map(({ identity }) => identity)).toEqual(['john']);
    await expect(service().users('jane').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test.each(['GET', 'POST', 'DELETE'])('%s of one who is not there answers 20404', async (method) => {
    const path = `/conversations/v1/Services/${under.current.conversationsServiceSid}/Users/nobody`;
    const { status, body } = await ask(under.current, method, path);
    expect([status, body['code']]).toEqual([404, 20404]);
  });
});

test('a list has at most 50 users a page', async () => {
  for (const identity of ['a', 'b', 'c', 'd', 'e']) await service().users.create({ identity });
  expect((await service().users.list({ pageSize: 2 })).map(({ identity }) => identity)).toEqual([
    'a',
    'b',
    'c',
    'd',
    'e',
  ]);
  await expect(service().users.list({ pageSize: 51 })).rejects.toMatchObject({ status: 400, code: 20007 });
});
