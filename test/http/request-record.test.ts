import { z } from 'zod';
import { get, post } from '../../src/http/endpoint.ts';
import { deferred, startApp, until } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

const done = async () => ({ status: 200, json: {} });
const ENDPOINTS = [
  get('/people/:id', { access: 'public', summary: 'One', params: z.object({ id: z.string() }), handle: done }),
  get('/healthz', { access: 'public', summary: 'Alive', platform: true, handle: done }),
];

let app: TestApp;
afterEach(async () => {
  await app.close();
});

test('a request is one line: method, pattern of the route, status, time, id; and one observation', async () => {
  let now = 1_000;
  const clock = () => (now += 250);
  app = await startApp(ENDPOINTS, { clock });
  await app.send('/people/ada@example.com?token=hunter2');
  expect(app.log.lines).toEqual([
    {
      level: 'info',
      message: 'request',
      requestId: 'request-1',
      method: 'GET',
      route: '/people/:id',
      status: 200,
      ms: 250,
    },
  ]);
  expect(app.served).toEqual([{ method: 'GET', route: '/people/:id', status: 200, seconds: 0.25 }]);
});

test('a clock that was set back gives no negative time', async () => {
  let now = 1_000;
  app = await startApp(ENDPOINTS, { clock: () => (now -= 250) });
  await app.send('/healthz');
  expect(app.served).toEqual([expect.objectContaining({ seconds: 0 })]);
});

test('probes are logged at debug level', async () => {
  app = await startApp(ENDPOINTS);
  await app.send('/healthz');
  expect(app.log.lines.map(({ level, route }) => [level, route])).toEqual([['debug', '/healthz']]);
});

test('addresses and methods from outside make no series of their own', async () => {
  app = await startApp(ENDPOINTS);
  await app.send('/wp-admin/setup.php');
  await app.send('/people/1', { method: 'PROPFIND' });
  expect(app.served.map(({ method, route, status }) => [method, route, status])).toEqual([
    ['GET', 'unmatched', 404],
    ['OTHER', 'unmatched', 405],
  ]);
});

test('a client that does not wait for the answer is counted as 499', async () => {
  const { promise: answered, resolve: answer } = deferred();
  const { promise: arrived, resolve: arrive } = deferred();
  const slow = get('/slow', {
    access: 'public',
    summary: 'Slow',
    handle: async () => {
      arrive();
      await answered;
      return { status: 200 };
    },
  });
  app = await startApp([slow, post('/slow', { access: 'public', summary: 'x', handle: done })]);
  const leave = new AbortController();
  const request = app.send('/slow', { signal: leave.signal });
  await arrived;
  leave.abort();
  await expect(request).rejects.toThrow('aborted');
  await until(() => app.served.length > 0);
  answer();
  expect(app.served).toEqual([expect.objectContaining({ route: '/slow', status: 499 })]);
});
