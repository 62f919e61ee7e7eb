import { createRedisStore } from '../../src/store/store.redis.ts';
import type { Store } from '../../src/store/store.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import type { Subject } from '../../src/provisioning/subject.ts';
import { escapeIdentity } from '../../src/roles/identity.ts';
import { aClaim, aConfirmed, aSession, HOUR } from '../support/store-builders.ts';
import { runBench, sizeOf } from './bench.ts';
import type { Bench } from './bench.ts';
import { inLanes, range } from './numbers.ts';
import { postLogin, sessionRole, tokenRole } from './people.ts';
import { startRedis } from './redis.ts';
import { METRICS, usageMeter } from './redis-usage.ts';
import type { MeasureUsage, Usage } from './redis-usage.ts';
import { startReplica } from './replicas.ts';
import type { Replica } from './replicas.ts';
import { startTwilio } from './twilio.ts';

const POPULATIONS = [sizeOf('BENCH_FEW', 1_000), sizeOf('BENCH_MANY', 100_000)] as const;
const SAMPLE = sizeOf('BENCH_SAMPLE', 200);
const LANES = 256;
/** The list of traces is full from the beginning, as it is in the long run: each login then drops the oldest. */
const TRACES = { cap: Math.floor(POPULATIONS[0] / 2), ttlMs: 168 * HOUR };
/** About as long as a trace of a login is. */
const TRACE_TEXT = JSON.stringify({ steps: 'verify correlate decide reconcile session redirect '.repeat(30) });
/** Counts, not times: more than this is growth. An allocator rounds, and a small sample shows it. */
const FLAT = { commands: 1.1, wireBytes: 1.1, keptBytes: 1.25, micros: Infinity } as const satisfies Usage;

function seededSubject(index: number): Subject {
  const username = `seeded-${index}@corp.example`;
  return { namespace: 'okta', username, identity: escapeIdentity(username) };
}

async function seedTraces({ records, traces }: Store): Promise<void> {
  await inLanes(range(TRACES.cap), LANES, async (index) => {
    await records.put(`trace:seed-${index}`, TRACE_TEXT, TRACES.ttlMs);
    await traces.push('okta:granted', `seed-${index}`, TRACES);
  });
}

/** Its assertion stays used beyond the end of the script: nothing that expires is taken for something saved. */
async function seedSubject(index: number, { ledger, subjects }: Store): Promise<void> {
  const subject = seededSubject(index);
  const now = Date.now();
  const usedUntil = now + 12 * HOUR;
  await ledger.claim(aClaim({ subject, issuedAt: now, assertionId: `_seed-${index}`, usedUntil, now }));
  const lease = await ledger.lease(slotOf(subject.identity), HOUR);
  if (lease === undefined) throw new Error('a subject that nobody else knows is leased');
  await ledger.confirm(lease, aConfirmed({ at: now }));
  await Promise.all([ledger.release(lease), subjects.seen(subject, now)]);
}

const openSession = (index: number, { sessions }: Store): Promise<string> => {
  const now = Date.now();
  return sessions.create(aSession({ subject: seededSubject(index), createdAt: now, expiresAt: now + 12 * HOUR }));
};

type Row = readonly [operation: string, usage: Usage];

/** Directly through the store, from so many subjects to so many. */
async function seed(from: number, until: number, measure: MeasureUsage, store: Store): Promise<readonly Row[]> {
  const places = range(until - from).map((place) => from + place);
  const each = (act: (index: number, store: Store) => Promise<unknown>) => () =>
    inLanes(places, LANES, async (index) => void (await act(index, store)));
  return [
    ['subject kept', await measure(places.length, each(seedSubject))],
    ['session kept', await measure(places.length, each(openSession))],
  ];
}

/** One after the other, so that nothing shares a step with another: the dearest case. */
async function ask(name: string, measure: MeasureUsage, gateway: Replica): Promise<readonly Row[]> {
  const people = range(SAMPLE).map((index) => `${name}-${index}@corp.example`);
  const cookies: string[] = [];
  const logIn = async (email: string): Promise<void> => {
    const { status, cookie } = await postLogin(gateway.url, gateway.responseFor({ email, roles: ['agent'] }));
    if (status !== 303) throw new Error(`a login answered ${status}`);
    cookies.push(cookie);
  };
  const each = (act: (email: string) => Promise<unknown>) => () =>
    inLanes(people, 1, async (email) => void (await act(email)));
  const withSession = (request: typeof sessionRole) => () =>
    inLanes(cookies, 1, async (cookie) => void (await request(gateway.url, cookie)));
  return [
    ['first login', await measure(SAMPLE, each(logIn))],
    ['unchanged login', await measure(SAMPLE, each(logIn))],
    ['session request', await measure(2 * SAMPLE, withSession(sessionRole))],
    ['token request', await measure(2 * SAMPLE, withSession(tokenRole))],
  ];
}

const JUDGED: Readonly<Record<string, readonly (keyof Usage)[]>> = {
  'subject kept': ['keptBytes'],
  'session kept': ['keptBytes'],
  'first login': ['commands', 'wireBytes'],
  'unchanged login': ['commands', 'wireBytes'],
  'session request': ['commands', 'wireBytes'],
  'token request': ['commands', 'wireBytes'],
};

function compare(few: readonly Row[], many: readonly Row[], bench: Bench): void {
  const growing: unknown[] = [];
  const [columns, widths] = [
    ['', ...METRICS],
    [18, 22, 24, 22, 24],
  ];
  const line = (cells: readonly string[]): void =>
    bench.say(cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(''));
  line(columns);
  for (const [place, [operation, small]] of few.entries()) {
    const large = many[place]![1];
    line([operation, ...METRICS.map((name) => `${small[name].toFixed(1)} → ${large[name].toFixed(1)}`)]);
    const grown = (JUDGED[operation] ?? []).filter((name) => large[name] > FLAT[name] * small[name]);
    growing.push(...grown.map((name) => ({ operation, [name]: [small[name], large[name]] })));
  }
  bench.never('a cost that grows with the subjects', growing);
}

async function run(bench: Bench): Promise<void> {
  const redis = await startRedis(bench);
  const twilio = await startTwilio();
  bench.onEnd(twilio.stop);
  const store = createRedisStore({ connection: redis.connect(), clock: Date.now });
  const gateway = await startReplica(bench, {
    twilio: twilio.address,
    store: redis.url,
    threads: 1,
    limits: '{}',
    top: `traces: { cap: ${TRACES.cap} }`,
  });
  const measure = await usageMeter(redis);
  // Scripts are loaded and the service roles read.
  await ask('warm-up', measure, gateway);
  await seedTraces(store);
  const tables: (readonly Row[])[] = [];
  let seeded = 0;
  for (const [place, subjects] of POPULATIONS.entries()) {
    const kept = await seed(seeded, subjects, measure, store);
    seeded = subjects;
    tables.push([...kept, ...(await ask(`measured-${place}`, measure, gateway))]);
  }
  bench.say(`for each, at ${POPULATIONS[0]} → ${POPULATIONS[1]} subjects with a session each`);
  compare(tables[0]!, tables[1]!, bench);
}

void runBench('Redis: commands and bytes of logins, sessions and tokens', run);
