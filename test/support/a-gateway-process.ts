import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { StandInAddress } from '../../src/sandbox/twilio/stand-in.ts';
import type { OutboxWaits, SharedStore } from './a-fault-bench.ts';

export interface GatewayProcessOptions {
  readonly store: SharedStore;
  readonly twilio: StandInAddress;
  readonly certificate: string;
  /** YAML, as in GatewayOptions. */
  readonly idp?: string;
  readonly sp?: string;
  readonly twilioYaml?: string;
  readonly outboxWaits?: OutboxWaits;
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

export interface LoadedProcess {
  start(options: GatewayProcessOptions): Promise<GatewayProcess>;
  kill(): Promise<void>;
}

/** A process that has read all its code and waits for `start`: for a replica that must come while something is held. */
export async function aLoadedProcess(): Promise<LoadedProcess> {
  const script = [join(__dirname, 'run-typescript.cjs'), join(__dirname, 'gateway-process.ts')] as const;
  const child = spawn(process.execPath, ['-r', ...script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done) throw new Error("the gateway's process ended before it listened");
    return line.value;
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await nextLine();
  return {
    start: async (options) => {
      child.stdin.write(`${JSON.stringify(options)}\n`);
      const url = await nextLine();
      return { url, kill, freeze: () => void child.kill('SIGSTOP'), goOn: () => void child.kill('SIGCONT') };
    },
    kill,
  };
}

/** A replica in a process of its own, to be killed. */
export const aGatewayProcess = async (options: GatewayProcessOptions): Promise<GatewayProcess> =>
  (await aLoadedProcess()).start(options);
