import { inspect } from 'node:util';
import {
  createTwilioHttpClient,
  type TwilioExchange,
  type TwilioHttpClient,
} from '../../src/twilio/twilio-http-client.ts';
import type { TwilioPause } from '../../src/twilio/pauses.ts';
import { inOperation, withTwilioDeadline } from '../../src/twilio/twilio-scope.ts';
import type { TwilioSettings } from '../../src/twilio/twilio-settings.ts';
import { aScriptedServer, reply, type Script, type ScriptedServer } from '../support/a-scripted-server.ts';
import { failureOf } from '../support/failing.ts';
import { API_KEY_SECRET, SECRETS, SIDS, theTwilioSettings } from '../support/twilio-settings.ts';

const WORKERS = 'https://taskrouter.twilio.com/v1/Workspaces/WS1/Workers';
const NOW = Date.parse('2026-11-24T12:00:00Z');

interface Bench {
  readonly client: TwilioHttpClient;
  readonly server: ScriptedServer;
  readonly exchanges: TwilioExchange[];
  readonly pauses: TwilioPause[];
}

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()));
});

async function aBench(script: Script, changes: Partial<TwilioSettings> = {}): Promise<Bench> {
  const server = await aScriptedServer(script);
  const exchanges: TwilioExchange[] = [];
  const pauses: TwilioPause[] = [];
  const client = createTwilioHttpClient(theTwilioSettings({ baseUrl: server.url, ...changes }), {
    clock: () => NOW,
    observe: (exchange) => exchanges.push(exchange),
    onPause: (pause) => pauses.push(pause),
  });
  opened.push(server.close, client.close);
  return { client, server, exchanges, pauses };
}

const get = (client: TwilioHttpClient): Promise<unknown> => client.request({ method: 'get', uri: WORKERS });

describe('a request', () => {
  test('goes to the product below the base URL, with the API key and form encoding', async () => {
    const { client, server } = await aBench((_, response) => reply(response, 201, { sid: 'RL1' }));

    await client.request({
      method: 'post',
      uri: 'https://conversations.twilio.com/v1/Services/IS1/Roles',
      username: 'not this one',
      password: 'nor this',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'If-Match': '"7"' },
      data: {
        FriendlyName: 'a b+c&d=é',
        Permission: ['sendMessage', 'joinConversation'],
        Available: false,
        Capacity: 0,
      },
    });

    const [seen] = server.seen;
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/conversations/v1/Services/IS1/Roles',
      body: 'FriendlyName=a%20b%2Bc%26d%3D%C3%A9&Permission=sendMessage&Permission=joinConversation&Available=false&Capacity=0',
      headers: {
        authorization: `Basic ${Buffer.from(`${SIDS.apiKey}:${API_KEY_SECRET}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        'if-match': '"7"',
      },
    });
  });

  test('puts parameters into the query, and keeps the query of a page address', async () => {
    const { client, server } = await aBench((_, response) => reply(response, 200, {}));
    await client.request({ method: 'get', uri: WORKERS, params: { FriendlyName: 'a@b c', PageSize: 50 } });
    await client.request({ method: 'get', uri: `${server.url}/taskrouter/v1/X?PageToken=P1&Page=1` });
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/taskrouter/v1/Workspaces/WS1/Workers?FriendlyName=a%40b%20c&PageSize=50',
      '/taskrouter/v1/X?PageToken=P1&Page=1',
    ]);
  });

  test('reuses the connection of the one before', async () => {
    const { client, server } = await aBench((_, response) => reply(response, 200, {}), { concurrency: 1 });
    for (let turn = 0; turn < 5; turn += 1) await get(client);
    expect(server.connections()).toBe(1);
  });

  test('gives status, headers and parsed body', async () => {
    const { client } = await aBench((_, response) => reply(response, 201, { sid: 'WK1' }, { etag: '"3"' }));
    expect(await get(client)).toMatchObject({ statusCode: 201, headers: { etag: '"3"' }, body: { sid: 'WK1' } });
  });

  test('takes an empty answer for what it is', async () => {
    const { client } = await aBench((_, response) => response.writeHead(204).end());
    expect(await get(client)).toMatchObject({ statusCode: 204, body: undefined });
  });

  test('never goes beyond the limit, and uses it in full', async () => {
    let [underWay, most] = [0, 0];
    const waiting: (() => void)[] = [];
    const { client } = await aBench(
      (_, response) => {
        underWay += 1;
        most = Math.max(most, underWay);
        waiting.push(() => {
          underWay -= 1;
          reply(response, 200, {});
        });
        // Answers only when the budget is used up, or nothing else can come.
        if (waiting.length === 3) for (const answer of waiting.splice(0)) answer();
      },
      { concurrency: 3 },
    );

    await Promise.all(Array.from({ length: 12 }, () => get(client)));

    expect(most).toBe(3);
  });
});

test('every exchange is observed under its operation, with what Twilio says of its load', async () => {
  const { client, exchanges } = await aBench(({ url }, response) =>
    url.includes('lost')
      ? response.destroy()
      : reply(
          response,
          200,
          {},
          {
            'twilio-request-id': 'RQ7',
            'twilio-concurrent-requests': '12',
            'x-rate-limit-remaining': '199',
          },
        ),
  );

  await inOperation('worker.find', () => get(client));
  await failureOf(client.request({ method: 'get', uri: `${WORKERS}/lost` }));

  expect(exchanges).toEqual([
    {
      operation: 'worker.find',
      status: 200,
      ms: expect.any(Number),
      requestId: 'RQ7',
      concurrentRequests: 12,
      rateLimitRemaining: 199,
    },
    { operation: 'other', status: 0, ms: expect.any(Number) },
  ]);
});

describe('an error answer', () => {
  test('keeps code, sentence, status and request id', async () => {
    const body = { code: 20404, message: 'The requested resource was not found', status: 404 };
    const { client } = await aBench((_, response) => reply(response, 404, body, { 'twilio-request-id': 'RQ9' }));
    expect(await failureOf(get(client))).toMatchObject({
      kind: 'rejected',
      facts: { status: 404, twilioCode: 20404, reason: body.message, requestId: 'RQ9' },
    });
  });

  test('of the newer kind (RFC 9457) is read alike', async () => {
    const body = { type: 'about:blank', title: 'Conflict', status: 409, code: 50213, detail: 'Concurrent change' };
    const { client } = await aBench((_, response) => reply(response, 409, body));
    expect(await failureOf(get(client))).toMatchObject({
      kind: 'busy',
      facts: { status: 409, twilioCode: 50213, reason: 'Concurrent change' },
    });
  });

  test.each([
    ['2', 2_000],
    ['0', 0],
    ['Tue, 24 Nov 2026 12:00:05 GMT', 5_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
  ])('with Retry-After: %s waits %p ms', async (header, retryAfterMs) => {
    const { client } = await aBench((_, response) => reply(response, 429, { code: 20429 }, { 'retry-after': header }));
    expect(await failureOf(get(client))).toMatchObject({ kind: 'rate-limited', facts: { retryAfterMs } });
  });

  test.each([
    [502, 'unclear', '<html>Bad gateway, you sent Authorization: Basic c2VjcmV0</html>'],
    [500, 'unclear', ''],
    [500, 'unclear', 'null'],
    [404, 'rejected', '["not","an","object"]'],
    [400, 'rejected', '{"code":"text","message":7}'],
    [307, 'rejected', ''],
  ])('HTTP %i that is not from Twilio is %s, and nothing of its body is kept', async (status, kind, body) => {
    const { client } = await aBench((_, response) =>
      reply(response, status, body, { location: 'https://evil.example/' }),
    );
    const failure = await failureOf(get(client));
    expect(failure).toMatchObject({ kind, facts: { status, twilioCode: undefined, reason: `HTTP ${status}` } });
  });
});

const silent: Script = () => undefined;

describe('no usable answer', () => {
  test.each<[string, Script]>([
    ['no byte', silent],
    ['headers only', (_, response) => response.writeHead(200, { 'content-length': '10' }).flushHeaders()],
    ['half a body', (_, response) => response.writeHead(200, { 'content-length': '10' }).write('{"a')],
  ])('ends after the time-out: %s', async (_, script) => {
    const { client } = await aBench(script, { timeoutMs: 40 });
    expect(await failureOf(get(client))).toMatchObject({
      kind: 'unclear',
      facts: { reason: 'no answer within 40 ms' },
    });
  });

  test('ends with the login', async () => {
    const { client } = await aBench(silent);
    const failure = await failureOf(withTwilioDeadline(40, () => get(client)));
    expect(failure).toMatchObject({ kind: 'deadline' });
  });

  test('a request still waiting for its place ends with the login too, and is never sent', async () => {
    const { client, server } = await aBench(silent, { concurrency: 1 });
    const failures = await withTwilioDeadline(40, () =>
      Promise.all([failureOf(get(client)), failureOf(get(client)), failureOf(get(client))]),
    );
    expect(failures.map((failure) => (failure as { kind: unknown }).kind)).toEqual([
      'deadline',
      'deadline',
      'deadline',
    ]);
    expect(server.seen.length).toBeLessThanOrEqual(1);
  });

  test.each<[string, Script]>([
    ['the connection is cut', (_, response) => response.destroy()],
    [
      'the body is cut',
      (_, response) => {
        response.writeHead(200, { 'content-length': '10' }).write('{"a');
        setImmediate(() => response.destroy());
      },
    ],
    ['the answer is not JSON', (_, response) => reply(response, 200, '<html></html>')],
    ['the answer is too large', (_, response) => reply(response, 200, ' '.repeat(9 * 1024 * 1024))],
    ['the answer is not HTTP', (_, response) => response.socket?.end('garbage\r\n\r\n')],
  ])('is unclear, for the request may have been processed: %s', async (_, script) => {
    const { client } = await aBench(script);
    expect(await failureOf(get(client))).toMatchObject({ name: 'TwilioFailure', kind: 'unclear' });
  });

  test('is known not to have been sent where nobody listens', async () => {
    const { client, server } = await aBench(silent);
    await server.close();
    expect(await failureOf(get(client))).toMatchObject({
      kind: 'not-sent',
      facts: { reason: 'the connection failed (ECONNREFUSED)' },
    });
  });

  test('frees its place', async () => {
    const { client } = await aBench(
      ({ url }, response) => (url.endsWith('/lost') ? response.destroy() : reply(response, 200, {})),
      { concurrency: 1 },
    );
    for (let turn = 0; turn < 3; turn += 1) {
      await failureOf(client.request({ method: 'get', uri: `${WORKERS}/lost` }));
    }
    expect(await get(client)).toMatchObject({ statusCode: 200 });
  });
});

test('without a base URL a page address outside of Twilio is not followed', async () => {
  const { server } = await aBench((_, response) => reply(response, 200, {}));
  const client = createTwilioHttpClient(theTwilioSettings(), { clock: () => NOW, observe: () => undefined });
  opened.push(client.close);

  const failure = await failureOf(client.request({ method: 'get', uri: `${server.url}/v1/Workspaces` }));

  expect(failure).toMatchObject({ kind: 'unclear', message: expect.stringContaining('not Twilio') });
  expect(server.seen).toEqual([]);
});

test.each<[string, Script]>([
  ['an error answer', (_, response) => reply(response, 401, { code: 20003, message: 'Authenticate' })],
  ['a proxy that repeats the request', ({ headers }, response) => reply(response, 500, JSON.stringify(headers))],
  ['a cut connection', (_, response) => response.destroy()],
  ['no answer', () => undefined],
  ['no JSON', ({ headers }, response) => reply(response, 200, `<${headers.authorization}>`)],
])('no failure shows the credentials: %s', async (_, script) => {
  const { client } = await aBench(script, { timeoutMs: 40 });
  const failure = await failureOf(get(client));
  const shown = [
    JSON.stringify(failure),
    inspect(failure, { depth: 20, showHidden: true, getters: true }),
    failure instanceof Error ? `${failure.stack}` : '',
  ].join('\n');
  expect(shown).toContain('TwilioFailure');
  for (const secret of SECRETS) expect(shown).not.toContain(secret);
});

describe('Retry-After', () => {
  const CONVERSATIONS = 'https://conversations.twilio.com/v1/Services/IS1/Users';
  const askToWait: Script = ({ url }, response) =>
    url.startsWith('/taskrouter')
      ? reply(response, 429, { code: 20429 }, { 'retry-after': '30' })
      : reply(response, 200, {});

  test('holds back every further call to that product, and none to another', async () => {
    const { client, server, pauses } = await aBench(askToWait);
    await failureOf(get(client));
    const refused = await failureOf(get(client));
    expect(refused).toMatchObject({ kind: 'rate-limited', facts: { retryAfterMs: 30_000 } });
    await client.request({ method: 'get', uri: CONVERSATIONS });
    expect(server.seen.map(({ url }) => url.split('/')[1])).toEqual(['taskrouter', 'conversations']);
    expect(pauses).toEqual([{ product: 'taskrouter', ms: 30_000 }]);
  });

  test('that another replica was sent counts here too', async () => {
    const { client, server } = await aBench(askToWait);
    expect(client.budget.pause({ product: 'taskrouter', ms: 1_000 })).toBe(true);
    expect(await failureOf(get(client))).toMatchObject({ kind: 'rate-limited', facts: { retryAfterMs: 1_000 } });
    expect(server.seen).toEqual([]);
  });
});
