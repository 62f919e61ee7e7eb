import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { connectStore } from '../../src/store/connect.redis.ts';
import type { StoreConnection } from '../../src/store/connect.redis.ts';
import { redisProcess } from '../support/redis-process.ts';
import { aLog } from '../support/store-builders.ts';
import type { Bench } from './bench.ts';

export interface BenchRedis {
  /** For the configuration of a gateway. */
  readonly url: string;
  connect(): StoreConnection;
  /** Its INFO: every field by its name. */
  info(section?: string): Promise<ReadonlyMap<string, string>>;
  /** SIGKILL, then the same server again with what its file kept. */
  restart(): Promise<void>;
}

export const KEY_PREFIX = 'fg:';
const TIMEOUT_MS = 10_000;
/** Every write is on the disk before it is answered. */
const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

function serverOnPath(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = folders.flatMap((folder) => ['valkey-server', 'redis-server'].map((name) => join(folder, name)));
  return places.find((place) => existsSync(place)) ?? '';
}

const fieldsOf = (info: string): ReadonlyMap<string, string> =>
  new Map(
    info
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );

/** A real redis-server of this run's own. */
export async function startRedis(bench: Bench, { durable = false } = {}): Promise<BenchRedis> {
  process.env['REDIS_SERVER'] ??= serverOnPath();
  const server = redisProcess(['--port', '0', ...(durable ? DURABLE : [])]);
  bench.onEnd(server.remove);
  await server.start();
  const url = `redis+unix://${server.socket}`;
  const connect = (): StoreConnection => {
    const connection = connectStore({ url, keyPrefix: KEY_PREFIX, timeoutMs: TIMEOUT_MS, log: aLog() });
    bench.onEnd(() => connection.close());
    return connection;
  };
  const own = connect();
  return {
    url,
    connect,
    info: async (section = 'everything') => fieldsOf(await own.command('info', (redis) => redis.info(section))),
    restart: async () => {
      await server.kill();
      await server.start();
    },
  };
}
