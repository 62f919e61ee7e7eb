import { Refusal } from '../../src/kernel/refusal.ts';
import type { ConversationUser } from '../../src/provisioning/conversation-users.ts';
import { createReconcile } from '../../src/provisioning/reconcile.ts';
import type { ReconcileDeps } from '../../src/provisioning/reconcile.ts';
import type { Worker } from '../../src/provisioning/worker-directory.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { failureOf } from '../support/failing.ts';
import { aClaim, aConfirmed, aSubject, T0 } from '../support/store-builders.ts';
import { openMemoryStore } from '../support/store-harness.ts';

const subject = aSubject();
const ADMIN = { name: 'admin', sid: 'RLadmin' };

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

function deferred<T>(): Deferred<T> {
  let settle: Pick<Deferred<T>, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // A test may reject it before anybody listens.
  promise.catch(() => undefined);
  return { promise, ...settle! };
}

/** A first login as admin, over a Twilio that creates the worker when it is told to, and a list of what it was asked. */
async function setUp(over: Partial<ConversationUser> | 'no user' = 'no user') {
  const { store, clock } = openMemoryStore();
  await store.ledger.claim(aClaim({ flexRole: 'admin' }));
  const events: string[] = [];
  const worker = deferred<Worker>();
  const before = over === 'no user' ? undefined : { ...aUser(), ...over };
  const deps = {
    ledger: store.ledger,
    workers: {
      create: async () => {
        events.push('create worker');
        return worker.promise.finally(() => events.push('worker answered'));
      },
      channels: async () => [],
      setChannel: async () => undefined,
    },
    users: {
      create: async () => {
        events.push('create user');
        return before === undefined ? aUser() : ('exists' as const);
      },
      find: async () => before,
      update: async () => {
        events.push('update user');
        return aUser();
      },
      remove: async () => {
        events.push('remove user');
        return 'removed' as const;
      },
    },
    serviceRoles: { findByName: async () => ADMIN, findBySid: async () => ({ name: 'agent', sid: 'RLagent' }) },
    policy: { names: { agent: 'agent', supervisor: 'supervisor', admin: 'admin' }, sids: {}, agentMissing: 'refuse' },
    clock: () => clock.now,
    pause: async () => undefined,
    settings: { leaseMs: 15_000, patienceMs: 1_000 },
  } as unknown as ReconcileDeps;
  return { reconcile: createReconcile(deps), deps, events, worker, clock };
}

const aUser = (): ConversationUser => ({
  sid: 'US1',
  identity: subject.identity,
  friendlyName: 'Ann “The” Ünal',
  roleSid: ADMIN.sid,
});
const theWorker: Worker = { sid: 'WK1', username: subject.username, attributes: {}, version: '1' };
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};
const turnedAway = () => new Refusal('SUBJECT_CONFLICT', { username: subject.username, owner: 'somebody else' });

test('a first login that somebody waits for creates worker and User side by side', async () => {
  const { reconcile, events, worker } = await setUp();
  const reconciled = reconcile(subject, { since: T0 });
  await settled();
  expect(events.toSorted()).toEqual(['create user', 'create worker']);
  worker.resolve(theWorker);
  await expect(reconciled).resolves.toMatchObject({ confirmed: { workerSid: 'WK1', userSid: 'US1' } });
  expect(events).not.toContain('remove user');
});

test('where the worker is refused, the User that was made beside it is taken away again', async () => {
  const { reconcile, events, worker } = await setUp();
  worker.reject(turnedAway());
  expect(await failureOf(reconcile(subject, { since: T0 }))).toMatchObject({ code: 'SUBJECT_CONFLICT' });
  expect(events.at(-1)).toBe('remove user');
});

test('a User that was there before is neither raised nor taken away', async () => {
  const { reconcile, events, worker } = await setUp({ roleSid: 'RLagent' });
  const failed = failureOf(reconcile(subject, { since: T0 }));
  await settled();
  worker.reject(turnedAway());
  expect(await failed).toMatchObject({ code: 'SUBJECT_CONFLICT' });
  expect(events).not.toContain('update user');
  expect(events).not.toContain('remove user');
});

test('it is raised once the worker stands', async () => {
  const { reconcile, events, worker } = await setUp({ roleSid: 'RLagent' });
  const reconciled = reconcile(subject, { since: T0 });
  await settled();
  expect(events).not.toContain('update user');
  worker.resolve(theWorker);
  await reconciled;
  expect(events.at(-1)).toBe('update user');
});

test('where Twilio only does not answer for the worker, the User stays for the next try', async () => {
  const { reconcile, events, worker } = await setUp();
  worker.reject(new Refusal('TWILIO_UNAVAILABLE', { operation: 'worker.create', reason: 'test' }));
  expect(await failureOf(reconcile(subject, { since: T0 }))).toMatchObject({ code: 'TWILIO_UNAVAILABLE' });
  expect(events).not.toContain('remove user');
});

test('a holder whose lease has run out takes nothing away: the User may be another run’s by now', async () => {
  const { reconcile, events, worker, clock } = await setUp();
  const failed = failureOf(reconcile(subject, { since: T0 }));
  await settled();
  clock.now += 20_000;
  worker.reject(turnedAway());
  expect(await failed).toMatchObject({ code: 'SUBJECT_CONFLICT' });
  expect(events).not.toContain('remove user');
});

test('that the User cannot be taken away does not hide why the person was turned away', async () => {
  const { reconcile, deps, worker } = await setUp();
  const away = new Refusal('TWILIO_UNAVAILABLE', { operation: 'user.remove', reason: 'test' });
  Object.assign(deps.users, { remove: () => Promise.reject(away) });
  worker.reject(turnedAway());
  expect(await failureOf(reconcile(subject, { since: T0 }))).toMatchObject({ code: 'SUBJECT_CONFLICT' });
});

test('a try that nobody waits for makes no User before the worker stands', async () => {
  const { reconcile, events, worker } = await setUp();
  worker.reject(turnedAway());
  expect(await failureOf(reconcile(subject))).toMatchObject({ code: 'SUBJECT_CONFLICT' });
  expect(events).toEqual(['create worker', 'worker answered']);
});

test.each([
  ['after its lease had ended', 16_000, ''],
  ['within its lease', 0, 'the digest of the successor'],
])('a run that fails %s (%j ms later) leaves the confirmed digest as %j', async (_when, late, digest) => {
  const { reconcile, deps, events, worker, clock } = await setUp();
  const running = reconcile(subject);
  while (!events.includes('create worker')) await new Promise(setImmediate);
  const { ledger } = deps;
  const slot = slotOf(subject.identity);
  clock.now += late;
  // Within the lease nobody else gets one, so it is confirmed under that of the run itself.
  const lease = (await ledger.lease(slot, 60_000)) ?? { slot, token: 1 };
  expect(await ledger.confirm(lease, aConfirmed({ digest: 'the digest of the successor' }))).toBe(true);
  if (late > 0) await ledger.release(lease);
  worker.reject(new Refusal('TWILIO_UNAVAILABLE', { operation: 'worker.create', reason: 'no answer' }));
  expect(await failureOf(running)).toMatchObject({ code: 'TWILIO_UNAVAILABLE' });
  expect((await ledger.read(slot))?.confirmed?.digest).toBe(digest);
});
