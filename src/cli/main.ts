#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { runCli } from './run-cli.ts';

async function ask(question: string): Promise<string> {
  // On standard error: standard output may go to a file.
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await dialogue.question(question);
  } finally {
    dialogue.close();
  }
}

async function main(): Promise<void> {
  const exitCode = await runCli(process.argv.slice(2), {
    env: process.env,
    out: process.stdout,
    err: process.stderr,
    input: { isTTY: process.stdin.isTTY, read: () => text(process.stdin), ask },
    clock: Date.now,
    process,
  });
  // Not process.exit: what is still being written to a pipe would be cut, and a server stopped.
  if (exitCode !== 0) process.exitCode = exitCode;
}

void main();
