import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { say } from './bench.ts';
import { inLanes } from './numbers.ts';

interface Script {
  readonly file: string;
  /** Sizes with which it is over soon. A variable that is set counts more. */
  readonly quick: Readonly<Record<string, string>>;
}

/** The longest first. */
const SCRIPTS: readonly Script[] = [
  { file: 'outage.ts', quick: { BENCH_LOGINS: '40' } },
  { file: 'lost-updates.ts', quick: { BENCH_RACES: '40', BENCH_CONTROL_RACES: '20' } },
  { file: 'demotion.ts', quick: { BENCH_DEMOTIONS: '10' } },
  { file: 'shift-start.ts', quick: { BENCH_LOGINS: '200', BENCH_CONVERGED: '10' } },
  { file: 'redis-cost.ts', quick: { BENCH_FEW: '200', BENCH_MANY: '2000', BENCH_SAMPLE: '30' } },
  { file: 'fence.ts', quick: { BENCH_FENCE_PEOPLE: '2000' } },
];

/** Side by side they are over sooner, and hold the same; their times mean nothing then. */
const QUICK_LANES = 3;

const isFull = process.argv.includes('--full');

/** Its output comes in one piece, at its end. Resolves to whether all held. */
async function run({ file, quick }: Script): Promise<boolean> {
  const loader = join(__dirname, '../support/run-typescript.cjs');
  const env = { ...(isFull ? {} : quick), ...process.env };
  const child = spawn(process.execPath, ['-r', loader, join(__dirname, file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  say(output.trimEnd());
  return code === 0;
}

/** All scripts that hold an invariant against faults, in small; with `--full` one by one, in the sizes of record. */
async function main(): Promise<void> {
  const failed: string[] = [];
  await inLanes(SCRIPTS, isFull ? 1 : QUICK_LANES, async (script) => {
    if (!(await run(script))) failed.push(script.file);
  });
  say(failed.length === 0 ? 'All invariants held.' : `An invariant did not hold: ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

void main();
