import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface CliProcess {
  readonly finished: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

/** The built `flexgate …` in a process of its own, as an operator runs it beside the gateway. */
export function aCliProcess(argv: readonly string[], env: Readonly<Record<string, string>>, input = ''): CliProcess {
  const child = spawn(process.execPath, ['dist/cli/main.js', ...argv], { env: { PATH: process.env['PATH'], ...env } });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const finished = Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { finished: finished.then(([code, out, err]) => ({ code, out, err })) };
}
