import type { ConversationUser } from '../../src/provisioning/conversation-users.ts';
import { aScriptedServer, reply } from '../support/a-scripted-server.ts';
import { aTwilio, type TwilioBench } from '../support/a-twilio.ts';
import { failureOf } from '../support/failing.ts';
import { SIDS } from '../support/twilio-settings.ts';

const USERS = '/conversations/v1/Services/{IS}/Users';
const JANE = { identity: 'jane_40example_2Ecom', friendlyName: 'Jane Doe', roleName: 'agent' };

let bench: TwilioBench;
beforeAll(async () => {
  bench = await aTwilio({ users: [JANE] });
});
beforeEach(() => {
  bench.standIn.reset();
  bench.waits.length = 0;
});
afterAll(() => bench.close());

const users = (): TwilioBench['twilio']['users'] => bench.twilio.users;
const isUser = (user: ConversationUser | string | undefined): ConversationUser => {
  if (typeof user !== 'object') throw new Error(`expected a user, got ${user}`);
  return user;
};
const roleSid = (name: string): string =>
  bench.standIn.roles().find((role) => role.type === 'service' && role.friendly_name === name)?.sid ?? '';
const conversationRole = (): string => bench.standIn.roles().find(({ type }) => type === 'conversation')?.sid ?? '';
const inTwilio = (identity: string): unknown[] =>
  bench.standIn
    .users()
    .filter((user) => user.identity === identity)
    .map((user) => ({ friendlyName: user.friendly_name, roleSid: user.role_sid }));
const methods = (): (string | undefined)[] => bench.asked().map((line) => line.split(' ')[0]);

describe('finding a User', () => {
  test('costs one request, under the Service of Flex', async () => {
    expect(await users().find(JANE.identity)).toEqual({
      sid: expect.stringMatching(/^US/),
      identity: JANE.identity,
      friendlyName: JANE.friendlyName,
      roleSid: roleSid('agent'),
    });
    expect(bench.asked()).toEqual([`GET 200 ${USERS}/${JANE.identity}`]);
  });

  test.each(['nobody', 'JANE_40example_2Ecom', `${JANE.identity}_`])('%s is not there', async (identity) => {
    expect(await users().find(identity)).toBeUndefined();
  });

  test('is not fooled by an identity that is another person’s SID', async () => {
    const { sid } = isUser(await users().find(JANE.identity));
    expect(await users().find(sid)).toBeUndefined();
  });

  test.each(['user@example.com', 'a/b?c#d', '50%2F', 'zoë 猫', '...', "o'neil+1"])(
    'works with the identity %s',
    async (identity) => {
      const created = isUser(await users().create({ identity, friendlyName: 'Odd', roleSid: roleSid('agent') }));
      expect(await users().find(identity)).toEqual(created);
    },
  );

  test.each(['', '.', '..'])('“%s” does not reach another resource', async (identity) => {
    expect(await failureOf(users().find(identity))).toMatchObject({ code: 'TWILIO_REJECTED' });
    expect(bench.standIn.requests()).toEqual([]);
  });

  test.each([{ status: 500 }, { dropConnection: true }, { status: 429, code: 50074 }])(
    'is repeated after %p',
    async (fault) => {
      bench.standIn.faults.failNext({ ...fault, times: 2 });
      expect(await users().find(JANE.identity)).toMatchObject({ identity: JANE.identity });
    },
  );
});

const paul = (): Omit<ConversationUser, 'sid'> => ({
  identity: 'paul_40example_2Ecom',
  friendlyName: 'Paul & Mary',
  roleSid: roleSid('supervisor'),
});

describe('creating a User', () => {
  test('sets name and service role in one request', async () => {
    expect(await users().create(paul())).toEqual({ sid: expect.stringMatching(/^US/), ...paul() });
    expect(bench.asked()).toEqual([`POST 201 ${USERS}`]);
  });

  test('of an identity that is there exists, and changes nothing', async () => {
    expect(await users().create({ ...paul(), identity: JANE.identity })).toBe('exists');
    expect(inTwilio(JANE.identity)).toEqual([{ friendlyName: JANE.friendlyName, roleSid: roleSid('agent') }]);
  });

  test('of an identity in another letter case is another User', async () => {
    expect(await users().create({ ...paul(), identity: JANE.identity.toUpperCase() })).toMatchObject({
      identity: JANE.identity.toUpperCase(),
    });
  });

  test.each([
    ['the answer is lost', { dropConnection: true }],
    ['the answer is 500', { status: 500 }],
  ])('once, where it was made and %s', async (_, fault) => {
    bench.standIn.faults.failNext({ method: 'POST', when: 'after', ...fault });
    expect(await users().create(paul())).toMatchObject(paul());
    expect(inTwilio(paul().identity)).toHaveLength(1);
    expect(methods()).toEqual(['POST', 'GET']);
  });

  test('again, where it was not made', async () => {
    bench.standIn.faults.failNext({ method: 'POST', when: 'before', dropConnection: true });
    expect(await users().create(paul())).toMatchObject(paul());
    expect(inTwilio(paul().identity)).toHaveLength(1);
    expect(methods()).toEqual(['POST', 'GET', 'POST']);
  });

  test('exists where the answer is lost and a User with another role is found', async () => {
    bench.standIn.faults.failNext({ method: 'POST', when: 'before', status: 502 });
    expect(await users().create({ ...paul(), identity: JANE.identity })).toBe('exists');
    expect(inTwilio(JANE.identity)).toEqual([{ friendlyName: JANE.friendlyName, roleSid: roleSid('agent') }]);
  });

  test('waits its turn where Twilio changes the same User at the moment', async () => {
    bench.standIn.faults.failNext({ method: 'POST', when: 'before', status: 409, code: 50213 });
    expect(await users().create(paul())).toMatchObject(paul());
    expect(methods()).toEqual(['POST', 'POST']);
  });

  test.each([
    ['a reserved identity', (): object => ({ identity: 'system' }), 50203],
    ['a role of type conversation', (): object => ({ roleSid: conversationRole() }), 50105],
  ])('is refused by Twilio: %s', async (_, change, twilioCode) => {
    expect(await failureOf(users().create({ ...paul(), ...change() }))).toMatchObject({
      code: 'TWILIO_REJECTED',
      evidence: { operation: 'user.create', twilioCode },
    });
  });
});

describe('updating a User', () => {
  test.each([
    [(): object => ({ roleSid: roleSid('admin') }), (): object => ({ roleSid: roleSid('admin') })],
    [(): object => ({ friendlyName: 'Jane Roe' }), (): object => ({ friendlyName: 'Jane Roe' })],
    [
      (): object => ({ friendlyName: 'Jane Roe', roleSid: roleSid('supervisor') }),
      (): object => ({ friendlyName: 'Jane Roe', roleSid: roleSid('supervisor') }),
    ],
  ])('changes what is given and nothing else (%#)', async (change, expected) => {
    const before = isUser(await users().find(JANE.identity));
    expect(await users().update(before.sid, change())).toEqual({ ...before, ...expected() });
  });

  test('of a User that was deleted is gone', async () => {
    expect(await users().update(SIDS.user, { friendlyName: 'Nobody' })).toBe('gone');
  });

  test('whose answer is lost is simply made again', async () => {
    const { sid } = isUser(await users().find(JANE.identity));
    bench.standIn.faults.failNext({ method: 'POST', when: 'after', dropConnection: true });
    expect(await users().update(sid, { friendlyName: 'Jane Roe' })).toMatchObject({ friendlyName: 'Jane Roe' });
  });

  test('with a role that Twilio does not know is refused, and the roles are read anew', async () => {
    const { sid } = isUser(await users().find(JANE.identity));
    await bench.twilio.serviceRoles.findByName('agent');
    bench.standIn.clear();

    const refusal = await failureOf(users().update(sid, { roleSid: SIDS.role }));
    await bench.twilio.serviceRoles.findByName('agent');

    expect(refusal).toMatchObject({ code: 'TWILIO_REJECTED', evidence: { operation: 'user.update' } });
    expect(bench.asked().at(-1)).toBe('GET 200 /conversations/v1/Services/{IS}/Roles');
  });
});

test.each([
  ['50100 with 404', 404, 50100],
  ['50102 with 400', 400, 50102],
])('a role that is not found (%s) is neither a missing User nor an outage', async (_, status, code) => {
  const server = await aScriptedServer((__, response) => reply(response, status, { code, message: 'Role not found' }));
  try {
    const { users: there } = bench.another({ baseUrl: server.url });
    expect(await failureOf(there.update(SIDS.user, { roleSid: SIDS.role }))).toMatchObject({
      code: 'TWILIO_REJECTED',
      evidence: { status, twilioCode: code },
    });
    expect(server.seen).toHaveLength(1);
  } finally {
    await server.close();
  }
});

test.each([
  ['409 without a code', 409, {}],
  ['400 with 50201', 400, { code: 50201, message: 'User already exists' }],
  ['409 with 20409', 409, { code: 20409, message: 'Conflict' }],
])('a User that exists is recognised by %s', async (_, status, body) => {
  const server = await aScriptedServer((__, response) => reply(response, status, body));
  try {
    const { users: there } = bench.another({ baseUrl: server.url });
    const user = { identity: 'x', friendlyName: 'X', roleSid: SIDS.role };
    expect(await there.create(user)).toBe('exists');
  } finally {
    await server.close();
  }
});
