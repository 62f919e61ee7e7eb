import type { SubjectLedger } from '../../src/provisioning/subject-ledger.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { redisSubjectLedger } from '../../src/store/subject-ledger.redis.ts';
import { runBench, sizeOf } from './bench.ts';
import type { Bench } from './bench.ts';
import { loginsOf, newestOf, subjectOf } from './fence-plan.ts';
import type { Posted } from './fence-plan.ts';
import type { Batch } from './fence-process.ts';
import { inLanes, range } from './numbers.ts';
import { startRespondent } from './processes.ts';
import type { Respondent } from './processes.ts';
import { startRedis } from './redis.ts';

/** People, each with two to five logins that interleave at random over the two processes. */
const PEOPLE = sizeOf('BENCH_FENCE_PEOPLE', 100_000);
const BATCH = 400;
const SEED = sizeOf('BENCH_SEED', Date.now() % 1_000_000);

type Claimer = Respondent<Batch, Posted[]>;

interface Findings {
  readonly kinds: Map<string, number>;
  claims: number;
  /** People of whom an older assertion was claimed after a newer one. */
  overtaken: number;
  readonly notNewest: unknown[];
  readonly notOnce: unknown[];
  readonly refusedNewest: unknown[];
}

const isSpent = ({ kind }: Posted): boolean => kind === 'accepted' || kind === 'stale';

function judgePosts(subject: number, posted: readonly Posted[], findings: Findings): void {
  const logins = loginsOf(SEED, subject);
  const newest = logins.indexOf(newestOf(logins));
  for (const [login] of logins.entries()) {
    const kinds = posted.filter((post) => post.login === login);
    if (kinds.filter(isSpent).length !== 1)
      findings.notOnce.push({ subject, login, kinds: kinds.map(({ kind }) => kind) });
  }
  if (!posted.some(({ login, kind }) => login === newest && kind === 'accepted'))
    findings.refusedNewest.push({ subject });
  if (posted.some(({ kind }) => kind === 'stale')) findings.overtaken += 1;
  for (const { kind } of posted) findings.kinds.set(kind, (findings.kinds.get(kind) ?? 0) + 1);
  findings.claims += posted.length;
}

async function judgeState(subject: number, ledger: SubjectLedger, { notNewest }: Findings): Promise<void> {
  const { issuedAt, assertionId, role } = newestOf(loginsOf(SEED, subject));
  const desired = (await ledger.read(slotOf(subjectOf(subject).identity)))?.desired;
  const stands = desired?.fence.issuedAt === issuedAt && desired.fence.assertionId === assertionId;
  if (!stands || desired.assignment.flexRole !== role) {
    notNewest.push({ subject, expected: { issuedAt, assertionId, role }, found: desired?.fence });
  }
}

/** Both processes get the same batch at the same moment. */
async function claimBatch(batch: Batch, claimers: readonly Claimer[]): Promise<ReadonlyMap<number, Posted[]>> {
  const posted = (await Promise.all(claimers.map((claimer) => claimer.ask(batch)))).flat();
  const bySubject = new Map<number, Posted[]>();
  for (const post of posted) bySubject.set(post.subject, [...(bySubject.get(post.subject) ?? []), post]);
  return bySubject;
}

async function run(bench: Bench): Promise<void> {
  const redis = await startRedis(bench);
  const claimers = [0, 1].map((self) =>
    startRespondent<Batch, Posted[]>('fence-process.ts', [redis.url, String(self), String(SEED)]),
  );
  for (const { stop } of claimers) bench.onEnd(stop);
  const ledger = redisSubjectLedger(redis.connect());
  const findings: Findings = {
    kinds: new Map(),
    claims: 0,
    overtaken: 0,
    notNewest: [],
    notOnce: [],
    refusedNewest: [],
  };
  // Not counted: both are ready once they have answered.
  await claimBatch({ from: 0, until: 0 }, claimers);
  let claimingMs = 0;
  for (let from = 0; from < PEOPLE; from += BATCH) {
    const batch = { from, until: Math.min(PEOPLE, from + BATCH) };
    const began = performance.now();
    const posted = await claimBatch(batch, claimers);
    claimingMs += performance.now() - began;
    const people = range(batch.until - from).map((place) => from + place);
    for (const subject of people) judgePosts(subject, posted.get(subject) ?? [], findings);
    await inLanes(people, 64, (subject) => judgeState(subject, ledger, findings));
  }
  const { claims, kinds, overtaken } = findings;
  const counts = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  bench.say(`${PEOPLE} interleavings of ${claims} claims (seed ${SEED}): ${counts}`);
  bench.say(`an older assertion came after a newer one in ${overtaken} of them`);
  bench.say(`${((claims / claimingMs) * 1000).toFixed(0)} claims/s over two processes`);
  bench.never('a desired state that is not of the newest assertion', findings.notNewest);
  bench.never('an assertion used more or less than once', findings.notOnce);
  bench.never('the newest assertion refused', findings.refusedNewest);
}

void runBench('Fence: random interleavings of logins over two processes on one Redis', run);
