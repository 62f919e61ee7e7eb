import { setImmediate } from 'node:timers/promises';
import { Refusal } from '../../src/kernel/refusal.ts';
import { createSignIn } from '../../src/provisioning/sign-in.ts';
import type { SignInDeps } from '../../src/provisioning/sign-in.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import { failureOf } from '../support/failing.ts';
import { deferred, until } from '../support/http-app.ts';
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
    verifyDeadline: () => ({ passed: new Promise(() => undefined), cancel: () => void events.push('in time') }),
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
  expect(events).toEqual(['reconcile', 'in time', 'reconcile', 'in time']);
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
    expect(events).toEqual(['reconcile', 'in time']);
  });

  test('a changed login is written all the same', async () => {
    const { as, known, events } = setUp({ trustMs: 60_000 });
    await known('agent');
    await as('admin');
    expect(events).toEqual(['guard', 'reconcile', 'release']);
  });
});

describe('where Twilio takes longer than the verify deadline', () => {
  const passedAtOnce = () => ({ passed: Promise.resolve(undefined), cancel: () => undefined });

  /** Twilio keeps its answer back until the test gives one. */
  function setUpSlow(over: Partial<SignInDeps> = {}) {
    const parts = setUp({ verifyDeadline: passedAtOnce, ...over });
    const answer = deferred();
    let failure: Error | undefined;
    const hold = (): void =>
      parts.twilioIs(async () => {
        await answer.promise;
        if (failure !== undefined) throw failure;
      });
    const release = (error?: Error): void => {
      failure = error;
      answer.resolve();
    };
    return { ...parts, hold, release };
  }

  test('an unchanged login is in at what was confirmed, and the look that is under way ends as it would have', async () => {
    const { as, known, events, hold, release, store, clock } = setUpSlow();
    await known('supervisor');
    hold();
    clock.now += 5_000;
    const result = await as('supervisor');
    expect(result).toMatchObject({ unverified: 'late', state: { confirmed: { flexRole: 'supervisor' } } });
    expect(result).not.toHaveProperty('pending');
    await until(() => events.length === 2);
    expect(events).toEqual(['reconcile', 'guard']);
    release();
    await until(() => events.includes('release'));
    expect(events).toEqual(['reconcile', 'guard', 'release']);
    expect((await store.ledger.read(slot))?.confirmed?.at).toBe(clock.now);
  });

  test.each([
    ['Twilio does not answer in the end', away(), 'TWILIO_UNAVAILABLE'],
    ['only an operator can cure it', new Refusal('SERVICE_ROLE_MISSING', { role: 'agent', service: 'IS1' }), undefined],
    ['it is a defect', new Error('a defect'), 'INTERNAL'],
  ])('%s: the outbox goes on with the look', async (_title, failure, reason = 'SERVICE_ROLE_MISSING') => {
    const { as, known, events, hold, release, log } = setUpSlow();
    await known('agent');
    hold();
    expect(await as('agent')).toMatchObject({ unverified: 'late' });
    release(failure);
    await until(() => events.includes('release'));
    expect(events).toEqual(['reconcile', 'guard', `enqueue ann@example.com ${reason}`, 'release']);
    expect(log.lines).toMatchObject([{ level: 'info', fields: { username: subject.username, code: reason } }]);
  });

  test('the guard stays where the outbox does not answer', async () => {
    const { as, known, events, hold, release, log, enqueueIs } = setUpSlow();
    await known('agent');
    hold();
    enqueueIs(failing(busy));
    await as('agent');
    release(away());
    await until(() => log.lines.some(({ level }) => level === 'warn'));
    expect(events).not.toContain('release');
  });

  test.each(['agent', 'admin'] as const)('a login that changes something waits for its outcome (to %s)', async (to) => {
    const { as, known, events, hold, release } = setUpSlow();
    await known('supervisor');
    hold();
    let result: unknown;
    const login = as(to).then((answer) => (result = answer));
    await until(() => events.includes('reconcile'));
    await setImmediate();
    expect(result).toBeUndefined();
    release();
    expect(await login).toMatchObject({ outcome: {}, state: { confirmed: { flexRole: to } } });
  });

  test('so does a first one, which Twilio must hold before there is a session', async () => {
    const { as, hold, release } = setUpSlow();
    hold();
    const login = as('agent');
    release(away());
    expect(await failureOf(login)).toMatchObject({ code: 'PROVISIONING_PENDING' });
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
