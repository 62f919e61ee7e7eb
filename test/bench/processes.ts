import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

export interface Started {
  readonly url: string;
  /** Seconds of CPU that the process has used. */
  cpuSeconds(): Promise<number>;
  stop(): void;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode}`);
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A gateway of its own process, from the build, with this configuration. */
export async function startGateway(yaml: string, port: number): Promise<Started> {
  const file = join(mkdtempSync(join(tmpdir(), 'flexgate-bench-')), 'flexgate.yaml');
  writeFileSync(file, yaml);
  const env = { ...process.env, FLEXGATE_CONFIG: file, NODE_ENV: '', PORT: String(port) };
  const profiling = process.env['BENCH_NODE_ARGS']?.split(' ') ?? [];
  const child = spawn(process.execPath, [...profiling, join(ROOT, 'dist/main.js')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/healthz`, child);
  return {
    url,
    async cpuSeconds() {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
    },
    stop: () => void child.kill('SIGTERM'),
  };
}

/** Runs a script of this folder in a process of its own; its first line of output is its answer. */
export function runScript(script: string, args: readonly string[] = []): Promise<{ line: string; stop(): void }> {
  const loader = join(ROOT, 'test/support/run-typescript.cjs');
  const child = spawn(process.execPath, ['-r', loader, join(__dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', (text: Buffer) =>
      resolve({ line: text.toString().trim(), stop: () => void child.kill() }),
    );
  });
}
