import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { say } from './bench.ts';

interface Script {
  readonly file: string;
  /** Sizes with which it is over soon. A variable that is set counts more. */
  readonly quick: Readonly<Record<string, string>>;
}

const SCRIPTS: readonly Script[] = [
  { file: 'fence.ts', quick: { BENCH_FENCE_PEOPLE: '4000' } },
  { file: 'lost-updates.ts', quick: { BENCH_RACES: '60', BENCH_CONTROL_RACES: '20' } },
  { file: 'outage.ts', quick: { BENCH_LOGINS: '60' } },
  { file: 'demotion.ts', quick: { BENCH_DEMOTIONS: '15' } },
  { file: 'shift-start.ts', quick: { BENCH_LOGINS: '300', BENCH_CONVERGED: '20' } },
  { file: 'redis-cost.ts', quick: { BENCH_FEW: '200', BENCH_MANY: '2000', BENCH_SAMPLE: '30' } },
];

async function run({ file, quick }: Script): Promise<string> {
  const loader = join(__dirname, '../support/run-typescript.cjs');
  const env = { ...(process.argv.includes('--full') ? {} : quick), ...process.env };
  const child = spawn(process.execPath, ['-r', loader, join(__dirname, file)], { stdio: 'inherit', env });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0 ? '' : file;
}

/** All scripts that hold an invariant against faults, one after another; `--full` for the sizes of record. */
async function main(): Promise<void> {
  const failed: string[] = [];
  for (const script of SCRIPTS) failed.push(await run(script));
  const names = failed.filter((file) => file !== '');
  say(names.length === 0 ? 'All invariants held.' : `An invariant did not hold in ${names.join(', ')}`);
  process.exitCode = names.length === 0 ? 0 : 1;
}

void main();
