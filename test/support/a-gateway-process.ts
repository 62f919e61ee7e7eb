import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { StandInAddress } from '../../src/sandbox/twilio/stand-in.ts';
import type { SharedStore } from './a-fault-bench.ts';

export interface GatewayProcessOptions {
  readonly store: SharedStore;
  readonly twilio: StandInAddress;
  readonly certificate: string;
  /** YAML, as in GatewayOptions. */
  readonly idp?: string;
  readonly sp?: string;
  readonly twilioYaml?: string;
}

export interface GatewayProcess {
  readonly url: string;
  /** SIGKILL: without a word to anybody. */
  kill(): Promise<void>;
  /** Stands still: timers, sockets and all. */
  freeze(): void;
  goOn(): void;
}

/** What crosses to another process. */
export function addressOf(standIn: StandInAddress): StandInAddress {
  const { url, accountSid, apiKey, authToken, workspaceSid, conversationsServiceSid } = standIn;
  const { flexInstanceSid, offlineActivitySid } = standIn;
  const sids = { accountSid, workspaceSid, conversationsServiceSid, flexInstanceSid, offlineActivitySid };
  return { url, apiKey, authToken, ...sids };
}

/** A replica in a process of its own, to be killed. */
export async function aGatewayProcess(options: GatewayProcessOptions): Promise<GatewayProcess> {
  const script = [join(__dirname, 'run-typescript.cjs'), join(__dirname, 'gateway-process.ts')] as const;
  const child = spawn(process.execPath, ['-r', ...script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(String(line).trim()));
    child.once('exit', (code) => reject(new Error(`the gateway's process ended with ${code}`)));
  });
  return {
    url,
    freeze: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
