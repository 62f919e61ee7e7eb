import { Refusal } from '../../src/kernel/refusal.ts';
import { createSignIn } from '../../src/provisioning/sign-in.ts';
import type { SignInDeps } from '../../src/provisioning/sign-in.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import { failureOf } from '../support/failing.ts';
import { aBlock, aConfirmed, aDesired, aLog, aSubject, T0 } from '../support/store-builders.ts';
import { openMemoryStore } from '../support/store-harness.ts';

const subject = aSubject();
const slot = slotOf(subject.identity);
const away = (): Refusal => new Refusal('TWILIO_UNAVAILABLE', { operation: 'worker.fetch', reason: 'test' });
const busy = (): Refusal => new Refusal('STORE_UNAVAILABLE', { operation: 'outbox.enqueue', reason: 'test' });

/** Sign-in over the in-process store, with a Twilio and an outbox that do as told, and a list of what they were asked. */
function setUp(over: Partial<SignInDeps> = {}) {
  const { store, clock } = openMemoryStore();
  const events: string[] = [];
  let twilio: () => Promise<void> = () => Promise.resolve();
  let enqueue: () => Promise<void> = () => Promise.resolve();
  const log = aLog();
  const signIn = createSignIn({
    ledger: store.ledger,
    reconcile: async () => {
      events.push('reconcile');
      await twilio();
      const { desired } = (await store.ledger.read(slot)) ?? {};
      const { flexRole = 'agent' } = desired?.assignment ?? {};
      const confirmed = aConfirmed({ digest: desired?.digest ?? '', flexRole, at: clock.now });
      const lease = await store.ledger.lease(slot, 1_000);
      if (lease === undefined) throw new Error('no lease');
      await store.ledger.confirm(lease, confirmed);
      await store.ledger.release(lease);
      return { confirmed, outcome: { worker: {}, user: {} } as never };
    },
    outbox: {
      enqueue: async (who, reason) => {
        events.push(`enqueue ${who.username} ${reason}`);
        await enqueue();
      },
      guard: async () => {
        events.push('guard');
        return async () => void events.push('release');
      },
    },
    digest: ({ flexRole }) => `digest of ${flexRole}`,
    clock: () => clock.now,
    log,
    trustMs: 0,
    onDemotion: async () => void events.push('demotion'),
    ...over,
  });
  let issued = 0;
  const as = (flexRole: FlexRole, at?: number) => {
    issued += 1;
    const issuedAt = at ?? T0 + issued;
    const { assignment } = aDesired({ flexRole });
    return signIn({ subject, assignment, fence: { issuedAt, assertionId: `_${issued}` }, usedUntil: T0 + 60_000 });
  };
  /** As it would be after such a login. */
  const known = async (flexRole: FlexRole): Promise<void> => {
    await as(flexRole);
    events.length = 0;
  };
  return {
    as,
    known,
    events,
    clock,
    log,
    store,
    twilioIs: (answer: () => Promise<void>) => void (twilio = answer),
    enqueueIs: (answer: () => Promise<void>) => void (enqueue = answer),
  };
}

const failing = (makeError: () => Error) => async (): Promise<void> => {
  throw makeError();
};

test('a login that changes something is guarded before it claims, until it is written', async () => {
  const { as, events } = setUp();
  await as('agent');
  expect(events).toEqual(['guard', 'reconcile', 'release']);
});

test('an unchanged login leaves nothing in the outbox, whether Twilio answers or not', async () => {
  const { as, known, events, twilioIs } = setUp();
  await known('supervisor');
  expect(await as('supervisor')).toMatchObject({ outcome: {}, state: { confirmed: { flexRole: 'supervisor' } } });
  twilioIs(failing(away));
  const result = await as('supervisor');
  expect(result).toMatchObject({ unverified: 'unreachable', state: { confirmed: { flexRole: 'supervisor' } } });
  expect(result).not.toHaveProperty('pending');
  expect(events).toEqual(['reconcile', 'reconcile']);
});

test.each([
  ['promotion', 'agent', 'admin', []],
  ['demotion', 'admin', 'agent', ['demotion']],
] as const)('a %s that waits for Twilio is left to the outbox, and the person is in', async (_kind, from, to, told) => {
  const { as, known, events, twilioIs } = setUp();
  await known(from);
  twilioIs(failing(away));
  const result = await as(to);
  expect(result.pending?.code).toBe('TWILIO_UNAVAILABLE');
  expect(result.state).toMatchObject({ desired: { assignment: { flexRole: to } }, confirmed: { flexRole: from } });
  expect(events).toEqual(['guard', ...told, 'reconcile', 'enqueue ann@example.com TWILIO_UNAVAILABLE', 'release']);
});

test('a first login is refused while Twilio is away, and left to the outbox', async () => {
  const { as, events, twilioIs } = setUp();
  twilioIs(failing(away));
  expect(await failureOf(as('agent'))).toMatchObject({
    code: 'PROVISIONING_PENDING',
    evidence: { reason: 'TWILIO_UNAVAILABLE' },
  });
  expect(events).toEqual(['guard', 'reconcile', 'enqueue ann@example.com PROVISIONING_PENDING', 'release']);
});

test('the guard stays where the outbox does not answer', async () => {
  const { as, known, events, log, twilioIs, enqueueIs } = setUp();
  await known('agent');
  twilioIs(failing(away));
  enqueueIs(failing(busy));
  expect((await as('admin')).pending?.code).toBe('TWILIO_UNAVAILABLE');
  expect(events).not.toContain('release');
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { username: subject.username } }]);
});

test('what is no passing failure is thrown, and its change is left to the outbox all the same', async () => {
  const { as, known, events, twilioIs } = setUp();
  await known('agent');
  twilioIs(failing(() => new Error('a defect')));
  expect(await failureOf(as('admin'))).toEqual(new Error('a defect'));
  expect(events.slice(-2)).toEqual(['enqueue ann@example.com INTERNAL', 'release']);
});

test('a login that is refused asks Twilio nothing and leaves nothing behind', async () => {
  const { as, known, events, store } = setUp();
  await known('agent');
  expect(await failureOf(as('admin', T0))).toMatchObject({ code: 'ASSERTION_STALE' });
  await store.ledger.block(slot, aBlock());
  expect(await failureOf(as('admin'))).toMatchObject({ code: 'SUBJECT_BLOCKED' });
  expect(events).toEqual(['guard', 'release', 'guard', 'release']);
});

describe('within reconcile.trust', () => {
  test('an unchanged login makes no call at all, and one after it looks again', async () => {
    const { as, known, events, clock } = setUp({ trustMs: 60_000 });
    await known('agent');
    clock.now += 59_999;
    expect(await as('agent')).toMatchObject({ unverified: 'trusted' });
    expect(events).toEqual([]);
    clock.now += 1;
    expect(await as('agent')).toMatchObject({ outcome: {} });
    expect(events).toEqual(['reconcile']);
  });

  test('a changed login is written all the same', async () => {
    const { as, known, events } = setUp({ trustMs: 60_000 });
    await known('agent');
    await as('admin');
    expect(events).toEqual(['guard', 'reconcile', 'release']);
  });
});

test('a claim that another login overtook, so that more changes than the read showed, is guarded late', async () => {
  const { known, store: earlier } = setUp();
  await known('agent');
  const equal = await earlier.ledger.read(slot);
  const { store } = openMemoryStore();
  // Nothing is confirmed any more when the claim is made.
  const { as, events } = setUp({ ledger: { ...store.ledger, read: () => Promise.resolve(equal) } });
  await as('agent');
  expect(events).toEqual(['guard', 'reconcile', 'release']);
});
