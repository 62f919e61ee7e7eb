import { once } from 'node:events';
import { connect } from 'node:net';
import { createDrain } from '../../src/http/drain.ts';
import { get } from '../../src/http/endpoint.ts';
import { listen } from '../../src/http/server.ts';
import { deferred, startApp, until } from '../support/http-app.ts';
import type { Deferred, TestApp } from '../support/http-app.ts';

interface Slow {
  readonly arrived: Deferred;
  readonly answer: Deferred;
}

let app: TestApp;
afterEach(async () => {
  await app.close();
});

async function startSlow(shutdownMs?: number): Promise<Slow> {
  const [arrived, answer] = [deferred(), deferred()];
  const slow = get('/slow', {
    access: 'public',
    summary: 'Slow',
    handle: async () => {
      arrived.resolve();
      await answer.promise;
      return { status: 200, text: { type: 'text/plain', body: 'finished' } };
    },
  });
  const quick = get('/quick', { access: 'public', summary: 'Quick', handle: async () => ({ status: 204 }) });
  app = await startApp([slow, quick], {}, {}, shutdownMs);
  return { arrived, answer };
}

async function open(): Promise<{ send: (text: string) => void; received: () => string; closed: Promise<unknown> }> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += String(chunk);
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return { send: (octets) => void socket.write(octets), received: () => text, closed: once(socket, 'close') };
}

test('a request under way is finished, its connection is closed, and no new one is accepted', async () => {
  const { arrived, answer } = await startSlow();
  const connection = await open();
  connection.send('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await arrived.promise;
  const closing = app.close();
  await expect(app.send('/quick')).rejects.toThrow('fetch failed');
  answer.resolve();
  expect(await closing).toEqual({ cut: 0 });
  await connection.closed;
  expect(connection.received()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(connection.received().toLowerCase()).toContain('connection: close');
  expect(connection.received()).toContain('finished');
});

test('a request that begins on an open connection during the shutdown is SHUTTING_DOWN', async () => {
  const { arrived, answer } = await startSlow();
  const [busy, begun, third] = [await open(), await open(), await open()];
  busy.send('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await arrived.promise;
  // Half a request: this connection is not idle, so the shutdown lets it be. The server has read it once a later request
  // on another connection is answered.
  begun.send('GET /quick HTTP/1.1\r\n');
  third.send('GET /quick HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => third.received().includes(' 204 '));
  const closing = app.close();
  begun.send('Host: x\r\n\r\n');
  await begun.closed;
  answer.resolve();
  await closing;
  expect(begun.received()).toContain('HTTP/1.1 503 ');
  expect(begun.received()).toContain('"code":"SHUTTING_DOWN"');
  expect(begun.received().toLowerCase()).toContain('retry-after: 5');
  expect(begun.received().toLowerCase()).toContain('connection: close');
});

test('an idle connection does not hold up the shutdown', async () => {
  await startSlow(60_000);
  const connection = await open();
  connection.send('GET /quick HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => connection.received().includes(' 204 '));
  expect(await app.close()).toEqual({ cut: 0 });
  await connection.closed;
});

test('what does not end within shutdownMs is cut off, and counted', async () => {
  const { arrived, answer } = await startSlow(20);
  const connection = await open();
  connection.send('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await arrived.promise;
  expect(await app.close()).toEqual({ cut: 1 });
  await connection.closed;
  answer.resolve();
  expect(connection.received()).toBe('');
});

test('a second shutdown is the first one', async () => {
  await startSlow();
  expect(await Promise.all([app.close(), app.close()])).toEqual([{ cut: 0 }, { cut: 0 }]);
  expect(await app.close()).toEqual({ cut: 0 });
  expect(app.drain.begun).toBe(true);
});

test('a port that is taken rejects', async () => {
  await startSlow();
  const port = Number(new URL(app.url).port);
  const settings = { port, host: '127.0.0.1', requestTimeoutMs: 1000, shutdownMs: 10, drain: createDrain() };
  await expect(listen(() => {}, settings)).rejects.toThrow('EADDRINUSE');
});

test.each([
  { host: '127.0.0.1', expected: /^http:\/\/127\.0\.0\.1:\d+$/ },
  { host: '0.0.0.0', expected: /^http:\/\/localhost:\d+$/ },
  { host: undefined, expected: /^http:\/\/localhost:\d+$/ },
])('listening at $host is told as an address that this machine reaches', async ({ host, expected }) => {
  await startSlow();
  const base = { port: 0, requestTimeoutMs: 1000, shutdownMs: 10, drain: createDrain() };
  const { url, close } = await listen((_req, res) => res.end('here'), { ...base, ...(host !== undefined && { host }) });
  expect(url).toMatch(expected);
  await close();
});

test('a client that dribbles its headers is cut off', async () => {
  app = await startApp([]);
  const settings = {
    port: 0,
    host: '127.0.0.1',
    requestTimeoutMs: 50,
    checkEveryMs: 10,
    shutdownMs: 10,
    drain: createDrain(),
  };
  const { url, close } = await listen(() => {}, settings);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
  let answer = '';
  for await (const text of socket) answer += String(text);
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout/);
  await close();
});
