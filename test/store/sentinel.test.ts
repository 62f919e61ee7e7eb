import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectStore } from '../../src/store/connect.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import type { Store } from '../../src/store/store.ts';
import { askNode } from '../support/redis-cluster.ts';
import { freePort, redisProcess } from '../support/redis-process.ts';
import type { RedisProcess } from '../support/redis-process.ts';
import { aClaim, aLog, aSession, T0 } from '../support/store-builders.ts';
import { eventually } from '../support/store-eventually.ts';

interface Server {
  readonly port: number;
  readonly process: RedisProcess;
}

async function startServer(args: readonly string[] = []): Promise<Server> {
  const port = await freePort();
  const process = redisProcess([
    '--bind',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--repl-diskless-sync-delay',
    '0',
    ...args,
  ]);
  await process.start();
  return { port, process };
}

async function startSentinel(primary: Server): Promise<Server> {
  const port = await freePort();
  const bootstrap = redisProcess([]);
  const file = join(bootstrap.folder, 'sentinel.conf');
  writeFileSync(
    file,
    [
      'bind 127.0.0.1',
      `port ${port}`,
      `sentinel monitor main 127.0.0.1 ${primary.port} 1`,
      'sentinel down-after-milliseconds main 300',
      'sentinel failover-timeout main 2000',
      '',
    ].join('\n'),
  );
  const process = redisProcess([file, '--sentinel'], /Sentinel ID is/);
  await process.start();
  return { port, process: { ...process, remove: () => process.remove().then(bootstrap.remove) } };
}

const infoOf = (port: number): Promise<string> => askNode(port, (redis) => redis.info('replication'));

describe('behind a Sentinel', () => {
  const servers: Server[] = [];
  let sentinelPort = 0;
  let store: Store;
  const log = aLog();
  beforeAll(async () => {
    const primary = await startServer();
    const replica = await startServer(['--replicaof', `127.0.0.1 ${primary.port}`]);
    servers.push(primary, replica);
    await eventually(
      () => infoOf(primary.port),
      (info) => info.includes('state=online'),
    );
    const sentinel = await startSentinel(primary);
    servers.push(sentinel);
    sentinelPort = sentinel.port;
    await eventually(
      () => askNode(sentinelPort, (redis) => redis.call('sentinel', 'replicas', 'main') as Promise<unknown[]>),
      (replicas) => replicas.length === 1,
    );
    const url = `redis-sentinel://127.0.0.1:1,127.0.0.1:${sentinelPort}/main`;
    const connection = connectStore({ url, timeoutMs: 2000, keyPrefix: 'fg:', log });
    store = createRedisStore({ connection, clock: () => T0 });
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await Promise.all(servers.map(({ process }) => process.remove()));
  });

  test('a failover is survived without a new client, with all that the replica had', async () => {
    await eventually(
      () => store.ping().then(() => true),
      (up) => up,
    );
    await expect(store.ledger.claim(aClaim())).resolves.toMatchObject({ kind: 'accepted' });
    const credential = await store.sessions.create(aSession());
    await eventually(
      () => infoOf(servers[0]!.port),
      (info) => /slave0:.*offset=(\d+)/.exec(info)?.[1] === /master_repl_offset:(\d+)/.exec(info)?.[1],
    );
    await servers[0]!.process.kill();
    let tries = 0;
    // Each try is another assertion: a claim whose answer was lost in the failover may have been applied.
    await eventually(
      () => store.ledger.claim(aClaim({ issuedAt: T0 + (tries += 1), assertionId: `_b${tries}` })),
      ({ kind }) => kind === 'accepted',
    );
    await expect(store.ledger.claim(aClaim())).resolves.toEqual({ kind: 'replay' });
    await expect(store.sessions.resume(credential, T0)).resolves.toBeDefined();
    expect(log.lines.at(-1)).toMatchObject({ level: 'info', message: 'store answers again' });
  }, 30_000);
});

test('no sentinel in reach is told as such', async () => {
  const url = 'redis-sentinel://127.0.0.1:1,127.0.0.1:2/main';
  const connection = connectStore({ url, timeoutMs: 5000, keyPrefix: 'fg:', log: aLog() });
  const store = createRedisStore({ connection, clock: () => T0 });
  await expect(store.ping()).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    evidence: { operation: 'ping', reason: 'no sentinel knows a master that can be reached' },
  });
  await store.close();
});
