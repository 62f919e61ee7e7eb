import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const LOADER = join(ROOT, 'test/support/run-typescript.cjs');

export interface Started {
  readonly url: string;
  /** Seconds of CPU that the process has used. */
  cpuSeconds(): Promise<number>;
  stop(): void;
  /** SIGKILL: without a word to anybody. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** None of ours outlives the script, also where that fails. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

function ours<C extends ChildProcess>(child: C): C {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Linux: utime and stime of /proc/[pid]/stat, in ticks of 10 ms. NaN elsewhere. */
export function cpuSecondsOf(pid: number | undefined): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) / 100;
  } catch {
    return Number.NaN;
  }
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
  const child = ours(
    spawn(process.execPath, [...profiling, join(ROOT, 'dist/main.js')], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/healthz`, child);
  return {
    url,
    async cpuSeconds() {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
    },
    stop: () => void child.kill('SIGTERM'),
    kill: () => end(child),
  };
}

export interface Script {
  readonly line: string;
  readonly pid: number | undefined;
  stop(): void;
}

/** Runs a script of this folder in a process of its own; its first line of output is its answer. */
export function runScript(script: string, args: readonly string[] = []): Promise<Script> {
  const child = ours(
    spawn(process.execPath, ['-r', LOADER, join(__dirname, script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
    child.stdout.once('data', (text: Buffer) =>
      resolve({ line: text.toString().trim(), pid: child.pid, stop: () => void child.kill() }),
    );
  });
}

/** A process of this folder that answers each question in turn. */
export interface Respondent<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  stop(): void;
}

export function startRespondent<Question extends object, Answer>(
  script: string,
  args: readonly string[],
): Respondent<Question, Answer> {
  const child = ours(fork(join(__dirname, script), args, { execArgv: ['-r', LOADER] }));
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        const gone = (code: number | null): void => reject(new Error(`${script} ended with ${code}`));
        child.once('exit', gone);
        child.once('message', (answer) => {
          child.off('exit', gone);
          resolve(answer as Answer);
        });
        child.send(question);
      }),
    stop: () => void child.kill(),
  };
}
