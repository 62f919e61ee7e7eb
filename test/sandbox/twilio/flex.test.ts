import { ask, basic } from '../../support/openapi-rest.ts';
import { sdkFor } from '../../support/openapi-sdk.ts';
import { START, standInForTests } from '../../support/openapi-stand-in.ts';
import { accessToken } from '../../support/openapi-access-token.ts';

const under = standInForTests();
const users = (version: number): string => `/flex-api/v${version}/Instances/${under.current.flexInstanceSid}/Users`;
const JANE = {
  username: 'jane@example.com',
  email: 'jane@example.com',
  full_name: 'Jane Doe',
  roles: ['agent'],
  worker: {},
};
const provision = (changes: object = {}) =>
  ask(under.current, 'POST', `${users(4)}/Provision`, { json: { ...JANE, ...changes } });
const deprovision = (sid: unknown) =>
  ask(under.current, 'POST', `${users(4)}/Deprovision`, { json: { flex_user_sid: sid } });
const attributes = (): unknown => JSON.parse(under.current.workers()[0]?.attributes ?? '{}');

const tokenFor = async (json?: object, changes?: object) => {
  const { body } = await provision(changes);
  const path = `${users(4)}/${String(body['flex_user_sid'])}/Tokens`;
  return { flexUserSid: body['flex_user_sid'], ...(await ask(under.current, 'POST', path, json ? { json } : {})) };
};
const iam = (operation: string, json: unknown, authorization?: string) =>
  ask(under.current, 'POST', `/iam/v1/Accounts/${under.current.accountSid}/Tokens/${operation}`, {
    json,
    ...(authorization !== undefined && { authorization }),
  });

test('the configuration leads to the workspace, the Service and the instance', async () => {
  expect(await sdkFor(under.current).flexApi.v1.configuration().fetch()).toMatchObject({
    accountSid: under.current.accountSid,
    taskrouterWorkspaceSid: under.current.workspaceSid,
    taskrouterOfflineActivitySid: under.current.offlineActivitySid,
    chatServiceInstanceSid: under.current.conversationsServiceSid,
    flexInstanceSid: under.current.flexInstanceSid,
  });
});

describe('Provision', () => {
  test('creates a Flex User with a Worker of the same name', async () => {
    const { status, body } = await provision();
    expect(status).toBe(201);
    expect(body).toMatchObject({ username: 'jane@example.com', roles: ['agent'], version: 1, deactivated: false });
    expect(body['flex_user_sid']).toMatch(/^FU[\da-f]{32}$/);
    expect(under.current.workers()).toMatchObject([{ sid: body['worker_sid'], friendly_name: 'jane@example.com' }]);
    expect(attributes()).toEqual({ email: 'jane@example.com', full_name: 'Jane Doe', roles: ['agent'] });
    expect(under.current.users()).toEqual([]);
  });

  test('called again updates the same user and worker, and leaves attributes that it does not assert', async () => {
    const first = await provision({ worker: { attributes: { skill: 'sales' } } });
    const second = await provision({ roles: ['supervisor'], worker: { attributes: { level: '3' } } });
    expect(second.body).toMatchObject({
      flex_user_sid: first.body['flex_user_sid'],
      worker_sid: first.body['worker_sid'],
      version: 2,
    });
    expect(attributes()).toMatchObject({ skill: 'sales', level: '3', roles: ['supervisor'] });
    expect(under.current.flexUsers()).toHaveLength(1);
  });

  test('takes over a worker that was made through TaskRouter', async () => {
    const workspace = sdkFor(under.current).taskrouter.v1.workspaces(under.current.workspaceSid);
    const { sid } = await workspace.workers.create({
      friendlyName: 'Jane@Example.com',
      attributes: '{"routing":{"skills":["a"]}}',
    });
    expect(under.current.flexUsers()).toEqual([]);
    expect((await provision()).body['worker_sid']).toBe(sid);
    expect(attributes()).toMatchObject({ routing: { skills: ['a'] }, roles: ['agent'] });
  });

  test('reads the typed names of worker attributes', async () => {
    await provision({
      worker: {
        attributes: {
          'age.int': '41',
          'vip.boolean': 'true',
          'langs.stringarray': 'en, de',
          'levels.intarray': '1,2',
          'x.string': '7',
          y: 8,
        },
      },
    });
    expect(attributes()).toMatchObject({ age: 41, vip: true, langs: ['en', 'de'], levels: [1, 2], x: '7', y: 8 });
  });

  test('sets worker channels', async () => {
    await provision({
      worker: { attributes: { 'channel.chat.capacity': '3', 'channel.voice.availability': 'false' } },
    });
    const workspace = sdkFor(under.current).taskrouter.v1.workspaces(under.current.workspaceSid);
    const channels = workspace.workers(under.current.workers()[0]?.sid ?? '').workerChannels;
    expect(await channels('chat').fetch()).toMatchObject({ configuredCapacity: 3, available: true });
    expect(await channels('voice').fetch()).toMatchObject({ configuredCapacity: 1, available: false });
    expect(attributes()).not.toHaveProperty('channel.chat.capacity');
  });

  test.each([
    [{ username: '' }],
    [{ username: 'x'.repeat(257) }],
    [{ email: 7 }],
    [{ full_name: undefined }],
    [{ roles: [] }],
    [{ roles: 'agent' }],
    [{ roles: ['wfo.full_access'] }],
    [{ roles: ['Agent'] }],
    [{ worker: undefined }],
    [{ worker: { attributes: [] } }],
    [{ worker: { attributes: { 'age.int': '1.23' } } }],
    [{ worker: { attributes: { 'vip.boolean': 'yes' } } }],
    [{ worker: { attributes: { 'levels.intarray': '1,a' } } }],
    [{ worker: { attributes: { 'channel.fax.capacity': '1' } } }],
    [{ worker: { attributes: { 'channel.chat.capacity': '51' } } }],
  ])('refuses %j with 45004 and writes nothing', async (changes) => {
    const { status, body } = await provision(changes);
    expect([status, body['code']]).toEqual([400, 45004]);
    expect([under.current.flexUsers(), under.current.workers()]).toEqual([[], []]);
  });

  test.each(['no json', '[]', '7'])('refuses the body %s', async (text) => {
    const headers = { 'Content-Type': 'application/json' };
    const { status, body } = await ask(under.current, 'POST', `${users(4)}/Provision`, { text, headers });
    expect([status, body['code']]).toEqual([400, 45004]);
  });

  test('refuses a username whose worker would not fit, and keeps nothing of it', async () => {
    expect((await provision({ username: 'x'.repeat(65) })).status).toBe(400);
    expect([under.current.flexUsers(), under.current.workers()]).toEqual([[], []]);
  });

  test('refuses a second user whose name differs by letter case only', async () => {
    await provision();
    const { status, body } = await provision({ username: 'JANE@example.com' });
    expect([status, body['code']]).toEqual([409, 45007]);
    expect(under.current.flexUsers()).toHaveLength(1);
  });
});

describe('Deprovision', () => {
  test('deletes the worker, busy or not, deactivates the user and leaves the Conversations User', async () => {
    const { body } = await provision();
    const service = sdkFor(under.current).conversations.v1.services(under.current.conversationsServiceSid);
    await service.users.create({ identity: 'jane_40example_2Ecom' });
    under.current.offerReservation('jane@example.com');
    under.advance(1_000);
    expect((await deprovision(body['flex_user_sid'])).status).toBe(204);
    expect(under.current.workers()).toEqual([]);
    expect(under.current.users()).toHaveLength(1);
    expect(under.current.flexUsers()[0]).toMatchObject({
      deactivated: true,
      deactivated_date: '2026-03-01T09:00:01Z',
      worker_sid: null,
    });
  });

  test('of someone gone answers 409, of someone unknown 404, of nothing 400', async () => {
    const { body } = await provision();
    await deprovision(body['flex_user_sid']);
    expect((await deprovision(body['flex_user_sid'])).body).toMatchObject({ status: 409, code: 45007 });
    expect((await deprovision(`FU${'0'.repeat(32)}`)).body).toMatchObject({ status: 404, code: 45006 });
    expect((await deprovision(undefined)).body).toMatchObject({ status: 400, code: 45004 });
  });

  test('is undone by provisioning again, with a new worker', async () => {
    const { body } = await provision();
    await deprovision(body['flex_user_sid']);
    const again = await provision();
    expect(again.body).toMatchObject({
      flex_user_sid: body['flex_user_sid'],
      deactivated: false,
      deactivated_date: null,
    });
    expect(again.body['worker_sid']).not.toBe(body['worker_sid']);
  });
});

describe('reading and changing Flex Users', () => {
  test('version 4 finds none or one by username', async () => {
    const find = async (name: string) =>
      (await ask(under.current, 'GET', `${users(4)}?Username=${name}`)).body['users'];
    expect(await find('jane@example.com')).toEqual([]);
    const { body } = await provision();
    expect(await find('jane@example.com')).toEqual([body]);
    expect((await ask(under.current, 'GET', `${users(4)}/${String(body['flex_user_sid'])}`)).body).toEqual(body);
  });

  test('version 2 fetches and updates', async () => {
    const { body } = await provision();
    const path = `${users(2)}/${String(body['flex_user_sid'])}`;
    const change = { Email: 'new@example.com', Locale: 'de-DE', UserSid: `US${'1'.repeat(32)}` };
    const updated = await ask(under.current, 'POST', path, { form: change });
    expect(updated.body).toMatchObject({
      email: 'new@example.com',
      locale: 'de-DE',
      user_sid: change.UserSid,
      version: 2,
    });
    expect((await ask(under.current, 'GET', path)).body).toEqual(updated.body);
  });

  test('version 1 lists in pages', async () => {
    for (const username of ['a', 'b', 'c']) await provision({ username });
    const { body } = await ask(under.current, 'GET', `${users(1)}?PageSize=2`);
    expect(body).toMatchObject({ users: [{ username: 'a' }, { username: 'b' }], meta: { key: 'users', page_size: 2 } });
  });

  test.each([1, 2, 4])('version %i does not know another instance', async (version) => {
    const path = `/flex-api/v${version}/Instances/GO${'0'.repeat(32)}/Users${version === 2 ? '/FU1' : '?Username=x'}`;
    expect((await ask(under.current, 'GET', path)).body).toMatchObject({ status: 404, code: 20404 });
  });

  test.each([2, 4])('version %i does not know another user', async (version) => {
    const { body } = await ask(under.current, 'GET', `${users(version)}/FU${'0'.repeat(32)}`);
    expect(body).toMatchObject({ status: 404, code: 45006 });
  });
});

describe('Flex tokens', () => {
  test('look like a JWE and tell whom they stand for', async () => {
    const { status, body } = await tokenFor();
    expect(status).toBe(201);
    expect(String(body['access_token']).split('.')).toHaveLength(5);
    expect(body['token_info']).toMatchObject({
      account_sid: under.current.accountSid,
      flex_instance_sid: under.current.flexInstanceSid,
      username: 'jane@example.com',
      identity: 'jane_40example_2Ecom',
      roles: ['agent'],
      expiration: new Date(START + 3_600_000).toISOString(),
    });
  });

  test.each([
    ['jdoe_1', 'jdoe_1'],
    ['a+b-c@x.y', 'a_2Bb_2Dc_40x_2Ey'],
    ['é', '_C3_A9'],
  ])('%s has the identity %s', async (username, identity) => {
    const { body } = await tokenFor(undefined, { username });
    expect(body['token_info']).toMatchObject({ identity });
  });

  test('are validated with the auth token and with an API key', async () => {
    const { body } = await tokenFor();
    const token = body['access_token'];
    const expected = {
      valid: true,
      code: 0,
      message: null,
      expiration: new Date(START + 3_600_000).toISOString(),
      realm_user_id: 'jane@example.com',
      identity: 'jane_40example_2Ecom',
      roles: ['agent'],
      worker_sid: under.current.workers()[0]?.sid,
    };
    expect((await iam('validate', { token }, basic(under.current.accountSid, under.current.authToken))).body).toEqual(
      expected,
    );
    expect((await iam('validate', { token })).body).toEqual(expected);
  });

  test('carry the Insights roles of the worker', async () => {
    const { flexUserSid } = await tokenFor(undefined, { roles: ['supervisor'] });
    const workspace = sdkFor(under.current).taskrouter.v1.workspaces(under.current.workspaceSid);
    await workspace
      .workers(under.current.workers()[0]?.sid ?? '')
      .update({ attributes: '{"roles":["supervisor","wfo.team_leader"]}' });
    const { body } = await ask(under.current, 'POST', `${users(4)}/${String(flexUserSid)}/Tokens`, { json: {} });
    expect(body['token_info']).toMatchObject({ roles: ['supervisor', 'wfo.team_leader'] });
  });

  test.each([undefined, 7, '', 'eyJ.x.y'])('%j is not valid', async (token) => {
    const { status, body } = await iam('validate', { token });
    expect([status, body]).toEqual([200, { valid: false, code: 20101, message: 'Invalid Access Token' }]);
  });

  test('expire', async () => {
    const { body } = await tokenFor({ ttl: 60 });
    under.advance(59_999);
    expect((await iam('validate', { token: body['access_token'] })).body['valid']).toBe(true);
    under.advance(1);
    expect((await iam('validate', { token: body['access_token'] })).body).toMatchObject({ valid: false, code: 20104 });
  });

  test('end with the deprovisioning of the user', async () => {
    const { body, flexUserSid } = await tokenFor();
    await deprovision(flexUserSid);
    expect((await iam('validate', { token: body['access_token'] })).body['valid']).toBe(false);
    const again = await ask(under.current, 'POST', `${users(4)}/${String(flexUserSid)}/Tokens`);
    expect([again.status, again.body['code']]).toEqual([400, 45773]);
  });

  test.each([0, -1, 1.5, '3600'])('cannot live %j seconds', async (ttl) => {
    expect((await tokenFor({ ttl })).body).toMatchObject({ status: 400, code: 45004 });
  });

  test('are renewed while they are valid', async () => {
    const { body } = await tokenFor({ ttl: 60 });
    under.advance(30_000);
    const renewed = await iam('refresh', { token: body['access_token'] });
    expect(renewed.body).toMatchObject({ roles: ['agent'], identity: 'jane_40example_2Ecom' });
    under.advance(60_000);
    expect((await iam('validate', { token: renewed.body['token'] })).body['valid']).toBe(true);
    expect((await iam('refresh', { token: body['access_token'] })).body).toMatchObject({ status: 400, code: 45775 });
  });

  test('are what Tokens/Info takes; a hand-made access token is refused with 20106', async () => {
    const path = `/flex-api/v1/Accounts/${under.current.accountSid}/Tokens/Info`;
    const { body } = await tokenFor();
    const good = await ask(under.current, 'POST', path, { json: { token: body['access_token'] } });
    expect(good.body).toMatchObject({ username: 'jane@example.com' });
    const handMade = await ask(under.current, 'POST', path, { json: { token: accessToken(under.current) } });
    expect([handMade.status, handMade.body['code']]).toEqual([401, 20106]);
  });

  test.each([
    '/iam/v1/Accounts/AC0/Tokens/validate',
    '/iam/v1/Accounts/AC0/Tokens/refresh',
    '/flex-api/v1/Accounts/AC0/Tokens/Info',
  ])('of another account are not found: %s', async (path) => {
    expect((await ask(under.current, 'POST', path, { json: {} })).body).toMatchObject({ status: 404, code: 20404 });
  });

  test.each([
    [['agent'], []],
    [['agent', 'wfo.full_access'], []],
    [['supervisor'], ['wfo.full_access']],
    [['admin', 'wfo.data_analyst'], ['wfo.data_analyst']],
  ])('roles %j open Flex Insights as %j', async (roles, expected) => {
    const { flexUserSid } = await tokenFor();
    const workspace = sdkFor(under.current).taskrouter.v1.workspaces(under.current.workspaceSid);
    await workspace.workers(under.current.workers()[0]?.sid ?? '').update({ attributes: JSON.stringify({ roles }) });
    const issued = await ask(under.current, 'POST', `${users(4)}/${String(flexUserSid)}/Tokens`);
    const authorization = String(issued.body['access_token']);
    const { body } = await ask(under.current, 'GET', '/flex-api/v1/Insights/UserRoles', { authorization });
    expect(body['roles']).toEqual(expected);
  });

  test.each([null, 'nonsense', 'Bearer nonsense'])('Flex Insights refuses the token %j', async (authorization) => {
    const { status, body } = await ask(under.current, 'GET', '/flex-api/v1/Insights/UserRoles', { authorization });
    expect([status, body['code']]).toEqual([401, 45002]);
  });
});
