import { ask, basic } from '../../support/openapi-rest.ts';
import { sdkFor } from '../../support/openapi-sdk.ts';
import { standInForTests } from '../../support/openapi-stand-in.ts';

const under = standInForTests();
const workers = (): string => `/taskrouter/v1/Workspaces/${under.current.workspaceSid}/Workers`;
const seed = async (count: number): Promise<void> => {
  const api = sdkFor(under.current).taskrouter.v1.workspaces(under.current.workspaceSid).workers;
  for (let at = 1; at <= count; at += 1) await api.create({ friendlyName: `w${at}` });
};
const pageAt = async (url: string) => {
  const { body } = await ask(under.current, 'GET', url);
  const { workers: items, meta } = body as unknown as {
    workers: readonly { friendly_name: string; sid: string }[];
    meta: Readonly<Record<string, string | null>>;
  };
  return { names: items.map(({ friendly_name }) => friendly_name), items, meta };
};

describe('credentials', () => {
  test.each([
    ['the API key', () => basic(under.current.apiKey.sid, under.current.apiKey.secret)],
    ['the auth token', () => basic(under.current.accountSid, under.current.authToken)],
  ])('%s is accepted', async (_title, authorization) => {
    expect((await ask(under.current, 'GET', workers(), { authorization: authorization() })).status).toBe(200);
  });

  test.each<[string, () => string | null]>([
    ['none', () => null],
    ['a wrong secret', () => basic(under.current.apiKey.sid, 'wrong')],
    ['the auth token with the API key', () => basic(under.current.apiKey.sid, under.current.authToken)],
    ['the account with the API key’s secret', () => basic(under.current.accountSid, under.current.apiKey.secret)],
    ['no colon', () => `Basic ${Buffer.from('x').toString('base64')}`],
    ['another scheme', () => 'Digest x'],
    ['a bearer', () => 'Bearer x'],
    ['nothing after the scheme', () => 'Basic'],
  ])('%s is refused with 401 and 20003, and nothing is written', async (_title, authorization) => {
    const request = { authorization: authorization(), form: { FriendlyName: 'jane' } };
    const { status, body, headers } = await ask(under.current, 'POST', workers(), request);
    expect([status, body['code']]).toEqual([401, 20003]);
    expect(headers.get('www-authenticate')).toContain('Basic');
    expect(under.current.workers()).toEqual([]);
  });

  test('are asked for before a path is told to exist', async () => {
    expect((await ask(under.current, 'GET', '/taskrouter/v1/Nothing', { authorization: null })).status).toBe(401);
  });
});

describe('answers', () => {
  test('carry Twilio’s headers, and a new request id each', async () => {
    const [first, second] = [await ask(under.current, 'GET', workers()), await ask(under.current, 'GET', workers())];
    expect(first.headers.get('twilio-request-id')).toMatch(/^RQ[\da-f]{32}$/);
    expect(second.headers.get('twilio-request-id')).not.toBe(first.headers.get('twilio-request-id'));
    expect(first.headers.get('twilio-concurrent-requests')).toBe('1');
    expect(first.headers.get('x-home-region')).toBe('us1');
    for (const name of ['limit', 'remaining', 'config']) expect(first.headers.get(`x-rate-limit-${name}`)).toBeTruthy();
    expect(first.headers.get('x-powered-by')).toBeNull();
  });

  test('tell an error by code, message, address and status', async () => {
    const { body } = await ask(under.current, 'GET', `${workers()}/WK${'0'.repeat(32)}`);
    expect(body).toEqual({
      code: 20404,
      message: `The requested resource ${workers().replace('/taskrouter/v1', '')}/WK${'0'.repeat(32)} was not found`,
      more_info: 'https://www.twilio.com/docs/errors/20404',
      status: 404,
    });
  });

  test('name the host under which the caller came', async () => {
    await seed(1);
    const url = new URL(under.current.url);
    const { items } = await pageAt(`http://localhost:${url.port}${workers()}`);
    expect((items[0] as unknown as { url: string }).url).toContain(`http://localhost:${url.port}/taskrouter/v1/`);
  });

  test.each([
    ['GET', '/taskrouter/v1/Nothing'],
    ['GET', '/nothing'],
    ['GET', '/'],
    ['DELETE', '/flex-api/v1/Configuration'],
    ['GET', '/taskrouter/v1/workspaces'],
  ])('%s %s is not found', async (method, path) => {
    expect((await ask(under.current, method, path)).body).toMatchObject({ status: 404, code: 20404 });
  });

  test('a path with a broken escape is a bad request', async () => {
    expect((await ask(under.current, 'GET', `${workers()}/%E0%A4%A`)).body).toMatchObject({ status: 400, code: 20400 });
  });

  test('a body above 1 MB is too large', async () => {
    const form = { FriendlyName: 'x'.repeat(1_100_000) };
    expect((await ask(under.current, 'POST', workers(), { form })).body).toMatchObject({ status: 413, code: 20413 });
  });

  test('a body in another form than the API’s is not read', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const { status } = await ask(under.current, 'POST', workers(), { text: '{"FriendlyName":"jane"}', headers });
    expect(status).toBe(400);
    expect(under.current.workers()).toEqual([]);
  });

  test('parameters that the API does not know are ignored', async () => {
    const form = new URLSearchParams({ FriendlyName: 'jane', Colour: 'red' });
    const response = await fetch(`${under.current.url}${workers()}`, {
      method: 'POST',
      body: form,
      headers: { Authorization: basic(under.current.apiKey.sid, under.current.apiKey.secret) },
    });
    expect(response.status).toBe(201);
  });
});

describe('pages', () => {
  test('hold 50 items unless told, and lead on to the rest', async () => {
    await seed(51);
    const first = await pageAt(workers());
    expect(first.names).toHaveLength(50);
    expect(first.meta).toMatchObject({ page: 0, page_size: 50, key: 'workers', previous_page_url: null });
    const second = await pageAt(String(first.meta['next_page_url']));
    expect(second.names).toEqual(['w51']);
    expect(second.meta).toMatchObject({ page: 1, next_page_url: null });
  });

  test('lead back', async () => {
    await seed(5);
    const [first, filter] = [await pageAt(`${workers()}?PageSize=2&Available=false`), 'Available=false'];
    const second = await pageAt(String(first.meta['next_page_url']));
    const third = await pageAt(String(second.meta['next_page_url']));
    expect([first.names, second.names, third.names]).toEqual([['w1', 'w2'], ['w3', 'w4'], ['w5']]);
    const back = await pageAt(String(third.meta['previous_page_url']));
    expect(back.names).toEqual(['w3', 'w4']);
    expect((await pageAt(String(back.meta['previous_page_url']))).names).toEqual(['w1', 'w2']);
    for (const url of [third.meta['url'], third.meta['first_page_url'], back.meta['next_page_url']])
      expect(url).toContain(filter);
  });

  test('neither miss nor repeat an item when others come and go between them', async () => {
    await seed(4);
    const first = await pageAt(`${workers()}?PageSize=2`);
    await ask(under.current, 'DELETE', `${workers()}/${first.items[0]?.sid}`);
    await ask(under.current, 'DELETE', `${workers()}/${first.items[1]?.sid}`);
    await ask(under.current, 'POST', workers(), { form: { FriendlyName: 'late' } });
    const second = await pageAt(String(first.meta['next_page_url']));
    const third = await pageAt(String(second.meta['next_page_url']));
    expect([...second.names, ...third.names]).toEqual(['w3', 'w4', 'late']);
  });

  test('an empty list is one page', async () => {
    expect(await pageAt(workers())).toMatchObject({
      names: [],
      meta: { next_page_url: null, previous_page_url: null },
    });
  });

  test.each([
    ['PageSize=1001', 20007],
    ['PageSize=0', 20001],
    ['PageSize=-1', 20001],
    ['PageSize=ten', 20001],
    ['Page=1', 21481],
    ['PageToken=XX1', 21481],
    ['PageToken=', 21481],
  ])('%s is refused with %i', async (query, code) => {
    expect((await ask(under.current, 'GET', `${workers()}?${query}`)).body).toMatchObject({ status: 400, code });
  });

  test('may hold 1000 workers', async () => {
    expect((await ask(under.current, 'GET', `${workers()}?PageSize=1000`)).status).toBe(200);
  });
});

describe('the list of requests', () => {
  test('tells method, path, query and status in order of arrival, refused ones too', async () => {
    await ask(under.current, 'GET', `${workers()}?FriendlyName=a%3Fb&PageSize=1`);
    await ask(under.current, 'POST', workers(), { form: {} });
    under.advance(7);
    await ask(under.current, 'GET', '/nothing', { authorization: null });
    const started = under.current.requests()[0]?.at ?? 0;
    expect(under.current.requests()).toEqual([
      { method: 'GET', path: workers(), query: 'FriendlyName=a%3Fb&PageSize=1', status: 200, at: started },
      { method: 'POST', path: workers(), query: '', status: 400, at: started },
      { method: 'GET', path: '/nothing', query: '', status: 401, at: started + 7 },
    ]);
  });

  test('is emptied by clear, which leaves everything else', async () => {
    await seed(1);
    under.current.clear();
    expect(under.current.requests()).toEqual([]);
    expect(under.current.workers()).toHaveLength(1);
  });
});
