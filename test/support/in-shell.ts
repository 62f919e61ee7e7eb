import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** A line pasted into a shell, in the folder of the project. */
export const inShell = (command: string): Promise<{ code: number; out: string }> =>
  new Promise((resolve) => {
    execFile('/bin/sh', ['-c', command], { cwd: join(__dirname, '../..') }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), out: stdout + stderr }),
    );
  });
