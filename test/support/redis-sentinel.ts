import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askNode } from './redis-cluster.ts';
import { freePort } from './free-port.ts';
import { redisProcess } from './redis-process.ts';
import type { RedisProcess } from './redis-process.ts';
import { eventually, eventuallyAnswers } from './store-eventually.ts';

interface Server {
  readonly port: number;
  readonly process: RedisProcess;
}

/** A primary, its replica, and one sentinel that makes the replica the primary when the first one is gone. */
export interface SentinelSet {
  /** For `store.url`; its first sentinel is not there. */
  readonly url: string;
  readonly sentinelPort: number;
  /** Waits until the replica has all that the primary took. */
  replicated(): Promise<void>;
  /** Waits until the replica has all that the primary took, and kills the primary. */
  failOver(): Promise<void>;
  /** The replica gets nothing any more: what comes now is lost with the primary. */
  cutOffReplica(): Promise<void>;
  /** Kills the primary, whatever the replica has, and makes the replica the primary. */
  failOverAtOnce(): Promise<void>;
  remove(): Promise<void>;
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
      // A primary that is merely slow must not count as gone: that comes with `failOver`.
      'sentinel down-after-milliseconds main 600000',
      'sentinel failover-timeout main 2000',
      '',
    ].join('\n'),
  );
  const process = redisProcess([file, '--sentinel'], /Sentinel ID is/);
  await process.start();
  return { port, process: { ...process, remove: () => process.remove().then(bootstrap.remove) } };
}

const infoOf = (port: number): Promise<string> => askNode(port, (redis) => redis.info('replication'));

export async function startSentinelSet(): Promise<SentinelSet> {
  const primary = await startServer();
  const replica = await startServer(['--replicaof', `127.0.0.1 ${primary.port}`]);
  await eventually(
    () => infoOf(primary.port),
    (info) => info.includes('state=online'),
  );
  const sentinel = await startSentinel(primary);
  await eventually(
    () => askNode(sentinel.port, (redis) => redis.call('sentinel', 'replicas', 'main') as Promise<unknown[]>),
    (replicas) => replicas.length === 1,
  );
  const replicated = async (): Promise<void> => {
    await eventually(
      () => infoOf(primary.port),
      (info) => /slave0:.*offset=(\d+)/.exec(info)?.[1] === /master_repl_offset:(\d+)/.exec(info)?.[1],
    );
  };
  return {
    replicated,
    url: `redis-sentinel://127.0.0.1:1,127.0.0.1:${sentinel.port}/main`,
    sentinelPort: sentinel.port,
    failOver: async () => {
      await replicated();
      await primary.process.kill();
      await askNode(sentinel.port, (redis) => redis.call('sentinel', 'set', 'main', 'down-after-milliseconds', '300'));
    },
    cutOffReplica: async () => {
      await askNode(primary.port, async (redis) => {
        await redis.call('acl', 'setuser', 'default', '-psync', '-sync');
        await redis.call('client', 'kill', 'type', 'replica');
      });
      await eventually(
        () => infoOf(replica.port),
        (info) => info.includes('master_link_status:down'),
      );
    },
    failOverAtOnce: async () => {
      await primary.process.kill();
      // Refused until the sentinel has heard from the replica.
      await eventuallyAnswers(() => askNode(sentinel.port, (redis) => redis.call('sentinel', 'failover', 'main')));
    },
    remove: async () => {
      await Promise.all([sentinel, replica, primary].map(({ process }) => process.remove()));
    },
  };
}
