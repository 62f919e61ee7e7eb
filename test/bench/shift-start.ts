import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { CORES, runBench, sizeOf } from './bench.ts';
import type { Bench } from './bench.ts';
import { distribution, inLanes, range, sumOf } from './numbers.ts';
import { continueLogin, postLogin } from './people.ts';
import type { Answer } from './people.ts';
import { startRedis } from './redis.ts';
import type { BenchRedis } from './redis.ts';
import { startReplica } from './replicas.ts';
import type { Replica } from './replicas.ts';
import { USUAL_GROUPS } from './responses.ts';
import { startTwilio } from './twilio.ts';
import type { Twilio } from './twilio.ts';

const LOGINS = sizeOf('BENCH_LOGINS', 5_000);
const LATENCY_MS = sizeOf('BENCH_LATENCY', 80);
const CONCURRENCY = sizeOf('BENCH_CONCURRENCY', 40);
/** Browsers that have posted and wait for their answer, at any moment. */
const AT_ONCE = sizeOf('BENCH_AT_ONCE', 400);
/** People whom Twilio knows already, who come in the same minute: one every so many ms. */
const CONVERGED = sizeOf('BENCH_CONVERGED', 100);
const CONVERGED_EVERY_MS = sizeOf('BENCH_CONVERGED_EVERY', 200);
const VALID_MS = 14 * 60_000;
/** As the waiting page does. */
const ASK_AGAIN_MS = 3_000;
const BROWSER = 'text/html,application/xhtml+xml,*/*;q=0.8';

interface Parts {
  readonly redis: BenchRedis;
  readonly twilio: Twilio;
  readonly gateway: Replica;
}

interface Arrival {
  readonly answer: Answer;
  readonly ms: number;
  readonly waited: boolean;
}

/** A person with a browser: posts, and where a waiting page comes, asks again as the page does. */
async function arrive(response: string, { url }: Replica): Promise<Arrival> {
  const began = performance.now();
  let answer = await postLogin(url, response, BROWSER);
  const waiting = answer.cookie;
  const waited = answer.status === 200;
  while (answer.status === 200) {
    await pause(ASK_AGAIN_MS);
    answer = await continueLogin(url, waiting);
  }
  return { answer, ms: performance.now() - began, waited };
}

/** All are made before the first is posted, so they must last. */
const personResponse = (email: string, gateway: Replica): string =>
  gateway.responseFor({ email, roles: ['agent'], groups: USUAL_GROUPS, validMs: VALID_MS });

/** Until they have all come, or the shift is in: whichever is later does not hold up the other. */
async function convergedArrivals(
  responses: readonly string[],
  isOver: () => boolean,
  gateway: Replica,
): Promise<Arrival[]> {
  const arrivals: Promise<Arrival>[] = [];
  for (const response of responses) {
    if (isOver()) break;
    arrivals.push(arrive(response, gateway));
    await pause(CONVERGED_EVERY_MS);
  }
  return Promise.all(arrivals);
}

/** Seconds of CPU used so far. */
interface Cpu {
  readonly gateway: number;
  readonly standIn: number;
  readonly redis: number;
  readonly generator: number;
  /** Of everything on this machine. */
  readonly machine: number;
}

async function cpuNow({ gateway, twilio, redis }: Parts): Promise<Cpu> {
  const info = await redis.info('cpu');
  const { user, system } = process.cpuUsage();
  const busy = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return {
    gateway: await gateway.cpuSeconds(),
    standIn: twilio.cpuSeconds(),
    redis: Number(info.get('used_cpu_user')) + Number(info.get('used_cpu_sys')),
    generator: (user + system) / 1e6,
    machine: sumOf(busy) / 1000,
  };
}

interface Shift {
  readonly seconds: number;
  readonly arrivals: readonly Arrival[];
  readonly converged: readonly Arrival[];
  /** Used by each meanwhile, seconds. */
  readonly cpu: Cpu;
}

async function runShift(parts: Parts, first: readonly string[], known: readonly string[]): Promise<Shift> {
  const { gateway } = parts;
  const before = await cpuNow(parts);
  const arrivals: Arrival[] = [];
  const began = performance.now();
  let over = false;
  const converged = convergedArrivals(known, () => over, gateway);
  await inLanes(first, AT_ONCE, async (response) => void arrivals.push(await arrive(response, gateway)));
  const seconds = (performance.now() - began) / 1000;
  over = true;
  const after = await cpuNow(parts);
  const used = (name: keyof Cpu): number => after[name] - before[name];
  const cpu = {
    gateway: used('gateway'),
    standIn: used('standIn'),
    redis: used('redis'),
    generator: used('generator'),
    machine: used('machine'),
  };
  return { seconds, arrivals, converged: await converged, cpu };
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

function tellBounds({ seconds: took, arrivals, cpu }: Shift, calls: number, bench: Bench): void {
  const byCalls = (calls * LATENCY_MS) / 1000 / CONCURRENCY;
  const byGateway = cpu.gateway / CORES;
  const ours = cpu.gateway + cpu.standIn + cpu.redis + cpu.generator;
  const perLogin = (cpu.gateway / arrivals.length) * 1000;
  bench.say(`all in after ${seconds(took)}`);
  bench.say(`bound by calls: ${calls} calls x ${LATENCY_MS} ms / ${CONCURRENCY} = ${seconds(byCalls)}`);
  bench.say(`bound by CPU of the gateway: ${perLogin.toFixed(1)} ms each / ${CORES} cores = ${seconds(byGateway)}`);
  bench.say(
    `CPU of all of this, on the same cores: gateway ${seconds(cpu.gateway)}, stand-in ${seconds(cpu.standIn)}, ` +
      `Redis ${seconds(cpu.redis)}, generator ${seconds(cpu.generator)}`,
  );
  const idle = 1 - cpu.machine / CORES / took;
  const theirs = Math.max(0, cpu.machine - ours) / CORES / took;
  bench.say(`the machine was idle for ${percent(idle)} of that time, and worked for others for ${percent(theirs)}`);
  bench.say(`ratio to the larger bound ${(took / Math.max(byCalls, byGateway)).toFixed(2)} (aim: 1.2 or less)`);
  const largest = Math.max(byCalls, ours / CORES);
  bench.say(`ratio where the CPU of stand-in, Redis and generator counts as well ${(took / largest).toFixed(2)}`);
}

async function run(bench: Bench): Promise<void> {
  const redis = await startRedis(bench);
  const twilio = await startTwilio(LATENCY_MS);
  bench.onEnd(twilio.stop);
  const gateway = await startReplica(bench, { twilio: twilio.address, store: redis.url });
  const parts: Parts = { redis, twilio, gateway };
  const known = range(CONVERGED).map((index) => `known-${index}@corp.example`);
  const setUp = known.map((email) => personResponse(email, gateway));
  await inLanes(setUp, 8, async (response) => void (await arrive(response, gateway)));
  const knownAgain = known.map((email) => personResponse(email, gateway));
  const first = range(LOGINS).map((index) => personResponse(`first-${index}@corp.example`, gateway));
  await twilio.set({ concurrencyLimit: CONCURRENCY });
  await twilio.clear();
  const shift = await runShift(parts, first, knownAgain);
  const { requests, workers, users } = await twilio.state();
  const refused = requests.filter(({ status }) => status === 429).length;
  const { arrivals, converged } = shift;
  bench.say(`${LOGINS} first logins, ${AT_ONCE} browsers at once, one gateway with 2 verifier threads`);
  tellBounds(shift, requests.length - refused, bench);
  bench.say(`first logins answered in ${distribution(arrivals.map(({ ms }) => ms))}`);
  bench.say(`people already converged  ${distribution(converged.map(({ ms }) => ms))}`);
  bench.say(
    `${arrivals.filter(({ waited }) => waited).length} saw the waiting page; Twilio answered 429 ${refused} times`,
  );
  const turnedAway = [...arrivals, ...converged].filter(({ answer }) => answer.status !== 303);
  bench.never(
    'a login refused',
    turnedAway.map(({ answer: { status, code } }) => ({ status, code })),
  );
  const missing = { workers: LOGINS + CONVERGED - workers.length, users: LOGINS + CONVERGED - users.length };
  bench.never('a worker or a user too few or too many', missing.workers === 0 && missing.users === 0 ? [] : [missing]);
}

void runBench('Start of a shift: first logins against a slow Twilio', run);
