import { get, post } from '../../src/http/endpoint.ts';
import type { Access, Caller } from '../../src/http/endpoint.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { ADMIN_TOKEN, DESK, PUBLIC_URL, startApp } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

const telling = async ({ caller }: { caller: Caller }) => ({
  status: 200,
  json: {
    person: caller.session?.session.subject.username ?? null,
    credential: caller.credential ?? null,
    operator: caller.operator ?? null,
  },
});
const of = (access: Access) => ({ access, summary: access, handle: telling }) as const;
const ENDPOINTS = [
  get('/public', of('public')),
  get('/optional', { ...of('public'), optionalSession: true }),
  get('/session', of('session')),
  post('/session', of('session')),
  post('/open', { ...of('session'), cors: true }),
  get('/admin', of('admin')),
  post('/admin', of('admin')),
  post('/acs', { ...of('public'), optionalSession: true }),
  post('/account', of('account')),
];
const NOBODY = { person: null, credential: null, operator: null };

let app: TestApp;
afterEach(async () => {
  await app.close();
});

const cookie = (value: string) => ({ cookie: `flexgate=${value}` });
const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

const storeAway = async () => {
  throw new Refusal('STORE_UNAVAILABLE', { operation: 'resume', reason: 'timed out' });
};

describe('who is let in', () => {
  test.each<{ path: string; headers: Record<string, string>; expected: object }>([
    { path: '/public', headers: {}, expected: NOBODY },
    { path: '/public', headers: cookie('agent-session'), expected: NOBODY },
    { path: '/optional', headers: {}, expected: NOBODY },
    { path: '/optional', headers: cookie('over'), expected: { ...NOBODY, credential: 'over' } },
    {
      path: '/optional',
      headers: cookie('agent-session'),
      expected: { person: 'agent-session', credential: 'agent-session', operator: null },
    },
    {
      path: '/session',
      headers: cookie('agent-session'),
      expected: { person: 'agent-session', credential: 'agent-session', operator: null },
    },
    {
      path: '/session',
      headers: { authorization: 'bearer agent-session' },
      expected: { person: 'agent-session', credential: 'agent-session', operator: null },
    },
    {
      path: '/session',
      headers: { ...bearer('admin-session'), ...cookie('agent-session') },
      expected: { person: 'admin-session', credential: 'admin-session', operator: null },
    },
    { path: '/admin', headers: bearer(ADMIN_TOKEN), expected: { ...NOBODY, operator: 'admin token' } },
    {
      path: '/admin',
      headers: cookie('admin-session'),
      expected: { person: 'admin-session', credential: 'admin-session', operator: 'admin-session' },
    },
    {
      path: '/admin',
      headers: bearer('admin-session'),
      expected: { person: 'admin-session', credential: 'admin-session', operator: 'admin-session' },
    },
  ])('$path with $headers', async ({ path, headers, expected }) => {
    app = await startApp(ENDPOINTS);
    const response = await app.send(path, { headers });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(expected);
  });

  test('the account, by its Basic credentials; a secret may hold a colon', async () => {
    app = await startApp(ENDPOINTS);
    expect((await app.send('/account', { method: 'POST', headers: basic('AC1:auth:token') })).status).toBe(200);
  });

  test('over https only the __Host- cookie names a session', async () => {
    app = await startApp(ENDPOINTS, {}, { sessionCookie: '__Host-flexgate' });
    expect((await app.send('/session', { headers: cookie('agent-session') })).status).toBe(401);
    const headers = { cookie: '__Host-flexgate=agent-session; flexgate=planted' };
    expect((await app.send('/session', { headers })).status).toBe(200);
  });
});

describe('who is not', () => {
  test.each<{
    method?: string;
    path: string;
    headers: Record<string, string>;
    status: number;
    code: string;
    asks: string | null;
  }>([
    { path: '/session', headers: {}, status: 401, code: 'SESSION_REQUIRED', asks: 'Bearer realm="flexgate"' },
    { path: '/session', headers: cookie(''), status: 401, code: 'SESSION_REQUIRED', asks: 'Bearer realm="flexgate"' },
    {
      path: '/session',
      headers: cookie('over'),
      status: 401,
      code: 'SESSION_REQUIRED',
      asks: 'Bearer realm="flexgate"',
    },
    {
      path: '/session',
      headers: bearer('over'),
      status: 401,
      code: 'SESSION_REQUIRED',
      asks: 'Bearer realm="flexgate"',
    },
    {
      path: '/session',
      headers: bearer('agent-session x'),
      status: 401,
      code: 'SESSION_REQUIRED',
      asks: 'Bearer realm="flexgate"',
    },
    {
      path: '/session',
      headers: basic('AC1:auth:token'),
      status: 401,
      code: 'SESSION_REQUIRED',
      asks: 'Bearer realm="flexgate"',
    },
    {
      path: '/session',
      headers: bearer(ADMIN_TOKEN),
      status: 401,
      code: 'SESSION_REQUIRED',
      asks: 'Bearer realm="flexgate"',
    },
    { path: '/admin', headers: {}, status: 401, code: 'ADMIN_REQUIRED', asks: 'Bearer realm="flexgate"' },
    {
      path: '/admin',
      headers: bearer(`${ADMIN_TOKEN}x`),
      status: 401,
      code: 'ADMIN_REQUIRED',
      asks: 'Bearer realm="flexgate"',
    },
    {
      path: '/admin',
      headers: bearer(ADMIN_TOKEN.slice(0, -1)),
      status: 401,
      code: 'ADMIN_REQUIRED',
      asks: 'Bearer realm="flexgate"',
    },
    {
      path: '/admin',
      headers: cookie(ADMIN_TOKEN),
      status: 401,
      code: 'ADMIN_REQUIRED',
      asks: 'Bearer realm="flexgate"',
    },
    { path: '/admin', headers: cookie('agent-session'), status: 403, code: 'PERMISSION_DENIED', asks: null },
    {
      method: 'POST',
      path: '/account',
      headers: {},
      status: 401,
      code: 'ACCOUNT_CREDENTIALS',
      asks: 'Basic realm="flexgate", charset="UTF-8"',
    },
    {
      method: 'POST',
      path: '/account',
      headers: basic('AC1:wrong'),
      status: 401,
      code: 'ACCOUNT_CREDENTIALS',
      asks: 'Basic realm="flexgate", charset="UTF-8"',
    },
    {
      method: 'POST',
      path: '/account',
      headers: basic('AC1'),
      status: 401,
      code: 'ACCOUNT_CREDENTIALS',
      asks: 'Basic realm="flexgate", charset="UTF-8"',
    },
    {
      method: 'POST',
      path: '/account',
      headers: bearer(ADMIN_TOKEN),
      status: 401,
      code: 'ACCOUNT_CREDENTIALS',
      asks: 'Basic realm="flexgate", charset="UTF-8"',
    },
  ])('$path with $headers: $code', async ({ method = 'GET', path, headers, status, code, asks }) => {
    app = await startApp(ENDPOINTS);
    const response = await app.send(path, { method, headers });
    expect(response.status).toBe(status);
    expect(response.headers.get('www-authenticate')).toBe(asks);
    expect(await response.json()).toMatchObject({ code });
  });

  test('without an admin token no bearer opens the way for operators, not even an empty one', async () => {
    app = await startApp(ENDPOINTS, {}, { adminToken: undefined } as never);
    for (const token of [ADMIN_TOKEN, 'undefined']) {
      expect((await app.send('/admin', { headers: bearer(token) })).status).toBe(401);
    }
    expect((await app.send('/admin', { headers: bearer('admin-session') })).status).toBe(200);
  });

  test('a person who was demoted since the login is no operator any more', async () => {
    let role: string | undefined = 'admin';
    app = await startApp(ENDPOINTS, {}, { effectiveRole: () => role });
    expect((await app.send('/admin', { headers: cookie('admin-session') })).status).toBe(200);
    role = 'supervisor';
    const refused = await app.send('/admin', { headers: cookie('admin-session') });
    expect(await refused.json()).toMatchObject({ code: 'PERMISSION_DENIED', permission: 'admin', role: 'supervisor' });
    role = undefined;
    expect(await (await app.send('/admin', { headers: cookie('admin-session') })).json()).toMatchObject({
      role: 'none',
    });
  });

  test.each(['/session', '/admin', '/optional'])('nobody gets past %s while the store is away', async (path) => {
    app = await startApp(ENDPOINTS, {}, { resume: storeAway });
    const response = await app.send(path, { headers: cookie('admin-session') });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('a change that only a cookie authorises must come from a page that may ask for it', () => {
  const EVIL = 'https://evil.example';
  const allowed = [
    { why: 'no browser', headers: {} },
    { why: 'our own page', headers: { 'sec-fetch-site': 'same-origin', origin: PUBLIC_URL } },
    { why: 'a form of our own page, under no-referrer', headers: { 'sec-fetch-site': 'same-origin', origin: 'null' } },
    { why: 'our own page over plain http', headers: { origin: PUBLIC_URL } },
  ];
  const refused = [
    { why: 'another site', headers: { 'sec-fetch-site': 'cross-site', origin: EVIL } },
    { why: 'another site, in an old browser', headers: { origin: EVIL } },
    { why: 'a sandboxed frame', headers: { origin: 'null' } },
    { why: 'another host of the site', headers: { 'sec-fetch-site': 'same-site', origin: 'http://www.example.com' } },
    { why: 'another site that hides its origin', headers: { 'sec-fetch-site': 'cross-site' } },
    { why: 'a redirect through another site', headers: { 'sec-fetch-site': 'cross-site', origin: PUBLIC_URL } },
    { why: 'another port', headers: { origin: `${PUBLIC_URL}:8080` } },
    { why: 'another scheme', headers: { origin: PUBLIC_URL.replace('http:', 'https:') } },
    { why: 'an origin that begins like ours', headers: { origin: `${PUBLIC_URL}.evil.example` } },
    {
      why: 'a listed site, where the endpoint is not open to them',
      headers: { 'sec-fetch-site': 'same-site', origin: DESK },
    },
  ];

  test.each(allowed)('allowed: $why', async ({ headers }) => {
    app = await startApp(ENDPOINTS);
    const sent = { ...headers, ...cookie('admin-session') };
    expect((await app.send('/session', { method: 'POST', headers: sent })).status).toBe(200);
    expect((await app.send('/admin', { method: 'POST', headers: sent })).status).toBe(200);
  });

  test.each(refused)('refused: $why', async ({ headers }) => {
    app = await startApp(ENDPOINTS);
    const sent = { ...headers, ...cookie('admin-session') };
    for (const path of ['/session', '/admin']) {
      const response = await app.send(path, { method: 'POST', headers: sent });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'ORIGIN_REFUSED' });
      expect(app.log.lines.at(-1)).toMatchObject({
        evidence: { origin: 'origin' in headers ? headers.origin : 'not sent' },
      });
    }
  });

  test('a listed site may, where the endpoint is open to them; no other site', async () => {
    app = await startApp(ENDPOINTS);
    const from = async (origin: string) =>
      app.send('/open', {
        method: 'POST',
        headers: { ...cookie('agent-session'), 'sec-fetch-site': 'same-site', origin },
      });
    expect((await from(DESK)).status).toBe(200);
    expect((await from(EVIL)).status).toBe(403);
  });

  test('the session is not even looked up for another site', async () => {
    let lookups = 0;
    const resume = async () => {
      lookups += 1;
      return undefined;
    };
    app = await startApp(ENDPOINTS, {}, { resume });
    await app.send('/session', { method: 'POST', headers: { ...cookie('agent-session'), origin: EVIL } });
    expect(lookups).toBe(0);
  });

  test('reading, a bearer, and public endpoints are exempt', async () => {
    app = await startApp(ENDPOINTS);
    const evil = { origin: EVIL, 'sec-fetch-site': 'cross-site' };
    expect((await app.send('/session', { headers: { ...cookie('agent-session'), ...evil } })).status).toBe(200);
    const bearing = { method: 'POST', headers: { ...bearer('agent-session'), ...evil } };
    expect((await app.send('/session', bearing)).status).toBe(200);
    const operator = { method: 'POST', headers: { ...bearer(ADMIN_TOKEN), ...evil } };
    expect((await app.send('/admin', operator)).status).toBe(200);
    const posted = { method: 'POST', headers: { ...cookie('agent-session'), ...evil } };
    expect((await app.send('/acs', posted)).status).toBe(200);
  });
});

describe('what opens nothing', () => {
  const limitedAfter = (most: number) => {
    const guesses: string[] = [];
    const onWrongCredentials = async (door: string, address: string): Promise<void> => {
      guesses.push(`${door} ${address}`);
      if (guesses.length > most) throw new Refusal('TOO_MANY_REQUESTS', { retryAfterMs: 7_000 });
    };
    return { guesses, onWrongCredentials };
  };
  const status = async (path: string, headers: Record<string, string>, method = 'GET') =>
    (await app.send(path, { headers, method })).status;

  test.each<{
    door: string;
    path: string;
    method: string;
    wrong: Record<string, string>;
    right: Record<string, string>;
  }>([
    { door: 'admin', path: '/admin', method: 'GET', wrong: bearer('a-guess'), right: bearer(ADMIN_TOKEN) },
    { door: 'admin', path: '/admin', method: 'GET', wrong: bearer('a-guess'), right: bearer('admin-session') },
    { door: 'account', path: '/account', method: 'POST', wrong: basic('AC1:guess'), right: basic('AC1:auth:token') },
    { door: 'account', path: '/account', method: 'POST', wrong: basic('AC2:guess'), right: basic('AC1:auth:token') },
  ])('is told by address and may be limited; the right credential passes all the while ($door)', async (given) => {
    const { guesses, onWrongCredentials } = limitedAfter(2);
    app = await startApp(ENDPOINTS, {}, { onWrongCredentials });
    const send = (headers: Record<string, string>) => status(given.path, headers, given.method);
    expect([await send(given.wrong), await send(given.wrong)]).toEqual([401, 401]);
    const limited = await app.send(given.path, { headers: given.wrong, method: given.method });
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('7');
    expect(await send(given.right)).toBe(200);
    expect(guesses).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(`^${given.door} .*127.0.0.1$`)));
  });

  test.each<{ what: string; path: string; method: string; headers: Record<string, string> }>([
    { what: 'no credential', path: '/admin', method: 'GET', headers: {} },
    { what: 'a cookie that has run out', path: '/admin', method: 'GET', headers: cookie('over') },
    { what: 'a session without the role', path: '/admin', method: 'GET', headers: bearer('agent-session') },
    { what: 'no Basic credentials', path: '/account', method: 'POST', headers: {} },
    { what: 'the bearer of another door', path: '/account', method: 'POST', headers: bearer('x') },
  ])('$what is refused, and no guess', async ({ path, method, headers }) => {
    const { guesses, onWrongCredentials } = limitedAfter(0);
    app = await startApp(ENDPOINTS, {}, { onWrongCredentials });
    expect([401, 403]).toContain(await status(path, headers, method));
    expect(guesses).toEqual([]);
  });
});
