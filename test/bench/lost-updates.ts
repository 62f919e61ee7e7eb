import { setTimeout as pause } from 'node:timers/promises';
import { FLEX_ROLES } from '../../src/roles/flex-role.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import { runBench, sizeOf } from './bench.ts';
import type { Bench } from './bench.ts';
import { foreignWriter, skillsOf } from './foreign-writer.ts';
import type { ForeignWriter } from './foreign-writer.ts';
import { createRandom, inLanes, range } from './numbers.ts';
import type { Random } from './numbers.ts';
import { postLogin } from './people.ts';
import { startRedis } from './redis.ts';
import { startReplica } from './replicas.ts';
import type { Replica } from './replicas.ts';
import { rolesOf, startTwilio } from './twilio.ts';
import type { Twilio } from './twilio.ts';

const RACES = sizeOf('BENCH_RACES', 1_000);
/** Races in which the stand-in is told to ignore If-Match: shows that the script would see a lost edit. */
const CONTROLS = sizeOf('BENCH_CONTROL_RACES', 100);
const SEED = sizeOf('BENCH_SEED', Date.now() % 1_000_000);
const RACES_EACH = 20;
const LANES = 8;
const LATENCY_MS = 5;
/** Foreign edits of one race at most: the skills must fit on the worker. */
const EDITS = 8;
const PATIENCE = { tries: 200, ms: 100 };

interface Contender {
  readonly email: string;
  readonly sid: string;
  role: FlexRole;
  readonly skills: string[];
}

interface Arena {
  readonly twilio: Twilio;
  readonly replicas: readonly Replica[];
  readonly writer: ForeignWriter;
  readonly random: Random;
}

interface Tally {
  races: number;
  edits: number;
  foreignConflicts: number;
  readonly refused: unknown[];
}

const otherRole = (role: FlexRole, random: Random): FlexRole => random.pick(FLEX_ROLES.filter((one) => one !== role));

async function logIn(email: string, role: FlexRole, replica: Replica, { refused }: Tally): Promise<void> {
  const { status, code } = await postLogin(replica.url, replica.responseFor({ email, roles: [role] }));
  if (status !== 303) refused.push({ email, status, code });
}

/** A login that changes the role, and foreign edits of the same worker one after another for as long as it takes. */
async function race(contender: Contender, tally: Tally, { replicas, writer, random }: Arena): Promise<void> {
  tally.races += 1;
  contender.role = otherRole(contender.role, random);
  const course = { over: false };
  const login = logIn(contender.email, contender.role, random.pick(replicas), tally).finally(() => {
    course.over = true;
  });
  for (let edit = 0; edit === 0 || (edit < EDITS && !course.over); edit += 1) {
    const skill = `s${tally.edits}`;
    tally.edits += 1;
    tally.foreignConflicts += await writer.addSkill(contender.sid, skill);
    contender.skills.push(skill);
  }
  await login;
}

async function contendersIn(arena: Arena, tally: Tally, kind: string, races: number): Promise<readonly Contender[]> {
  const people = range(Math.ceil(races / RACES_EACH)).map((index) => `${kind}-${index}@corp.example`);
  await inLanes(people, LANES, (email, index) => logIn(email, 'agent', arena.replicas[index % 2]!, tally));
  const { workers } = await arena.twilio.state();
  const sids = new Map(workers.map(({ friendly_name: name, sid }) => [name, sid]));
  return people.map((email) => ({ email, sid: sids.get(email) ?? '', role: 'agent', skills: [] }));
}

async function runRaces(contenders: readonly Contender[], races: number, tally: Tally, arena: Arena): Promise<void> {
  await inLanes(contenders, LANES, async (contender, index) => {
    const own = Math.floor(races / contenders.length) + (index < races % contenders.length ? 1 : 0);
    for (let number = 0; number < own; number += 1) await race(contender, tally, arena);
  });
}

async function lostEdits(contenders: readonly Contender[], { writer }: Arena): Promise<readonly unknown[]> {
  const lost: unknown[] = [];
  for (const { email, sid, skills } of contenders) {
    const kept = new Set(skillsOf((await writer.read(sid)).attributes));
    lost.push(...skills.filter((skill) => !kept.has(skill)).map((skill) => ({ email, skill })));
  }
  return lost;
}

/** A login that met one race after another may leave its write to the outbox: waits until Twilio holds all roles. */
async function behindIn(contenders: readonly Contender[], { twilio }: Arena): Promise<readonly unknown[]> {
  for (let tries = 0; ; tries += 1) {
    const held = rolesOf(await twilio.state());
    const behind = contenders.filter(({ email, role }) => held.get(email) !== role);
    if (behind.length === 0 || tries === PATIENCE.tries) {
      return behind.map(({ email, role }) => ({ email, role, held: held.get(email) }));
    }
    await pause(PATIENCE.ms);
  }
}

const conflictsIn = async ({ twilio }: Arena): Promise<number> =>
  (await twilio.state()).requests.filter(({ status }) => status === 412).length;

async function control(arena: Arena, bench: Bench): Promise<void> {
  const tally: Tally = { races: 0, edits: 0, foreignConflicts: 0, refused: [] };
  const contenders = await contendersIn(arena, tally, 'control', CONTROLS);
  await arena.twilio.set({ etagEnforced: false });
  await runRaces(contenders, CONTROLS, tally, arena);
  await arena.twilio.set({ etagEnforced: true });
  const lost = await lostEdits(contenders, arena);
  bench.say(`control, with If-Match ignored by the stand-in: ${lost.length} of ${tally.edits} foreign edits lost`);
}

async function run(bench: Bench): Promise<void> {
  const redis = await startRedis(bench);
  const twilio = await startTwilio(LATENCY_MS);
  bench.onEnd(twilio.stop);
  const config = { twilio: twilio.address, store: redis.url, threads: 1 };
  const replicas = [await startReplica(bench, config), await startReplica(bench, config)];
  const arena: Arena = { twilio, replicas, writer: foreignWriter(twilio.address), random: createRandom(SEED) };
  const tally: Tally = { races: 0, edits: 0, foreignConflicts: 0, refused: [] };
  const contenders = await contendersIn(arena, tally, 'racer', RACES);
  await twilio.clear();
  await runRaces(contenders, RACES, tally, arena);
  const all = await conflictsIn(arena);
  const ours = all - tally.foreignConflicts;
  bench.say(`${RACES} races of a login with ${tally.edits} foreign edits in all, over two replicas (seed ${SEED})`);
  bench.say(`412 answers: ${all}, of which ${ours} to a login and ${tally.foreignConflicts} to the foreign writer`);
  bench.never('a foreign edit lost', await lostEdits(contenders, arena));
  bench.never('a role that did not reach Twilio', await behindIn(contenders, arena));
  bench.never('a login refused because of a race', tally.refused);
  await control(arena, bench);
}

void runBench('Lost updates: logins against foreign edits of worker attributes', run);
