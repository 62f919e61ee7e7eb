import { createDeprovision } from '../../src/leavers/deprovision.ts';
import type { DeprovisionDeps } from '../../src/leavers/deprovision.ts';
import type { DeprovisionReport } from '../../src/leavers/deprovision-report.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { aClaim, aConfirmed, aSubject } from '../support/store-builders.ts';
import { openMemoryStore } from '../support/store-harness.ts';

const subject = aSubject();
const slot = slotOf(subject.identity);

/** A person whom Twilio holds, and a deprovision whose every pause does `meanwhile`. */
async function setUp(meanwhile: () => Promise<unknown> = async () => undefined) {
  const { store, clock } = openMemoryStore();
  await store.ledger.claim(aClaim());
  const first = (await store.ledger.lease(slot, 1_000))!;
  await store.ledger.confirm(first, aConfirmed());
  await store.ledger.release(first);
  const events: string[] = [];
  let standing = true;
  const deps = {
    ledger: store.ledger,
    sessions: store.sessions,
    namespaces: [subject.namespace],
    lowerUser: { lower: async () => ({ result: 'already', serviceRole: 'agent' }), carries: async () => 'agent' },
    workers: {
      find: async () => (standing ? { sid: 'WK1', available: true } : undefined),
      goOffline: async () => 'offline',
      remove: async () => {
        events.push('remove worker');
        const result = standing ? ('removed' as const) : ('gone' as const);
        standing = false;
        return result;
      },
    },
    users: { exists: async () => true, remove: async () => 'removed' },
    audit: { append: async () => undefined },
    clock: () => clock.now,
    pause: async (ms: number) => {
      clock.now += ms;
      await meanwhile();
    },
    settings: { leaseMs: 1_000, patienceMs: 5_000, longestTokenMs: 3_600_000 },
  } as unknown as DeprovisionDeps;
  const deprovision = () => createDeprovision(deps)(subject.username, { by: 'test', reason: 'left' });
  return { store, clock, deps, deprovision, events };
}
const resultsOf = ({ steps }: DeprovisionReport) => Object.fromEntries(steps.map(({ step, result }) => [step, result]));

test('of two deprovisions at once, one takes the worker away and both are done', async () => {
  const { deprovision, events, store } = await setUp();
  const reports = await Promise.all([deprovision(), deprovision()]);
  expect(reports.map(({ ok }) => ok)).toEqual([true, true]);
  expect(events).toEqual(['remove worker']);
  expect((await store.ledger.read(slot))?.confirmed).toBeUndefined();
});

test('a login that holds the lease is waited for, and nothing is removed under it', async () => {
  const { deprovision, store, events, deps } = await setUp();
  const login = (await store.ledger.lease(slot, 60_000))!;
  const seen: unknown[] = [];
  const pause = deps.pause;
  let pauses = 0;
  Object.assign(deps, {
    pause: async (ms: number) => {
      await pause(ms);
      pauses += 1;
      seen.push([...events]);
      if (pauses === 3) await store.ledger.release(login);
    },
  });
  expect(await deprovision()).toMatchObject({ ok: true });
  expect(seen).toEqual([[], [], []]);
  expect(await store.ledger.claim(aClaim({ assertionId: '_late' }))).toMatchObject({ kind: 'blocked' });
});

test('a login that never lets go is reported, with the access taken all the same', async () => {
  const { deprovision, store, events } = await setUp();
  await store.ledger.lease(slot, 60_000);
  const report = await deprovision();
  expect(report.ok).toBe(false);
  expect(resultsOf(report)).toEqual({
    block: 'done',
    sessions: 'already',
    tokens: 'done',
    service_role: 'failed',
  });
  expect(report.steps.at(-1)).toMatchObject({ code: 'PROVISIONING_BUSY' });
  expect(events).toEqual([]);
});

test('a holder that stalled is not waited for longer than its lease, and confirms nothing afterwards', async () => {
  const { deprovision, store } = await setUp();
  const stalled = (await store.ledger.lease(slot, 300))!;
  expect(await deprovision()).toMatchObject({ ok: true });
  await expect(store.ledger.confirm(stalled, aConfirmed({ workerSid: 'WK-late' }))).resolves.toBe(false);
  expect((await store.ledger.read(slot))?.confirmed).toBeUndefined();
});

test('a deprovision that itself stalls takes its lease anew, and still forgets what Twilio held', async () => {
  const { deprovision, store, clock, deps } = await setUp();
  const { remove } = deps.workers;
  Object.assign(deps.workers, {
    remove: async (sid: string) => {
      clock.now += 2_000;
      await store.ledger.lease(slot, 500);
      return remove(sid);
    },
  });
  const report = await deprovision();
  expect(resultsOf(report)).toMatchObject({ worker: 'done', forget: 'done' });
  expect((await store.ledger.read(slot))?.confirmed).toBeUndefined();
});
