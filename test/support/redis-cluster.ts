import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { redisProcess } from './redis-process.ts';
import type { RedisProcess } from './redis-process.ts';
import { eventually } from './store-eventually.ts';

const SLOTS = 16_384;

export interface ClusterNode {
  readonly port: number;
  readonly busPort: number;
  readonly process: RedisProcess;
}

/** Runs one command on one node, past any cluster logic. */
export async function askNode<T>(port: number, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ host: '127.0.0.1', port });
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

const tcp = (port: number): readonly string[] => ['--bind', '127.0.0.1', '--port', `${port}`];

async function aNode(args: readonly string[]): Promise<ClusterNode> {
  const [port, busPort] = [await freePort(), await freePort()];
  const process = redisProcess([...tcp(port), '--cluster-enabled', 'yes', '--cluster-port', `${busPort}`, ...args]);
  return { port, busPort, process };
}

async function join(nodes: readonly ClusterNode[]): Promise<void> {
  const share = Math.ceil(SLOTS / nodes.length);
  for (const [index, { port }] of nodes.entries()) {
    const last = Math.min(SLOTS, (index + 1) * share) - 1;
    await askNode(port, async (redis) => {
      await redis.call('cluster', 'addslotsrange', index * share, last);
      for (const other of nodes) await redis.call('cluster', 'meet', '127.0.0.1', other.port, other.busPort);
    });
  }
  for (const { port } of nodes) {
    await eventually(
      () => askNode(port, async (redis) => String(await redis.call('cluster', 'info'))),
      (info) => info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3'),
    );
  }
}

/** A Redis Cluster of three primaries on free ports, ready to serve; `args` go to each node. Or none is left behind. */
export async function startCluster(args: readonly string[] = []): Promise<readonly ClusterNode[]> {
  const nodes = await Promise.all([aNode(args), aNode(args), aNode(args)]);
  try {
    await Promise.all(nodes.map(({ process }) => process.start()));
    await join(nodes);
  } catch (error) {
    await Promise.all(nodes.map(({ process }) => process.remove()));
    throw error;
  }
  return nodes;
}
