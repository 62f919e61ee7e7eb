import { randomUUID } from 'node:crypto';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn } from '../support/a-login.ts';
import { asAdmin } from '../support/admin-calls.ts';
import { ask } from '../support/openapi-rest.ts';
import { conversationsOf } from '../support/participants-bench.ts';
import { bodySha256, signatureOf } from '../support/signed-webhook.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';

const PATH = '/webhooks/conversations';
const PUBLIC = `https://gw.example${PATH}`;
const USERNAME = 'ana@corp.example';
const IDENTITY = 'ana_40corp_2Eexample';

let twilio: TwilioStandIn;
const running: RunningGateway[] = [];
beforeEach(async () => {
  twilio = await aTwilioStandIn();
});
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.close();
  await twilio.close();
});

async function start(top = 'conversations: {}', store?: string): Promise<RunningGateway> {
  const keyPrefix = `participants-${randomUUID().slice(0, 8)}:`;
  const gateway = await aGateway({ twilio, top, ...(store !== undefined && { store, keyPrefix }) });
  running.push(gateway);
  return gateway;
}

type Place = Awaited<ReturnType<ReturnType<typeof conversationsOf>['add']>>;

const eventOf = ({ conversationSid, participantSid, identity }: Place, type = 'onParticipantAdded') => ({
  EventType: type,
  AccountSid: twilio.accountSid,
  ChatServiceSid: twilio.conversationsServiceSid,
  ConversationSid: conversationSid,
  ParticipantSid: participantSid,
  Identity: identity,
  RoleSid: conversationsOf(twilio).roleSid('guest'),
  Attributes: '{}',
  DateCreated: '2026-11-24T08:00:00Z',
});

/** As Twilio posts it. */
function post(gateway: RunningGateway, event: Record<string, string>, signature?: string): Promise<Response> {
  const form = new URLSearchParams(event);
  return fetch(`${gateway.url}${PATH}`, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature ?? signatureOf(twilio.authToken, PUBLIC, form) },
    body: form,
  });
}

/** Waits until the condition holds, at most as long as jest lets a test run. */
async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
const roleBecomes = (conversation: string, role: string, identity = IDENTITY): Promise<void> =>
  eventually(async () => (await conversationsOf(twilio).roleIn(conversation, identity)) === role);

test('a supervisor whom Flex added as guest becomes supervisor in the conversation', async () => {
  const gateway = await start();
  await logIn(gateway, { roles: ['supervisor', 'wfo.team_leader'] });
  const place = await conversationsOf(twilio).add('case', IDENTITY);
  const answer = await post(gateway, eventOf(place));
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
  await roleBecomes('case', 'supervisor');
});

test('what a participant may do at run time follows: the guest meets 50107, the supervisor does not', async () => {
  const gateway = await start();
  const { cookie } = await logIn(gateway, { roles: ['supervisor', 'wfo.team_leader'] });
  const minted = await fetch(`${gateway.url}/api/token`, {
    method: 'POST',
    headers: { cookie, origin: 'https://gw.example', 'sec-fetch-site': 'same-origin' },
  });
  const { token } = (await minted.json()) as { token: string };
  const service = conversationsOf(twilio);
  const place = await service.add('case', IDENTITY);
  const { body } = await service.asAccount('POST', '/Conversations/case/Messages', {
    Body: 'Hello',
    Author: 'customer',
  });
  const edit = async (): Promise<readonly unknown[]> => {
    const url = `${twilio.url}/conversations/v1/Services/${twilio.conversationsServiceSid}/Conversations/case/Messages`;
    const answer = await fetch(`${url}/${String(body['sid'])}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams({ Body: 'Hello, edited' }),
    });
    return [answer.status, ((await answer.json()) as { code?: number }).code];
  };
  expect(await edit()).toEqual([403, 50107]);
  await post(gateway, eventOf(place));
  await roleBecomes('case', 'supervisor');
  expect(await edit()).toEqual([200, undefined]);
});

test('duplicates and late arrivals change nothing, also after a demotion', async () => {
  const gateway = await start();
  const service = conversationsOf(twilio);
  await logIn(gateway, { roles: ['admin', 'wfo.full_access'] });
  const place = await service.add('case', IDENTITY);
  await post(gateway, eventOf(place));
  await roleBecomes('case', 'admin');
  await logIn(gateway, { roles: ['agent'] });
  await roleBecomes('case', 'agent');
  await Promise.all([post(gateway, eventOf(place)), post(gateway, eventOf(place))]);
  const second = await service.add('second', IDENTITY);
  await post(gateway, eventOf(second));
  await roleBecomes('second', 'agent');
  expect(await service.roleIn('case', IDENTITY)).toBe('agent');
});

describe.each([
  { name: 'in memory', store: 'memory' },
  { name: 'in Redis', store: `redis+unix://${process.env['REDIS_TEST_URL']}` },
])('a demotion, with the store $name', ({ store }) => {
  test('lowers the person in every conversation, though Twilio failed at first', async () => {
    const gateway = await start('conversations: {}', store);
    const service = conversationsOf(twilio);
    await logIn(gateway, { roles: ['supervisor', 'wfo.team_leader'] });
    for (const name of ['one', 'two', 'three']) await service.add(name, IDENTITY, 'supervisor');
    await service.add('guest', IDENTITY);
    twilio.faults.failNext({ method: 'POST', pathPattern: /Participants/, status: 503, times: 2 });
    await logIn(gateway, { roles: ['agent'] });
    for (const name of ['one', 'two', 'three']) await roleBecomes(name, 'agent');
    expect(await service.roleIn('guest', IDENTITY)).toBe('guest');
  });
});

describe('the conversations that somebody is in already', () => {
  const inThree = async (role: string): Promise<void> => {
    for (const name of ['one', 'two', 'three']) await conversationsOf(twilio).add(name, IDENTITY, role);
  };
  const allBecome = async (role: string): Promise<void> => {
    for (const name of ['one', 'two', 'three']) await roleBecomes(name, role);
  };

  const roles = (): Promise<readonly string[]> =>
    Promise.all(['one', 'two', 'three'].map((name) => conversationsOf(twilio).roleIn(name, IDENTITY)));

  test('follow a promotion', async () => {
    const gateway = await start();
    await logIn(gateway, { roles: ['agent'] });
    await inThree('agent');
    await logIn(gateway, { roles: ['supervisor', 'wfo.team_leader'] });
    await allBecome('supervisor');
    expect(await roles()).toEqual(['supervisor', 'supervisor', 'supervisor']);
  });

  test('follow a promotion that Twilio refused at first, and then the demotion after it', async () => {
    const gateway = await start();
    await logIn(gateway, { roles: ['agent'] });
    await inThree('agent');
    twilio.faults.failNext({ method: 'POST', pathPattern: /Participants/, status: 503, times: 2 });
    await logIn(gateway, { roles: ['admin', 'wfo.full_access'] });
    await allBecome('admin');
    await logIn(gateway, { roles: ['agent'] });
    await allBecome('agent');
    expect(await roles()).toEqual(['agent', 'agent', 'agent']);
  });

  test('follow a block, and its end', async () => {
    const gateway = await start();
    await logIn(gateway, { roles: ['supervisor', 'wfo.team_leader'] });
    await inThree('supervisor');
    const blocked = await asAdmin(gateway, 'POST', `/api/admin/subjects/${USERNAME}/block`, { reason: 'left' });
    expect(blocked.status).toBe(200);
    await allBecome('guest');
    await asAdmin(gateway, 'POST', `/api/admin/subjects/${USERNAME}/unblock`, { reason: 'back' });
    await allBecome('supervisor');
    expect(await roles()).toEqual(['supervisor', 'supervisor', 'supervisor']);
  });

  test('are lowered by a deprovision before it removes the worker', async () => {
    const gateway = await start();
    await logIn(gateway, { roles: ['supervisor', 'wfo.team_leader'] });
    await inThree('supervisor');
    twilio.clear();
    const { json } = await asAdmin(gateway, 'DELETE', `/api/admin/subjects/${USERNAME}`);
    expect(json).toMatchObject({
      ok: true,
      steps: expect.arrayContaining([{ step: 'conversations', result: 'done', detail: 'lowered in 3 conversations' }]),
    });
    expect(await roles()).toEqual(['guest', 'guest', 'guest']);
    const writes = twilio.requests().filter(({ method }) => method !== 'GET');
    const lastLowered = writes.findLastIndex(({ path }) => path.includes('/Participants/'));
    expect(writes.findIndex(({ method }) => method === 'DELETE')).toBeGreaterThan(lastLowered);
  });

  test('are lowered where drift that lowers somebody is adopted', async () => {
    const gateway = await start();
    await logIn(gateway, { roles: ['supervisor', 'wfo.team_leader'] });
    await inThree('supervisor');
    const worker = twilio.workers().find(({ friendly_name: name }) => name === USERNAME);
    const attributes = { ...(JSON.parse(worker?.attributes ?? '{}') as object), roles: ['agent'] };
    const path = `/taskrouter/v1/Workspaces/${twilio.workspaceSid}/Workers/${worker?.sid}`;
    await ask(twilio, 'POST', path, { form: { Attributes: JSON.stringify(attributes) } });
    const { json } = await asAdmin(gateway, 'POST', '/api/admin/reconcile', { usernames: [USERNAME], policy: 'adopt' });
    expect(json).toMatchObject({ subjects: [{ action: 'adopted' }] });
    await allBecome('agent');
    expect(await roles()).toEqual(['agent', 'agent', 'agent']);
  });
});

test('strangers and events of other kinds are answered alike, and nothing is asked of Twilio', async () => {
  const gateway = await start();
  const place = await conversationsOf(twilio).add('case', 'customer_7');
  twilio.clear();
  for (const event of [eventOf(place), eventOf(place, 'onMessageAdded'), eventOf(place, 'onParticipantUpdated')]) {
    expect((await post(gateway, event)).status).toBe(200);
  }
  expect(twilio.requests()).toEqual([]);
});

test('JSON is taken with the digest of its body in the signed URL', async () => {
  const gateway = await start();
  await logIn(gateway, { roles: ['agent'] });
  const text = JSON.stringify(eventOf(await conversationsOf(twilio).add('case', IDENTITY)));
  const query = `?bodySHA256=${bodySha256(text)}`;
  const headers = {
    'content-type': 'application/json',
    'x-twilio-signature': signatureOf(twilio.authToken, PUBLIC + query),
  };
  const answer = await fetch(`${gateway.url}${PATH}${query}`, { method: 'POST', headers, body: text });
  expect(answer.status).toBe(200);
  await roleBecomes('case', 'agent');
  const altered = await fetch(`${gateway.url}${PATH}${query}`, {
    method: 'POST',
    headers,
    body: text.replace('{', '{ '),
  });
  expect(altered.status).toBe(403);
});

describe('a webhook that Twilio did not sign for us', () => {
  test.each<[string, (event: Record<string, string>) => string]>([
    ['without a signature', () => ''],
    ['with that of another token', (event) => signatureOf('another token', PUBLIC, new URLSearchParams(event))],
    [
      'signed for the address behind the proxy',
      (event) => signatureOf(twilio.authToken, `http://127.0.0.1:3000${PATH}`, new URLSearchParams(event)),
    ],
    [
      'signed for another participant',
      (event) => signatureOf(twilio.authToken, PUBLIC, new URLSearchParams({ ...event, Identity: 'ben' })),
    ],
  ])('%s is refused with 403, and changes nothing', async (_title, sign) => {
    const gateway = await start();
    await logIn(gateway, { roles: ['admin', 'wfo.full_access'] });
    const event = eventOf(await conversationsOf(twilio).add('case', IDENTITY));
    twilio.clear();
    const answer = await post(gateway, event, sign(event));
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'WEBHOOK_SIGNATURE', detail: expect.stringContaining(PUBLIC) }),
    ]);
    expect(twilio.requests()).toEqual([]);
  });
});

test('off unless configured: there is no such address, and a demotion leaves conversations alone', async () => {
  const gateway = await start('');
  await logIn(gateway, { roles: ['supervisor', 'wfo.team_leader'] });
  const place = await conversationsOf(twilio).add('case', IDENTITY, 'supervisor');
  expect((await post(gateway, eventOf(place))).status).toBe(404);
  await logIn(gateway, { roles: ['agent'] });
  expect(twilio.requests().filter(({ path }) => path.includes('/Users/') && path.endsWith('/Conversations'))).toEqual(
    [],
  );
});

test('names of the configuration are used, and one that the Service lacks is an error in the log', async () => {
  const gateway = await start('conversations: { participantRoles: { supervisor: agent, admin: team lead } }');
  const service = conversationsOf(twilio);
  await logIn(gateway, { roles: ['supervisor', 'wfo.team_leader'] });
  const place = await service.add('case', IDENTITY);
  await post(gateway, eventOf(place));
  await roleBecomes('case', 'agent');
  await logIn(gateway, { roles: ['admin', 'wfo.full_access'] });
  await post(gateway, eventOf(place));
  await eventually(async () =>
    gateway.log.lines.some(({ level, fields }) => level === 'error' && fields['code'] === 'CONVERSATION_ROLE_MISSING'),
  );
  expect(await service.roleIn('case', IDENTITY)).toBe('agent');
});
