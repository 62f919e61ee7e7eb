import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { LastingRedis } from '../../src/store/lasting-redis.redis.ts';

/** Longer than any pause between two attempts. */
const A_MINUTE = 60_000;

/** Takes connections, and says nothing. */
let server: Server;
const sockets: Socket[] = [];
beforeEach(async () => {
  server = createServer((socket) => sockets.push(socket.on('error', () => undefined).resume()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  jest.useRealTimers();
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

test.each([
  { title: 'before anybody took the call', connected: false },
  { title: 'before the server answered', connected: true },
])('what is disconnected $title stays so', async ({ connected }) => {
  const { port } = server.address() as AddressInfo;
  const client = new LastingRedis({ host: '127.0.0.1', port, lazyConnect: true, disconnectTimeout: 100 });
  client.on('error', () => undefined);
  const attempt = client.connect();
  if (connected) await once(client, 'connect');
  // The sockets go on by themselves; only what the client means to do later is in our hands.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  const ended = once(client, 'end');
  client.disconnect();
  await Promise.all([ended, expect(attempt).rejects.toThrow()]);
  jest.advanceTimersByTime(A_MINUTE);
  expect(client.status).toBe('end');
});
