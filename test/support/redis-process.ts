import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A redis-server that a test starts, hangs, kills and starts again at the same place. */
export interface RedisProcess {
  /** Empty folder of its own, where its socket is. */
  readonly folder: string;
  readonly socket: string;
  start(): Promise<void>;
  /** Without a word to its clients, as when the machine is gone. */
  kill(): Promise<void>;
  /** It keeps its connections and answers nothing. */
  hang(): void;
  goOn(): void;
  /** Kills it and removes its folder. */
  readonly remove: () => Promise<void>;
}

function serverBinary(): string {
  const binary = process.env['REDIS_SERVER'];
  if (!binary) throw new Error('No redis-server or valkey-server found: run `npm run setup`');
  return binary;
}

/** Rejects with what the server printed where it ends instead. */
function whenReady(child: ChildProcess, ready: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => {
        printed += String(text);
        if (ready.test(printed)) resolve();
      });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${printed}`)));
  });
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

export function redisProcess(args: readonly string[], ready = /ready to accept connections/i): RedisProcess {
  const folder = mkdtempSync(join(tmpdir(), 'flexgate-redis-'));
  const socket = join(folder, 's');
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => end(child);
  return {
    folder,
    socket,
    start: () => {
      const always = ['--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', folder];
      // A configuration file must come before every option.
      const leading = args[0] === undefined || args[0].startsWith('-') ? 0 : 1;
      const all = [...args.slice(0, leading), ...always, ...args.slice(leading)];
      child = spawn(serverBinary(), all, { stdio: ['ignore', 'pipe', 'pipe'] });
      return whenReady(child, ready);
    },
    kill,
    hang: () => void child?.kill('SIGSTOP'),
    goOn: () => void child?.kill('SIGCONT'),
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
