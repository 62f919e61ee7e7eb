import { freePort } from '../support/free-port.ts';
import type { Bench } from './bench.ts';
import { benchConfig, publicUrlOf } from './bench-config.ts';
import type { BenchConfig } from './bench-config.ts';
import { oktaResponse } from './responses.ts';
import type { Login } from './responses.ts';
import { startGateway } from './processes.ts';
import type { Started } from './processes.ts';

/** A gateway in a process of its own. */
export interface Replica {
  readonly url: string;
  cpuSeconds(): Promise<number>;
  /** A response of the IdP for this gateway. */
  responseFor(login: Login): string;
  /** Whether a load balancer would send people here. */
  isUp(): boolean;
  /** SIGKILL; the address stays. */
  kill(): Promise<void>;
  /** Another process at the same address. */
  revive(): Promise<void>;
}

export async function startReplica(bench: Bench, config: Omit<BenchConfig, 'port'>): Promise<Replica> {
  const port = await freePort();
  const yaml = benchConfig({ ...config, port });
  let running: Started = await startGateway(yaml, port);
  let up = true;
  bench.onEnd(() => running.kill());
  return {
    url: running.url,
    cpuSeconds: () => running.cpuSeconds(),
    responseFor: (login) => oktaResponse(publicUrlOf(port), login),
    isUp: () => up,
    kill: () => {
      up = false;
      return running.kill();
    },
    revive: async () => {
      running = await startGateway(yaml, port);
      up = true;
    },
  };
}
