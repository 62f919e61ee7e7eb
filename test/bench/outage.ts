import { setTimeout as pause } from 'node:timers/promises';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import { escapeIdentity } from '../../src/roles/identity.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { redisSubjectLedger } from '../../src/store/subject-ledger.redis.ts';
import { eventuallyAnswers } from '../support/store-eventually.ts';
import { runBench, say, sizeOf } from './bench.ts';
import type { Bench } from './bench.ts';
import { createRandom, distribution, inLanes, range } from './numbers.ts';
import { isAbove, lowerRole, planOutage } from './outage-plan.ts';
import type { Moving, OutageLogin } from './outage-plan.ts';
import { postLogin, sessionRole } from './people.ts';
import type { Answer } from './people.ts';
import { startRedis } from './redis.ts';
import type { BenchRedis } from './redis.ts';
import { startReplica } from './replicas.ts';
import type { Replica } from './replicas.ts';
import { rolesOf, serviceRolesOf, startTwilio } from './twilio.ts';
import type { Failure, Twilio } from './twilio.ts';

const LOGINS = sizeOf('BENCH_LOGINS', 500);
const SEED = sizeOf('BENCH_SEED', Date.now() % 1_000_000);
const ONLY = process.env['BENCH_SCENARIO'];
const LANES = 16;
const CONVERGE_TRIES = 40;
/** Longer than any back-off of the outbox after so short an outage, and than a guard sleeps. */
const RECOVERY = { tries: 480, ms: 250 };
const SHORT_DEADLINE = '  deadline: 3s\n  timeout: 1s\n  retries: 1';

interface World {
  readonly redis: BenchRedis;
  readonly twilio: Twilio;
  readonly replicas: readonly [Replica, Replica];
}

/** When the logins of the outage began, ms since epoch: all are issued around then, and later than all before. */
interface Outage extends World {
  readonly beganAt: number;
}

interface Done extends Answer, OutageLogin {
  readonly ms: number;
  /** The role that the session showed at once, at the other replica; empty where there is no session. */
  readonly shown: string;
}

interface Scenario {
  readonly name: string;
  /** Happens in the middle of the logins, beside the outage of Twilio. */
  disturb(world: World): Promise<void>;
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'Twilio away', disturb: async () => undefined },
  {
    name: 'Twilio away, a gateway killed',
    disturb: async ({ replicas: [first] }) => {
      await first.kill();
      await first.revive();
    },
  },
  { name: 'Twilio away, Redis killed and started again', disturb: ({ redis }) => redis.restart() },
];

async function startWorld(bench: Bench): Promise<World> {
  const redis = await startRedis(bench, { durable: true });
  const twilio = await startTwilio();
  bench.onEnd(twilio.stop);
  const config = { twilio: twilio.address, store: redis.url, threads: 1, twilioYaml: SHORT_DEADLINE };
  return { redis, twilio, replicas: [await startReplica(bench, config), await startReplica(bench, config)] };
}

/** A busy machine may not answer within the short deadline: the person comes again, as often as it takes. */
async function converged(email: string, role: FlexRole, replica: Replica): Promise<void> {
  for (let tries = 0; tries < CONVERGE_TRIES; tries += 1) {
    const { status } = await postLogin(replica.url, replica.responseFor({ email, roles: [role] }));
    if (status === 303) return;
    await pause(RECOVERY.ms);
  }
  throw new Error(`${email} could not log in before the outage`);
}

async function converge(people: readonly Moving[], { replicas }: World): Promise<void> {
  await inLanes(people, LANES, async ({ email, before }, index) => {
    if (before !== undefined) await converged(email, before, replicas[index % 2 === 0 ? 0 : 1]);
  });
}

/** As a load balancer does it: at a replica that is up. */
function routed(index: number, replicas: World['replicas']): readonly [here: Replica, there: Replica] {
  const [a, b] = index % 2 === 0 ? replicas : [replicas[1], replicas[0]];
  return a.isUp() ? [a, b] : [b, a];
}

/** `later`: the assertion's place among those of the person, by its issue time. */
async function logIn(login: OutageLogin, later: number, index: number, { replicas, beganAt }: Outage): Promise<Done> {
  const { person, role } = login;
  const [here, there] = routed(index, replicas);
  const issuedAt = beganAt + later;
  const response = here.responseFor({ email: person.email, roles: [role], issuedAt });
  const began = performance.now();
  const answer = await postLogin(here.url, response);
  const ms = performance.now() - began;
  const shown = answer.status === 303 ? await sessionRole(there.url, answer.cookie).catch(() => '') : '';
  return { ...login, ...answer, ms, shown };
}

/** The worst first: half of each person can be written, and the rest of it cannot. */
const FAILURES: readonly Failure[] = ['cut-taskrouter', 'hang', 'cut'];

/** The logins meet one failure of Twilio after another; the disturbance comes in the middle of them. */
async function logInDuring(plan: readonly OutageLogin[], scenario: Scenario, outage: Outage): Promise<readonly Done[]> {
  const done: Done[] = [];
  const part = Math.ceil(plan.length / FAILURES.length);
  const middle = Math.floor(plan.length / 2);
  const beside: Promise<void>[] = [];
  await outage.twilio.fail(FAILURES[0]!);
  await inLanes(plan, LANES, async (login, index) => {
    const failure = FAILURES[index / part];
    if (index > 0 && failure !== undefined) beside.push(change(failure, outage));
    if (index === middle) beside.push(scenario.disturb(outage));
    done.push(await logIn(login, login.isNewest ? 1 : 0, index, outage));
  });
  await Promise.all(beside);
  return done;
}

async function change(failure: Failure, { twilio }: Outage): Promise<void> {
  await twilio.heal();
  await twilio.fail(failure);
}

/** Whoever was told that the store is away comes again with a new assertion. Who was cut off does not. */
async function comeAgain(done: readonly Done[], outage: Outage): Promise<readonly Done[]> {
  const again: Done[] = [];
  await inLanes(done.filter(isRefusedByStore), LANES, async ({ person, role, isNewest }, index) => {
    again.push(await logIn({ person, role, isNewest }, isNewest ? 2 : 0, index, outage));
  });
  return [...done.filter((one) => !isRefusedByStore(one)), ...again];
}

const isKnown = ({ person }: Done): boolean => person.before !== undefined;
const brief = ({ person, role, isNewest, status, code, shown }: Done) => ({
  ...person,
  role,
  isNewest,
  status,
  code,
  shown,
});

const isRefusedByStore = ({ code }: Done): boolean => code === 'STORE_UNAVAILABLE';
/** By the disturbance, not by the outage: nobody can tell whether such a login was taken. */
const isCutOff = (one: Done): boolean => one.status === 0 || isRefusedByStore(one);

function judgeAnswers(done: readonly Done[], bench: Bench): void {
  const cutOff = done.filter(isCutOff);
  const fair = done.filter((one) => !isCutOff(one));
  const stale = fair.filter(({ code }) => code === 'ASSERTION_STALE');
  const waiting = fair.filter(({ code }) => code === 'PROVISIONING_PENDING');
  const granted = fair.filter(({ status }) => status === 303);
  bench.say(
    `${done.length} logins: ${granted.length} in, ${waiting.length} first logins waiting, ${stale.length} older than ` +
      `what stood, ${cutOff.length} cut off`,
  );
  bench.say(`login answered in ${distribution(done.map(({ ms }) => ms))}`);
  const lockedOut = fair.filter(
    (one) => isKnown(one) && one.status !== 303 && !(one.code === 'ASSERTION_STALE' && !one.isNewest),
  );
  bench.never('a person whom Twilio knows turned away', lockedOut.map(brief));
  bench.never('a first login let in before Twilio holds it', granted.filter((one) => !isKnown(one)).map(brief));
  const above = granted.filter(({ shown, person: { before = 'agent' } }) => isAbove(shown, before));
  bench.never('a session above what Twilio holds', above.map(brief));
}

/** After all logins, with the outage still on: exactly the lower of what Twilio holds and what was decided. */
async function judgeSessions(done: readonly Done[], wanted: ReadonlyMap<string, FlexRole>, world: World, bench: Bench) {
  const wrong: unknown[] = [];
  await inLanes(
    done.filter(({ status }) => status === 303),
    LANES,
    async (one, index) => {
      const { email, before = 'agent' } = one.person;
      const expected = lowerRole(before, wanted.get(email) ?? before);
      const shown = await eventuallyAnswers(() => sessionRole(world.replicas[index % 2]!.url, one.cookie));
      if (shown !== expected) wrong.push({ ...brief(one), expected, shown });
    },
  );
  bench.never('a session at another role than the lower of confirmed and desired', wrong);
}

/** What the store holds as decided, for everybody. */
async function desiredIn(people: readonly Moving[], { redis }: World): Promise<ReadonlyMap<string, FlexRole>> {
  const ledger = redisSubjectLedger(redis.connect());
  const wanted = new Map<string, FlexRole>();
  await inLanes(people, LANES, async ({ email }) => {
    const state = await eventuallyAnswers(() => ledger.read(slotOf(escapeIdentity(email))));
    if (state?.desired !== undefined) wanted.set(email, state.desired.assignment.flexRole);
  });
  return wanted;
}

/** What was answered is what is decided: the newest login's role, where that login was taken. */
function judgeDesired(done: readonly Done[], wanted: ReadonlyMap<string, FlexRole>, bench: Bench): void {
  const taken = done.filter((one) => one.isNewest && !isCutOff(one));
  const lost = taken.filter(({ person }) => wanted.get(person.email) !== person.after);
  bench.never(
    'a decision lost that was answered',
    lost.map((one) => ({ ...brief(one), desired: wanted.get(one.person.email) })),
  );
}

interface Recovery {
  readonly behind: readonly unknown[];
  /** Roles seen on a worker that were neither what it had nor what it should get. */
  readonly passedThrough: readonly unknown[];
  readonly ms: number;
}

/** Watches Twilio until it holds everything. */
async function watchRecovery(
  people: readonly Moving[],
  wanted: ReadonlyMap<string, FlexRole>,
  { twilio }: World,
): Promise<Recovery> {
  const began = performance.now();
  const passedThrough: unknown[] = [];
  for (let tries = 0; ; tries += 1) {
    const state = await twilio.state();
    const [roles, services] = [rolesOf(state), serviceRolesOf(state)];
    const facts = people.map(({ email, before }) => {
      const [has, service] = [roles.get(email), services.get(escapeIdentity(email))];
      return { email, before, has, service, wants: wanted.get(email) };
    });
    passedThrough.push(...facts.filter(({ has, before, wants }) => has !== before && has !== wants));
    const behind = facts.filter(
      ({ has, service, wants }) => wants !== undefined && (has !== wants || service !== wants),
    );
    if (behind.length === 0 || tries === RECOVERY.tries)
      return { behind, passedThrough, ms: performance.now() - began };
    await pause(RECOVERY.ms);
  }
}

/** Each worker that had to change was written once: nobody was brought to an older state first. */
async function writtenTwice({ twilio }: World): Promise<readonly unknown[]> {
  const { requests } = await twilio.state();
  const written = new Map<string, number>();
  for (const { method, path, status } of requests) {
    if (method !== 'POST' || status !== 200 || !/\/Workers\/WK[0-9a-f]+$/.test(path)) continue;
    written.set(path, (written.get(path) ?? 0) + 1);
  }
  return [...written].filter(([, times]) => times > 1);
}

async function judgeAfter(
  done: readonly Done[],
  wanted: ReadonlyMap<string, FlexRole>,
  { replicas }: World,
  bench: Bench,
) {
  const wrong: unknown[] = [];
  await inLanes(
    done.filter(({ status }) => status === 303),
    LANES,
    async (one, index) => {
      const shown = await sessionRole(replicas[index % 2]!.url, one.cookie);
      if (shown !== wanted.get(one.person.email)) wrong.push({ ...brief(one), shown });
    },
  );
  bench.never('a session that recovery did not bring to the desired role', wrong);
}

const runScenario = (scenario: Scenario) => async (bench: Bench) => {
  const plan = planOutage(LOGINS, createRandom(SEED));
  const people = plan.filter(({ isNewest }) => isNewest).map(({ person }) => person);
  const world = await startWorld(bench);
  await converge(people, world);
  await pause(2);
  const outage = { ...world, beganAt: Date.now() };
  const first = await logInDuring(plan, scenario, outage);
  const done = await comeAgain(first, outage);
  bench.say(`${first.filter(isRefusedByStore).length} were told that the store is away, and came again`);
  judgeAnswers(done, bench);
  const wanted = await desiredIn(people, world);
  judgeDesired(done, wanted, bench);
  await judgeSessions(done, wanted, world, bench);
  await world.twilio.clear();
  await world.twilio.heal();
  const { behind, passedThrough, ms } = await watchRecovery(people, wanted, world);
  bench.say(`Twilio held all ${wanted.size} desired states ${(ms / 1000).toFixed(1)} s after it was back`);
  bench.never('a desired state lost', behind);
  bench.never('a worker at a role that was neither the old nor the newest', passedThrough);
  bench.never('a worker written more than once', await writtenTwice(world));
  await judgeAfter(done, wanted, world, bench);
};

async function main(): Promise<void> {
  say(`seed ${SEED}`);
  for (const index of range(SCENARIOS.length)) {
    const scenario = SCENARIOS[index]!;
    if (ONLY !== undefined && ONLY !== String(index)) continue;
    await runBench(`Outage ${index}: ${scenario.name}, under ${LOGINS} logins`, runScenario(scenario));
  }
}

void main();
