import { createClosedDoors, createDoorKeeper, doorOf, ensureDoorOfWorker } from '../../src/provisioning/doors.ts';
import type { BothDoors } from '../../src/provisioning/doors.ts';
import { createSignIn } from '../../src/provisioning/sign-in.ts';
import type { SignInRequest } from '../../src/provisioning/sign-in.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import type { Door } from '../../src/roles/console-roles.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import type { Store } from '../../src/store/store.ts';
import { collectingLog } from '../support/a-gateway.ts';
import { failureOf } from '../support/failing.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { aConfirmed, ada, anAssignment } from '../support/subject-states.ts';

const NOW = 1_000_000;

function requestBy(door: Door, at = NOW, subject = ada): SignInRequest {
  const plain = anAssignment(door === 'console' ? ['admin', 'wfo.full_access'] : ['agent'], subject);
  const explanation = { ...plain.explanation, connection: door === 'console' ? 'twilio-console' : 'okta' };
  const assignment = { ...plain, explanation, ...(door === 'console' && { door }) };
  const fence = { issuedAt: at, assertionId: `_${door}-${at}` };
  return { subject, assignment, fence, usedUntil: at + 60_000 };
}

/** A sign-in at a store that others may share; Twilio takes everything. */
function signInAt({ ledger, records }: Pick<Store, 'ledger' | 'records'>, bothDoors: BothDoors) {
  const log = collectingLog();
  const entered: Door[] = [];
  const signIn = createSignIn({
    ledger,
    reconcile: async ({ identity }) => {
      const state = await ledger.read(slotOf(identity));
      entered.push(doorOf(state!.desired!.assignment));
      return { confirmed: aConfirmed(['agent']) };
    },
    outbox: { enqueue: async () => undefined, guard: async () => async () => undefined },
    digest: ({ roles }) => roles.join(),
    clock: () => NOW,
    log,
    trustMs: 0,
    verifyDeadline: () => ({ passed: new Promise(() => undefined), cancel: () => undefined }),
    doors: createDoorKeeper({ records, bothDoors, clock: () => NOW, log }),
  });
  return { log, entered, signIn };
}

function setUp(bothDoors: BothDoors = 'first') {
  const store = createMemoryStore({ clock: () => NOW });
  return { store, ...signInAt(store, bothDoors), closed: createClosedDoors(store.records) };
}

describe.each<[Door, Door]>([
  ['sso', 'console'],
  ['console', 'sso'],
])('a person who came by %s first', (first, other) => {
  test('comes in by it again and again', async () => {
    const { signIn, entered } = setUp();
    await signIn(requestBy(first));
    await signIn(requestBy(first, NOW + 1));
    expect(entered).toEqual([first, first]);
  });

  test('is refused at the other door, with both named, and nothing changes', async () => {
    const { signIn, entered, store } = setUp();
    await signIn(requestBy(first));
    const refused = await failureOf(signIn(requestBy(other, NOW + 1)));
    expect(refused).toMatchObject({
      code: 'SUBJECT_OTHER_DOOR',
      evidence: { username: ada.username, door: other, other: first },
    });
    expect(entered).toEqual([first]);
    const state = await store.ledger.read(slotOf(ada.identity));
    expect(doorOf(state!.desired!.assignment)).toBe(first);
  });

  test('the refused assertion is not used up: it works where the operator decides for its door', async () => {
    const { signIn, store, entered } = setUp();
    await signIn(requestBy(first));
    await failureOf(signIn(requestBy(other, NOW + 1)));
    const decided = signInAt(store, other);
    await decided.signIn(requestBy(other, NOW + 1));
    expect(decided.entered).toEqual([other]);
    expect(entered).toEqual([first]);
  });

  test('is told of in the log, and remembered for the session', async () => {
    const { signIn, log, closed } = setUp();
    await signIn(requestBy(first));
    expect(await closed.last(slotOf(ada.identity))).toBeUndefined();
    await failureOf(signIn(requestBy(other, NOW + 1)));
    const connection = other === 'console' ? 'twilio-console' : 'okta';
    expect(await closed.last(slotOf(ada.identity))).toEqual({ door: other, connection, at: NOW });
    expect(log.lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        fields: expect.objectContaining({ username: ada.username, door: other, connection, holder: first }),
      }),
    ]);
  });
});

describe('where the operator decides for one door', () => {
  test.each<[BothDoors & Door, Door]>([
    ['sso', 'console'],
    ['console', 'sso'],
  ])('%s: the person moves there once, and is refused at the other ever after', async (bothDoors, other) => {
    const { signIn, entered, log } = setUp(bothDoors);
    await signIn(requestBy(other));
    await signIn(requestBy(bothDoors, NOW + 1));
    expect(log.lines.map(({ message }) => message)).toEqual(['the person changes doors, as bothDoors says']);
    for (const later of [2, 3]) {
      expect(await failureOf(signIn(requestBy(other, NOW + later)))).toMatchObject({ code: 'SUBJECT_OTHER_DOOR' });
      await signIn(requestBy(bothDoors, NOW + later + 10));
    }
    expect(entered).toEqual([other, bothDoors, bothDoors, bothDoors]);
  });
});

test.each<[Door, Door]>([
  ['sso', 'console'],
  ['console', 'sso'],
])(
  'whoever has the same name in another namespace closes no door of a person of %s and learns of none',
  async (first, other) => {
    const { signIn, closed, log, entered } = setUp();
    const stranger = { ...ada, namespace: 'elsewhere' };
    await signIn(requestBy(first));
    await expect(signIn(requestBy(other, NOW + 1, stranger))).rejects.toMatchObject({ code: 'SUBJECT_CONFLICT' });
    expect(await closed.last(slotOf(ada.identity))).toBeUndefined();
    expect(log.lines).toEqual([]);
    await signIn(requestBy(first, NOW + 2));
    expect(entered).toEqual([first, first]);
  },
);

test.each<Door>(['sso', 'console'])(
  'a stranger of that name keeps no %s closed to somebody blocked before the first login',
  async (door) => {
    const { signIn, store, entered } = setUp();
    await store.ledger.blockSubject(ada, { at: NOW, by: 'operator', reason: 'left' });
    const other = door === 'sso' ? 'console' : 'sso';
    await expect(signIn(requestBy(other, NOW + 1, { ...ada, namespace: 'elsewhere' }))).rejects.toMatchObject({
      code: 'SUBJECT_CONFLICT',
    });
    await store.ledger.unblock(slotOf(ada.identity));
    await signIn(requestBy(door, NOW + 2));
    expect(entered).toEqual([door]);
  },
);

test('of two first logins by both doors at one moment, one gets in', async () => {
  for (const order of [['sso', 'console'] as const, ['console', 'sso'] as const]) {
    const { signIn, entered } = setUp();
    const results = await Promise.allSettled(order.map((door) => signIn(requestBy(door))));
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'SUBJECT_OTHER_DOOR' },
    });
    expect(entered).toHaveLength(1);
  }
});

test('another person’s slot is left to the claim to refuse', async () => {
  const { signIn } = setUp();
  await signIn(requestBy('sso'));
  const twin = { ...ada, username: 'ADA@example.com', identity: 'ADA_40example_2Ecom' };
  expect(await failureOf(signIn(requestBy('console', NOW + 1, twin)))).toMatchObject({ code: 'SUBJECT_CONFLICT' });
});

describe('a worker with roles that only the Console writes', () => {
  const worker = (roles: unknown) => ({ sid: 'WK1', username: ada.username, attributes: { roles } });
  const sso = anAssignment(['supervisor', 'wfo.team_leader']);

  test.each([[['flex.readteams', 'flex.readonlyadmin']], [['agent', 'flex.readonlyadmin']]])(
    '%j is not over-written by SSO',
    (roles) => {
      expect(refusalOf(() => ensureDoorOfWorker(worker(roles), sso, 'first'))).toMatchObject({
        code: 'SUBJECT_OTHER_DOOR',
        evidence: { door: 'sso', other: 'console', seen: expect.stringContaining('flex.readonlyadmin') },
      });
    },
  );

  test('is, where the operator decided for SSO', () => {
    expect(() => ensureDoorOfWorker(worker(['flex.readonlyadmin']), sso, 'sso')).not.toThrow();
  });

  test('is written by the Console’s own connection', () => {
    const assignment = { ...sso, door: 'console' as const };
    expect(() => ensureDoorOfWorker(worker(['flex.readonlyadmin']), assignment, 'first')).not.toThrow();
  });

  test.each([[['admin', 'wfo.full_access']], [[]], [undefined], ['flex.readonlyadmin'], [{ a: 'flex.readonlyadmin' }]])(
    'other roles are SSO’s to write: %j',
    (roles) => {
      expect(() => ensureDoorOfWorker(worker(roles), sso, 'first')).not.toThrow();
    },
  );
});
