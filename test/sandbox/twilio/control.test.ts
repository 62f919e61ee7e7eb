import { request } from 'node:http';
import { startTwilioStandIn } from '../../../src/sandbox/twilio/start.ts';
import { ask } from '../../support/openapi-rest.ts';
import { standInForTests } from '../../support/openapi-stand-in.ts';

const under = standInForTests();
const control = (path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${under.current.url}/_control${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  });
const state = async (): Promise<Record<string, unknown>> => {
  const response = await fetch(`${under.current.url}/_control/state`);
  return (await response.json()) as Record<string, unknown>;
};
const workers = (): string => `/taskrouter/v1/Workspaces/${under.current.workspaceSid}/Workers`;
const create = (FriendlyName = 'jane') => ask(under.current, 'POST', workers(), { form: { FriendlyName } });

describe('the state', () => {
  test('shows what the account holds and what was asked', async () => {
    await create();
    under.current.faults.failNext({});
    expect(await state()).toEqual({
      accountSid: under.current.accountSid,
      workspaceSid: under.current.workspaceSid,
      conversationsServiceSid: under.current.conversationsServiceSid,
      flexInstanceSid: under.current.flexInstanceSid,
      workers: under.current.workers(),
      users: [],
      roles: under.current.roles(),
      flexUsers: [],
      requests: [{ method: 'POST', path: workers(), query: '', status: 201, at: expect.any(Number) }],
      pendingFaults: 1,
    });
  });

  test('holds no secret', async () => {
    const text = JSON.stringify(await state());
    expect(text).not.toContain(under.current.apiKey.secret);
    expect(text).not.toContain(under.current.authToken);
  });
});

describe('switches', () => {
  test('a fault is asked for', async () => {
    const fault = {
      method: 'POST',
      pathPattern: 'Workers$',
      status: 429,
      code: 50074,
      retryAfter: 2,
      when: 'before',
      times: 1,
    };
    expect((await control('/faults', fault)).status).toBe(204);
    const { status, body, headers } = await create();
    expect([status, body['code'], headers.get('retry-after')]).toEqual([429, 50074, '2']);
    expect((await create()).status).toBe(201);
  });

  test('faults are forgotten', async () => {
    await control('/faults', { times: 5 });
    await control('/faults/reset');
    expect((await create()).status).toBe(201);
  });

  test('settings are turned, one or all', async () => {
    await control('/settings', { agentServiceRole: false, actionRateLimit: 0 });
    expect(
      under.current.roles().some(({ type, friendly_name }) => type === 'service' && friendly_name === 'agent'),
    ).toBe(false);
    const users = `/conversations/v1/Services/${under.current.conversationsServiceSid}/Users`;
    expect((await ask(under.current, 'POST', users, { form: { Identity: 'jane' } })).status).toBe(429);
    await control('/settings', { actionRateLimit: null, agentServiceRole: true });
    expect((await ask(under.current, 'POST', users, { form: { Identity: 'jane' } })).status).toBe(201);
  });

  test('settings of workers are turned', async () => {
    await create();
    await control('/settings', { listAttributesNull: true, etagEnforced: false, latencyMs: 0 });
    const { body } = await ask(under.current, 'GET', workers());
    expect(body['workers']).toMatchObject([{ attributes: null }]);
    const one = `${workers()}/${under.current.workers()[0]?.sid}`;
    expect((await ask(under.current, 'POST', one, { form: {}, headers: { 'If-Match': '"9"' } })).status).toBe(200);
  });

  test('a limit of requests at once is set and lifted', async () => {
    await control('/settings', { concurrencyLimit: 0 });
    expect((await create()).status).toBe(429);
    await control('/settings', { concurrencyLimit: null });
    expect((await create()).status).toBe(201);
  });

  test('clear empties the list of requests, reset the account', async () => {
    await create();
    await control('/clear');
    expect(await state()).toMatchObject({ requests: [], workers: [{ friendly_name: 'jane' }] });
    await control('/reset');
    expect(await state()).toMatchObject({ requests: [], workers: [] });
  });

  test.each([
    ['/faults', { status: 99 }],
    ['/faults', { pathPattern: '(' }],
    ['/faults', { when: 'during' }],
    ['/faults', { times: 0 }],
    ['/faults', { delay: 5 }],
    ['/settings', { latencyMs: -1 }],
    ['/settings', { etag: true }],
  ])('%s refuses %j and changes nothing', async (path, body) => {
    const response = await control(path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 20001 });
    expect(under.current.faults.pending()).toBe(0);
  });

  test('what is not JSON is refused', async () => {
    const response = await fetch(`${under.current.url}/_control/reset`, {
      method: 'POST',
      body: '{',
      headers: { 'Content-Type': 'application/json' },
    });
    expect(response.status).toBe(400);
  });
});

describe('who may use it', () => {
  beforeEach(() => create());

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'not a form of another site, which can send %s without being asked',
    async (type) => {
      expect((await control('/reset', {}, { 'Content-Type': type })).status).toBe(403);
      expect(under.current.workers()).toHaveLength(1);
    },
  );

  test('not a page whose host name was pointed at this machine', async () => {
    const { port } = new URL(under.current.url);
    const status = await new Promise((resolve, reject) => {
      const asked = request(
        { port, host: '127.0.0.1', path: '/_control/state', headers: { Host: `evil.example:${port}` } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asked.on('error', reject);
      asked.end();
    });
    expect(status).toBe(403);
  });

  test('this machine under its other names', async () => {
    const { port } = new URL(under.current.url);
    expect((await fetch(`http://localhost:${port}/_control/state`)).status).toBe(200);
  });

  test('is not told to other sites', async () => {
    const response = await fetch(`${under.current.url}/_control/state`, {
      headers: { Origin: 'https://evil.example' },
    });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  test('is not in the list of requests', async () => {
    under.current.clear();
    await state();
    expect(under.current.requests()).toEqual([]);
  });

  test('over IPv6 too', async () => {
    const other = await startTwilioStandIn({ host: '::1' });
    try {
      expect((await fetch(`${other.url}/_control/state`)).status).toBe(200);
    } finally {
      await other.close();
    }
  });
});
