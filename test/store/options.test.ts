import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { connectStore } from '../../src/store/connect.redis.ts';
import { clusterOptions, redisOptions, retryDelayMs } from '../../src/store/options.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import { parseStoreUrl } from '../../src/store/store-url.ts';
import { selfSigned } from '../support/self-signed.ts';
import { aLog, T0 } from '../support/store-builders.ts';

const optionsOf = (url: string) => {
  const target = parseStoreUrl(url);
  return target.kind === 'cluster' ? clusterOptions(target, 1000) : redisOptions(target, 1000);
};

test.each([
  { attempt: 1, longest: 50 },
  { attempt: 2, longest: 100 },
  { attempt: 4, longest: 400 },
  { attempt: 7, longest: 2000 },
  { attempt: 1_000_000, longest: 2000 },
])('attempt $attempt to reconnect waits between half of $longest ms and the whole, never in step', (row) => {
  const delays = Array.from({ length: 200 }, () => retryDelayMs(row.attempt));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(row.longest / 2);
  expect(Math.max(...delays)).toBeLessThanOrEqual(row.longest);
  expect(new Set(delays).size).toBeGreaterThan(5);
});

test.each(['redis://h', 'rediss://h', '/s', 'redis-sentinel://h/main'])(
  '%s: nothing waits, nothing is sent again',
  (url) => {
    expect(optionsOf(url)).toMatchObject({
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      enableAutoPipelining: true,
      commandTimeout: 1000,
    });
  },
);

test('a cluster does not repeat what a lost node may have done', () => {
  expect(optionsOf('redis-cluster://h')).toMatchObject({ retryDelayOnFailover: 0, enableAutoPipelining: true });
});

test.each([
  ['redis://h', 'tls'],
  ['redis-sentinel://h/main', 'sentinelTLS'],
])('%s speaks no TLS', (url, option) => {
  expect(optionsOf(url)).not.toHaveProperty(option);
});

test('with TLS, sentinels and primary are both spoken to under it', () => {
  const options = optionsOf('redis-sentinel://ann:one@h/main/2?tls=1&sentinelUsername=sen&sentinelPassword=two');
  expect(options).toMatchObject({
    name: 'main',
    db: 2,
    tls: {},
    sentinelTLS: {},
    enableTLSForSentinelMode: true,
    username: 'ann',
    password: 'one',
    sentinelUsername: 'sen',
    sentinelPassword: 'two',
  });
});

test('with TLS, the nodes of a cluster keep the names that their certificates hold', () => {
  const target = parseStoreUrl('redis-cluster://:secret@node.example?tls=1');
  if (target.kind !== 'cluster') throw new Error('not a cluster');
  const { dnsLookup, redisOptions: ofNodes } = clusterOptions(target, 1000);
  const found = jest.fn();
  dnsLookup?.('node.example', found);
  expect(found).toHaveBeenCalledWith(null, 'node.example');
  expect(ofNodes).toMatchObject({ tls: {}, password: 'secret' });
});

test('a server whose certificate nobody vouches for is not spoken to', async () => {
  const heard: Buffer[] = [];
  const server = createServer(await selfSigned('localhost'), (socket) => socket.on('data', (data) => heard.push(data)));
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `rediss://:hunter2@localhost:${(server.address() as AddressInfo).port}`;
  const connection = connectStore({ url, timeoutMs: 5000, keyPrefix: 'fg:', log: aLog() });
  const store = createRedisStore({ connection, clock: () => T0 });
  await expect(store.ping()).rejects.toMatchObject({ evidence: { operation: 'ping', reason: 'TLS failed' } });
  expect(heard).toEqual([]);
  await store.close();
  server.close();
  await once(server, 'close');
});
