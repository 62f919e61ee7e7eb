import { createInterface } from 'node:readline';
import { aReplica } from './a-fault-bench.ts';
import type { GatewayProcessOptions } from './a-gateway-process.ts';

/**
 * The script of `aLoadedProcess`. Says that it is loaded, takes the options of one replica as a line, and prints where that
 * listens. It ends with its input, so that none outlives the test.
 */
async function run(line: string): Promise<void> {
  const { store, ...options } = JSON.parse(line) as GatewayProcessOptions;
  const { url } = await aReplica(store, options);
  process.stdout.write(`${url}\n`);
}

const input = createInterface({ input: process.stdin });
input.once('line', (line) => void run(line));
input.once('close', () => process.exit());
process.stdout.write('loaded\n');
