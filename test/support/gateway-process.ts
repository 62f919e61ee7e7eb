import { aReplica } from './a-fault-bench.ts';
import type { GatewayProcessOptions } from './a-gateway-process.ts';

/** The script of `aGatewayProcess`: one replica in a process of its own. Prints where it listens. */
async function run(): Promise<void> {
  const { store, ...options } = JSON.parse(process.argv[2] ?? '{}') as GatewayProcessOptions;
  const { url } = await aReplica(store, options);
  process.stdout.write(`${url}\n`);
}

void run();
