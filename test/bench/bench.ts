import { availableParallelism } from 'node:os';

/** What a script says, and what it found. */
export interface Bench {
  say(text: string): void;
  /** An invariant, with all that speaks against it: the process ends with 1 where anything does. */
  never(violation: string, counterexamples: readonly unknown[]): void;
  /** Stops what was started, in reverse order, however the script ends. */
  onEnd(stop: () => unknown): void;
}

const EXAMPLES = 3;

/** Prints to the terminal and nowhere else; never judges by the clock. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** A size that the environment may change. */
export const sizeOf = (variable: string, usual: number): number => Number(process.env[variable] ?? usual);

export const CORES = availableParallelism();

function never(violation: string, counterexamples: readonly unknown[]): void {
  if (counterexamples.length === 0) {
    say(`  holds     never ${violation}`);
    return;
  }
  process.exitCode = 1;
  say(`  VIOLATED  ${violation}: ${counterexamples.length} times`);
  for (const example of counterexamples.slice(0, EXAMPLES)) say(`            ${JSON.stringify(example)}`);
}

/** Runs a script to its end and cleans up after it. */
export async function runBench(title: string, run: (bench: Bench) => Promise<void>): Promise<void> {
  const stops: (() => unknown)[] = [];
  say(title);
  try {
    await run({ say: (text) => say(`  ${text}`), never, onEnd: (stop) => void stops.push(stop) });
  } catch (error) {
    process.exitCode = 1;
    say(`  FAILED    ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}
