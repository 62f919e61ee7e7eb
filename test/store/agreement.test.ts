import * as fc from 'fast-check';
import { isRefusal } from '../../src/kernel/refusal.ts';
import type { Lease } from '../../src/provisioning/subject-ledger.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import type { Subject } from '../../src/provisioning/subject.ts';
import { FLEX_ROLES } from '../../src/roles/flex-role.ts';
import { aBlock, aClaim, aConfirmed, aSession, aSubject, HOUR, MINUTE, T0 } from '../support/store-builders.ts';
import { openMemoryStore, openRedisStore } from '../support/store-harness.ts';
import type { ClaimParts } from '../support/store-builders.ts';
import type { OpenStore } from '../support/store-harness.ts';

/** Longer than any run: what Redis ends by its own clock does not end within a test. */
const FOREVER = 10_000 * HOUR;

/** A store under test, with what its callers have got from it so far. */
interface Run {
  readonly opened: OpenStore;
  readonly credentials: string[];
  readonly leases: (Lease | undefined)[];
  readonly people: readonly Subject[];
}

type Step = (run: Run) => Promise<unknown>;

const who = fc.nat({ max: 2 });
const pick = fc.nat({ max: 5 });
/** By SSO or by the Console, where the other one closes it or not. */
const by = fc.constantFrom<Pick<ClaimParts, 'door' | 'closedByOther' | 'vacant'>>(
  {},
  { closedByOther: 'sso' },
  { door: 'console' },
  { door: 'console', closedByOther: 'console' },
  { closedByOther: 'sso', vacant: '_1' },
  { door: 'console', closedByOther: 'console', vacant: '_2' },
);
const subjectOf = (run: Run, index: number): Subject => run.people[index]!;
const slotAt = (run: Run, index: number): string => slotOf(subjectOf(run, index).identity);
const ledger = (run: Run) => run.opened.store.ledger;
const sessions = (run: Run) => run.opened.store.sessions;
const now = (run: Run): number => run.opened.clock.now;
const lastLease = (run: Run, index: number): Lease => run.leases.at(-1 - index) ?? { slot: slotAt(run, 0), token: 99 };
const credential = (run: Run, index: number): string => run.credentials[index] ?? 'none';

const step = <T>(title: string, made: fc.Arbitrary<T>, act: (run: Run, value: T) => Promise<unknown>) =>
  made.map((value) =>
    Object.assign(((run) => act(run, value)) as Step, { toString: () => `${title} ${JSON.stringify(value)}` }),
  );

const steps = fc.oneof(
  step(
    'claim',
    fc.tuple(who, fc.integer({ min: -3, max: 3 }), pick, fc.constantFrom(...FLEX_ROLES), by),
    (run, value) => {
      const [index, late, id, flexRole, doors] = value;
      const parts = {
        issuedAt: T0 + late,
        assertionId: `_${id}`,
        flexRole,
        now: now(run),
        usedUntil: now(run) + FOREVER,
        ...doors,
      };
      return ledger(run).claim(aClaim({ ...parts, subject: subjectOf(run, index) }));
    },
  ),
  step('read', who, (run, index) => ledger(run).read(slotAt(run, index))),
  step('block', who, (run, index) => ledger(run).block(slotAt(run, index), aBlock())),
  step('block subject', who, (run, index) => ledger(run).blockSubject(subjectOf(run, index), aBlock())),
  step('unblock', who, (run, index) => ledger(run).unblock(slotAt(run, index))),
  step('lease', who, async (run, index) => {
    run.leases.push(await ledger(run).lease(slotAt(run, index), FOREVER));
    return run.leases.at(-1)?.token;
  }),
  step('release', pick, (run, index) => ledger(run).release(lastLease(run, index))),
  step('confirm', pick, (run, index) => ledger(run).confirm(lastLease(run, index), aConfirmed({ at: now(run) }))),
  step('forget', pick, (run, index) => ledger(run).forgetConfirmed(lastLease(run, index))),
  step('create session', fc.tuple(who, pick, fc.nat({ max: 90 })), async (run, [index, sessionIndex, minutes]) => {
    const expiresAt = now(run) + (minutes + 1) * MINUTE;
    const parts = { subject: subjectOf(run, index), sessionIndex: `${sessionIndex}`, createdAt: now(run), expiresAt };
    run.credentials.push(await sessions(run).create(aSession({ ...parts, idleMs: 30 * MINUTE })));
    return run.credentials.length;
  }),
  step('resume', pick, (run, index) => sessions(run).resume(credential(run, index), now(run))),
  step('end', pick, (run, index) => sessions(run).end(credential(run, index))),
  step('end of', who, async (run, index) => sorted(await sessions(run).endOf(slotAt(run, index)))),
  step('end of some', fc.tuple(who, pick), async (run, [index, sessionIndex]) =>
    sorted(await sessions(run).endOf(slotAt(run, index), [`${sessionIndex}`, '0'])),
  ),
  step('list', who, async (run, index) => sorted(await sessions(run).listOf(slotAt(run, index), now(run)))),
  step('time passes', fc.nat({ max: 40 }), async (run, minutes) => {
    run.opened.clock.now += minutes * MINUTE;
  }),
);

/** Sessions of the same moment may come in any order. */
const sorted = (found: readonly unknown[]): string[] => found.map((session) => JSON.stringify(session)).toSorted();

async function play(run: Run, played: readonly Step[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const act of played) {
    answers.push(await act(run).catch((error: unknown) => (isRefusal(error) ? error.code : error)));
  }
  return answers;
}

describe('the memory store and the Redis store', () => {
  let games = 0;
  const opened = { memory: openMemoryStore(), redis: openRedisStore() };
  afterAll(() => Promise.all([opened.memory.close(), opened.redis.close()]));

  /** People of whom two share a slot. */
  const newRun = (store: OpenStore): Run => ({
    opened: store,
    credentials: [],
    leases: [],
    people: [
      aSubject(`ann${games}@example.com`),
      aSubject(`ann${games}@example.com`, 'entra'),
      aSubject(`bob${games}@example.com`),
    ],
  });

  test('give the same answers to whatever is asked of them', async () => {
    const scenario = fc.asyncProperty(fc.array(steps, { maxLength: 60, size: 'max' }), async (played) => {
      games += 1;
      opened.memory.clock.now = opened.redis.clock.now = T0;
      const inMemory = await play(newRun(opened.memory), played);
      const inRedis = await play(newRun(opened.redis), played);
      expect(inRedis).toEqual(inMemory);
    });
    await fc.assert(scenario, { numRuns: 200 });
  });
});
