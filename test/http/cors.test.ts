import { del, get, post } from '../../src/http/endpoint.ts';
import { DESK, startApp } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

const done = async () => ({ status: 200, json: {} });
let app: TestApp;
beforeAll(async () => {
  app = await startApp([
    get('/open', { access: 'public', summary: 'Open', cors: true, handle: done }),
    post('/open', { access: 'session', summary: 'Open', cors: true, handle: done }),
    del('/open', { access: 'public', summary: 'Closed', handle: done }),
    get('/closed', { access: 'public', summary: 'Closed', handle: done }),
  ]);
});
afterAll(async () => {
  await app.close();
});

const grants = ({ headers }: Response) => ({
  origin: headers.get('access-control-allow-origin'),
  credentials: headers.get('access-control-allow-credentials'),
  vary: headers.get('vary'),
});
const GRANTED = { origin: DESK, credentials: 'true', vary: 'Origin' };

test('a listed site may read the answer, with credentials', async () => {
  expect(grants(await app.send('/open', { headers: { origin: DESK } }))).toEqual(GRANTED);
});

test('a listed site may read a refusal too', async () => {
  const response = await app.send('/open', { method: 'POST', headers: { origin: DESK } });
  expect(response.status).toBe(401);
  expect(grants(response)).toEqual(GRANTED);
  expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After, X-Request-Id');
});

test.each([
  'https://evil.example',
  'null',
  'http://desk.example.com',
  'https://desk.example.com:8443',
  'https://desk.example.com.evil.example',
  'https://DESK.example.com',
  'https://desk.example.com/',
  '*',
])('the site %s may not, and caches are told that the answer depends on it', async (origin) => {
  expect(grants(await app.send('/open', { headers: { origin } }))).toEqual({
    origin: null,
    credentials: null,
    vary: 'Origin',
  });
});

test('an endpoint that is not open grants nothing, not even to a listed site', async () => {
  expect(grants(await app.send('/closed', { headers: { origin: DESK } }))).toEqual({
    origin: null,
    credentials: null,
    vary: null,
  });
});

const ask = async (path: string, origin: string, method: string) =>
  app.send(path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': method } });

describe('preflight', () => {
  test('a listed site is told the method and the headers that it may send', async () => {
    const response = await ask('/open', DESK, 'POST');
    expect(response.status).toBe(204);
    expect(grants(response)).toEqual(GRANTED);
    expect(response.headers.get('access-control-allow-methods')).toBe('POST');
    expect(response.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type');
    expect(response.headers.get('access-control-max-age')).toBe('600');
  });

  test.each([
    { path: '/open', origin: 'https://evil.example', method: 'POST', why: 'the site is not listed' },
    { path: '/open', origin: DESK, method: 'DELETE', why: 'the endpoint is not open' },
    { path: '/open', origin: DESK, method: 'PATCH', why: 'there is no such endpoint' },
    { path: '/closed', origin: DESK, method: 'GET', why: 'the endpoint is not open' },
  ])('$method $path is not granted to $origin: $why', async ({ path, origin, method }) => {
    const response = await ask(path, origin, method);
    expect(response.status).toBe(204);
    expect(grants(response)).toMatchObject({ origin: null, credentials: null });
    expect(response.headers.get('access-control-allow-methods')).toBeNull();
  });
});
