import { createHmac } from 'node:crypto';
import { startTwilioStandIn } from '../../../src/sandbox/twilio/start.ts';
import type { TwilioStandIn } from '../../../src/sandbox/twilio/stand-in.ts';
import { accessToken, type TokenWish } from '../../support/openapi-access-token.ts';
import { ask, type RestAnswer, type RestRequest } from '../../support/openapi-rest.ts';

let standIn: TwilioStandIn;
beforeAll(async () => {
  // Tokens of Twilio's SDK carry the real time.
  standIn = await startTwilioStandIn({ actionRateLimit: null });
});
beforeEach(() => standIn.reset());
afterAll(() => standIn.close());

const at = (path: string): string => `/conversations/v1/Services/${standIn.conversationsServiceSid}${path}`;
const role = (type: string, name: string): string =>
  standIn.roles().find((one) => one.type === type && one.friendly_name === name)?.sid ?? '';
const asUser = (method: string, path: string, wish: TokenWish = {}, form?: RestRequest['form']): Promise<RestAnswer> =>
  ask(standIn, method, at(path), { authorization: `Bearer ${accessToken(standIn, wish)}`, ...(form && { form }) });
const asAccount = (method: string, path: string, form?: RestRequest['form']): Promise<RestAnswer> =>
  ask(standIn, method, at(path), form ? { form } : {});

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const handMade = (grants: object): string => {
  const { accountSid: sub, apiKey } = standIn;
  const payload = { iss: apiKey.sid, sub, exp: Math.floor(Date.now() / 1000) + 60, grants };
  const signed = `${part({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', apiKey.secret).update(signed).digest('base64url')}`;
};
const conversation = () => asAccount('POST', '/Conversations', { UniqueName: 'case', FriendlyName: 'Case' });
const join = (identity: string) => asAccount('POST', '/Conversations/case/Participants', { Identity: identity });
const editPlace = (identity: string) =>
  asUser('POST', `/Conversations/case/Participants/${identity}`, {}, { Attributes: '{"mood":"good"}' });

describe('an access token', () => {
  test('makes the user at its first use, with the role of its chat grant', async () => {
    const deploymentRoleSid = role('service', 'supervisor');
    expect((await asUser('GET', '/Users/jane', { deploymentRoleSid })).body['role_sid']).toBe(deploymentRoleSid);
    expect((await asUser('GET', '/Users/john', { identity: 'john' })).body['role_sid']).toBe(
      role('service', 'service user'),
    );
  });

  test('does not change the role of a user who is there', async () => {
    await asAccount('POST', '/Users', { Identity: 'jane', RoleSid: role('service', 'agent') });
    const { body } = await asUser('GET', '/Users/jane', { deploymentRoleSid: role('service', 'admin') });
    expect(body['role_sid']).toBe(role('service', 'agent'));
  });

  test.each<[string, number, () => TokenWish]>([
    ['of another key', 20103, () => ({ keySid: `SK${'0'.repeat(32)}` })],
    ['of another account', 20103, () => ({ accountSid: `AC${'0'.repeat(32)}` })],
    ['signed with another secret', 20107, () => ({ secret: 'wrong' })],
    ['that has expired', 20104, () => ({ ttl: -10 })],
    ['that lives longer than 24 hours', 20104, () => ({ ttl: 86_401 })],
    ['that is not yet valid', 20105, () => ({ nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['for another Service', 20106, () => ({ serviceSid: `IS${'0'.repeat(32)}` })],
  ])('%s is refused with %i and makes no user', async (_title, code, wish) => {
    const { status, body } = await asUser('GET', '/Users/jane', wish());
    expect([status, body['code']]).toEqual([401, code]);
    expect(standIn.users()).toEqual([]);
  });

  test.each(['', 'x', 'a.b', 'a.b.c', 'e30.e30.', 'e30.e30.e30.e30'])('%j is none: 401', async (token) => {
    const { status, body } = await ask(standIn, 'GET', at('/Users/jane'), { authorization: `Bearer ${token}` });
    expect(status).toBe(401);
    expect([20003, 20101, 20103]).toContain(body['code']);
  });

  test.each([
    [
      'an identity and the chat grant',
      () => ({ identity: 'jane', chat: { service_sid: standIn.conversationsServiceSid } }),
      200,
    ],
    ['no identity', () => ({ chat: { service_sid: standIn.conversationsServiceSid } }), 401],
    ['an empty identity', () => ({ identity: '', chat: { service_sid: standIn.conversationsServiceSid } }), 401],
    ['no chat grant', () => ({ identity: 'jane' }), 401],
  ])('with %s in its grants', async (_title, grants, status) => {
    const answer = await ask(standIn, 'GET', at('/Users/jane'), { authorization: `Bearer ${handMade(grants())}` });
    expect([answer.status, answer.body['code']]).toEqual([status, status === 401 ? 20106 : undefined]);
  });

  test('whose header claims no signature is refused', async () => {
    const [, payload] = accessToken(standIn).split('.');
    const header = Buffer.from('{"alg":"none","typ":"JWT","cty":"twilio-fpa;v=1"}').toString('base64url');
    const answer = await ask(standIn, 'GET', at('/Users/jane'), { authorization: `Bearer ${header}.${payload}.` });
    expect([answer.status, answer.body['code']]).toEqual([401, 20102]);
  });

  test.each([
    ['GET', '/Users'],
    ['POST', '/Users'],
    ['DELETE', '/Users/jane'],
    ['GET', '/Roles'],
    ['POST', '/Roles'],
    ['POST', '/Configuration'],
  ])('does not open %s %s, which are for the account', async (method, path) => {
    const { status, body } = await asUser(method, path);
    expect([status, body['code']]).toEqual([401, 20003]);
  });
});

describe('what a service role allows', () => {
  test.each([
    ['service user', 'POST /Conversations', { FriendlyName: 'x' }, 201],
    ['admin', 'POST /Conversations', { FriendlyName: 'x' }, 403],
    ['agent', 'POST /Conversations/case/Participants', { Identity: 'jane' }, 201],
    ['agent', 'POST /Conversations/case/Participants', { Identity: 'anna' }, 403],
    ['supervisor', 'POST /Conversations/case/Participants', { Identity: 'anna' }, 201],
    ['agent', 'DELETE /Conversations/case/Participants/john', undefined, 403],
    ['supervisor', 'DELETE /Conversations/case/Participants/john', undefined, 204],
    ['supervisor', 'DELETE /Conversations/case', undefined, 403],
    ['admin', 'DELETE /Conversations/case', undefined, 204],
    ['admin', 'POST /Conversations/case', { Attributes: '{"a":1}' }, 200],
    ['supervisor', 'POST /Conversations/case', { Attributes: '{"a":1}' }, 403],
    ['admin', 'POST /Conversations/case', { FriendlyName: 'new' }, 403],
    ['service admin', 'POST /Conversations/case', { FriendlyName: 'new' }, 200],
    ['agent', 'POST /Users/jane', { FriendlyName: 'Jane' }, 200],
    ['agent', 'POST /Users/john', { FriendlyName: 'John' }, 403],
    ['admin', 'POST /Users/john', { FriendlyName: 'John' }, 200],
  ])('%s: %s %j is answered with %i', async (name, operation, form, status) => {
    const [method = '', path = ''] = operation.split(' ');
    await conversation();
    await join('john');
    const deploymentRoleSid = role('service', name);
    const answer = await asUser(method, path, { deploymentRoleSid }, form);
    expect(answer.status).toBe(status);
    expect(answer.body['code']).toBe(status === 403 ? 50107 : undefined);
  });

  test('ends at the moment of a demotion', async () => {
    await conversation();
    await join('john');
    await asUser('GET', '/Users/jane', { deploymentRoleSid: role('service', 'supervisor') });
    await asAccount('POST', '/Users/jane', { RoleSid: role('service', 'agent') });
    expect((await asUser('DELETE', '/Conversations/case/Participants/john')).body['code']).toBe(50107);
  });

  test('follows a change of the role’s permissions', async () => {
    await conversation();
    await asAccount('POST', `/Roles/${role('service', 'service user')}`, { Permission: ['deleteConversation'] });
    expect((await asUser('DELETE', '/Conversations/case')).status).toBe(204);
  });

  test.each(['/Users/jane', '/Conversations/case/Participants/jane'])(
    'never lets people set a role: POST %s',
    async (path) => {
      await conversation();
      await join('jane');
      await asAccount('POST', '/Users/jane', { RoleSid: role('service', 'service admin') });
      await asAccount('POST', '/Conversations/case/Participants/jane', {
        RoleSid: role('conversation', 'channel user'),
      });
      await asAccount('POST', `/Roles/${role('service', 'service admin')}`, { Permission: ['editOwnUserInfo'] });
      const { status, body } = await asUser('POST', path, {}, { RoleSid: role('service', 'admin') });
      expect([status, body['code']]).toEqual([403, 50205]);
    },
  );
});

describe('what a conversation role adds', () => {
  test.each([
    ['guest', 403],
    ['agent', 200],
    ['admin', 200],
    ['supervisor', 200],
  ])('%s: editing the attributes of the conversation is answered with %i', async (name, status) => {
    await asAccount('POST', '/Conversations', { UniqueName: 'case' });
    await asAccount('POST', '/Conversations/case/Participants', {
      Identity: 'jane',
      RoleSid: role('conversation', name),
    });
    expect((await asUser('POST', '/Conversations/case', {}, { Attributes: '{"a":1}' })).status).toBe(status);
  });

  test('counts in that conversation only', async () => {
    await asAccount('POST', '/Conversations', { UniqueName: 'mine' });
    await asAccount('POST', '/Conversations', { UniqueName: 'other' });
    await asAccount('POST', '/Conversations/mine/Participants', {
      Identity: 'jane',
      RoleSid: role('conversation', 'admin'),
    });
    expect((await asUser('POST', '/Conversations/other', {}, { Attributes: '{}' })).status).toBe(403);
  });

  test('a participant may leave, and who created the conversation joins with the creator’s role', async () => {
    const made = await asUser('POST', '/Conversations', {}, { UniqueName: 'mine' });
    const joined = await asUser(
      'POST',
      `/Conversations/${String(made.body['sid'])}/Participants`,
      {},
      { Identity: 'jane' },
    );
    expect(joined.body['role_sid']).toBe(role('conversation', 'channel admin'));
    expect((await asUser('DELETE', '/Conversations/mine/Participants/jane')).status).toBe(204);
  });

  test('attributes of one’s own place are edited with editOwnParticipantAttributes', async () => {
    await asAccount('POST', '/Conversations', { UniqueName: 'case' });
    const place = { Identity: 'jane', RoleSid: role('conversation', 'channel user') };
    await asAccount('POST', '/Conversations/case/Participants', place);
    await asAccount('POST', '/Conversations/case/Participants', { Identity: 'john' });
    expect((await editPlace('jane')).body['attributes']).toBe('{"mood":"good"}');
    expect((await editPlace('john')).body['code']).toBe(50107);
  });
});
