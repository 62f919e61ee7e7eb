import { runBench, say, sizeOf } from './bench.ts';
import type { Bench } from './bench.ts';
import { distribution, range } from './numbers.ts';
import { postLogin, sessionRole, tokenRole } from './people.ts';
import { startRedis } from './redis.ts';
import { startReplica } from './replicas.ts';
import type { Replica } from './replicas.ts';
import { startTwilio } from './twilio.ts';

const DEMOTIONS = sizeOf('BENCH_DEMOTIONS', 200);
/** Of each answer of Twilio: a demotion must not wait for it. */
const LATENCY_MS = sizeOf('BENCH_LATENCY', 80);

interface Mode {
  readonly onDemotion: 'downgrade' | 'end';
  /** What the old session shows afterwards: a role, or the status of a refusal. */
  readonly shows: string;
}

const MODES: readonly Mode[] = [
  { onDemotion: 'downgrade', shows: 'agent' },
  { onDemotion: 'end', shows: '401' },
];

interface Measured {
  /** From the post at the ACS of one replica until it answered, ms. */
  readonly acs: number[];
  /** From that post until the other replica answered with the lower role or a refusal, ms. */
  readonly reached: number[];
  /** Roles that a request, begun after the ACS had answered, still got. */
  readonly late: unknown[];
  readonly refused: unknown[];
}

interface Stage {
  readonly here: Replica;
  readonly there: Replica;
  readonly mode: Mode;
}

/** Asks the session's role over and over until it is the expected one. Resolves to the time. */
async function whenShown(cookie: string, { there, mode }: Stage): Promise<number> {
  for (;;) {
    if ((await sessionRole(there.url, cookie)) === mode.shows) return performance.now();
  }
}

async function demote(email: string, stage: Stage, { acs, reached, late, refused }: Measured): Promise<void> {
  const { here, there, mode } = stage;
  const before = await postLogin(there.url, there.responseFor({ email, roles: ['admin'] }));
  const demotion = here.responseFor({ email, roles: ['agent'] });
  const began = performance.now();
  const shown = whenShown(before.cookie, stage);
  const { status } = await postLogin(here.url, demotion);
  acs.push(performance.now() - began);
  const [session, token] = await Promise.all([
    sessionRole(there.url, before.cookie),
    tokenRole(there.url, before.cookie),
  ]);
  if (status !== 303) refused.push({ email, status });
  if (session !== mode.shows || token !== mode.shows) late.push({ email, session, token });
  reached.push((await shown) - began);
}

const runMode = (mode: Mode) => async (bench: Bench) => {
  const redis = await startRedis(bench);
  const twilio = await startTwilio(LATENCY_MS);
  bench.onEnd(twilio.stop);
  const top = `session: { onDemotion: ${mode.onDemotion} }`;
  const config = { twilio: twilio.address, store: redis.url, threads: 1, top };
  const stage = { here: await startReplica(bench, config), there: await startReplica(bench, config), mode };
  const measured: Measured = { acs: [], reached: [], late: [], refused: [] };
  for (const index of range(DEMOTIONS)) await demote(`p${index}@corp.example`, stage, measured);
  bench.say(`from the post at one replica's ACS to the other's ${mode.shows}: ${distribution(measured.reached)}`);
  bench.say(`the ACS itself, which also waits for Twilio:          ${distribution(measured.acs)}`);
  const early = measured.reached.filter((ms, index) => ms < (measured.acs[index] ?? 0)).length;
  bench.say(`${early} of ${DEMOTIONS} had reached the other replica before the ACS answered`);
  bench.never('a demotion refused', measured.refused);
  bench.never('the higher role at a request begun after the ACS answered', measured.late);
};

async function main(): Promise<void> {
  say(`Twilio answers after ${LATENCY_MS} ms`);
  for (const mode of MODES) {
    await runBench(`Demotion: a live session on another replica, onDemotion ${mode.onDemotion}`, runMode(mode));
  }
}

void main();
