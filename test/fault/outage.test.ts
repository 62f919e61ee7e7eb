import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { FLEX_ROLES } from '../../src/roles/flex-role.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import {
  aReplica,
  cutOffFromTwilio,
  eventuallyHolds,
  heldBy,
  sessionOf,
  sharedStore,
} from '../support/a-fault-bench.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import { claimsOf, cookieOf, logIn, postToAcs, responseFor, tokenOf } from '../support/a-login.ts';
import { eventually } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
let replicas: readonly [RunningGateway, RunningGateway];

beforeEach(async () => {
  twilio = await aTwilioStandIn();
  const store = sharedStore();
  replicas = [await aReplica(store, { twilio }), await aReplica(store, { twilio })];
});
afterEach(async () => {
  twilio.faults.reset();
  await Promise.all(replicas.map((replica) => replica.close()));
  await twilio.close();
});

interface Move {
  readonly email: string;
  readonly before?: FlexRole;
  readonly after: FlexRole;
}

const people = (count: number, kind: string, move: Omit<Move, 'email'>): readonly Move[] =>
  Array.from({ length: count }, (_, index) => ({ email: `${kind}-${index}@corp.example`, ...move }));

const MOVES: readonly Move[] = [
  ...people(20, 'same', { before: 'supervisor', after: 'supervisor' }),
  ...people(20, 'up', { before: 'agent', after: 'admin' }),
  ...people(12, 'down', { before: 'admin', after: 'agent' }),
  ...people(8, 'new', { after: 'agent' }),
];

const replicaFor = (index: number): RunningGateway => replicas[index % 2 === 0 ? 0 : 1];
const lower = (a: FlexRole, b: FlexRole): FlexRole => (FLEX_ROLES.indexOf(a) < FLEX_ROLES.indexOf(b) ? a : b);
const pendingAt = async ({ gateway }: RunningGateway): Promise<number> => (await gateway.ports.outbox.stats()).pending;

test('an outage under sixty logins: who is known gets in, nobody above what Twilio held, and nothing is lost', async () => {
  for (const { email, before } of MOVES) if (before !== undefined) await logIn(replicas[0], { email, roles: [before] });
  cutOffFromTwilio(twilio);

  const logins = await Promise.all(
    MOVES.map(async (move, index) => {
      const answer = await postToAcs(replicaFor(index), responseFor({ email: move.email, roles: [move.after] }));
      return { move, answer, cookie: cookieOf(answer) };
    }),
  );

  const known = logins.filter(({ move }) => move.before !== undefined);
  expect(known.filter(({ answer }) => answer.status !== 303)).toEqual([]);
  const sessions = await Promise.all(known.map(({ cookie }, index) => sessionOf(replicaFor(index + 1), cookie)));
  expect(sessions.map(({ flex_role: role, pending }) => [role, pending])).toEqual(
    known.map(({ move: { before = 'agent', after } }) => [
      lower(before, after),
      before === after ? undefined : after === 'admin' ? 'promotion' : 'demotion',
    ]),
  );
  const unknown = logins.filter(({ move }) => move.before === undefined);
  for (const { answer, cookie } of unknown) {
    expect([answer.status, answer.headers.get('retry-after'), cookie]).toEqual([503, '5', '']);
    expect(await answer.json()).toMatchObject({ code: 'PROVISIONING_PENDING' });
  }

  twilio.faults.reset();
  await eventuallyHolds(
    twilio,
    MOVES.map(({ email, after }) => ({ email, roles: [after] })),
  );
  await eventually(
    () => pendingAt(replicas[0]),
    (pending) => pending === 0,
  );
  const promoted = logins.find(({ move }) => move.email === 'up-0@corp.example');
  const token = await tokenOf(replicas[1], promoted?.cookie ?? '');
  expect(token).toMatchObject({ flex_role: 'admin' });
  expect(token).not.toHaveProperty('pending');
  expect(claimsOf(token['token'])).toMatchObject({ grants: { flex: { flex_role: 'admin' } } });
});

test('unchanged logins leave nothing in the outbox, and once the breaker is open they ask nothing of Twilio', async () => {
  const ana = { email: 'ana@corp.example', roles: ['supervisor'] };
  await logIn(replicas[0], ana);
  cutOffFromTwilio(twilio);
  const requestsOfALogin = async (): Promise<number> => {
    twilio.clear();
    await logIn(replicas[0], ana);
    return twilio.requests().length;
  };
  await eventually(requestsOfALogin, (requests) => requests === 0);
  expect(await pendingAt(replicas[0])).toBe(0);
});

test('of several changes during an outage the newest is what Twilio gets in the end, and the only one', async () => {
  const ben = { email: 'ben@corp.example' };
  await logIn(replicas[0], { ...ben, roles: ['agent'] });
  cutOffFromTwilio(twilio);
  const now = Date.now();
  const order = ['admin', 'agent', 'supervisor'] as const;
  for (const [index, role] of order.entries()) {
    const response = responseFor({ ...ben, roles: [role] }, { now: now + index });
    expect((await postToAcs(replicaFor(index), response)).status).toBe(303);
  }
  twilio.faults.reset();
  twilio.clear();
  await eventuallyHolds(twilio, [{ ...ben, roles: ['supervisor'] }]);
  await eventually(
    () => pendingAt(replicas[0]),
    (pending) => pending === 0,
  );
  expect(heldBy(twilio, ben).serviceRole).toBe('supervisor');
  const writes = twilio.requests().filter(({ method, path }) => method === 'POST' && path.includes('/Workers/'));
  expect(writes).toHaveLength(1);
});

test.each([
  {
    before: ['agent'],
    after: ['admin'],
    note: /^Twilio is not up to date \(TWILIO_UNAVAILABLE\): admin, in as agent until then, waits in the outbox$/,
  },
  {
    before: ['supervisor', 'wfo.team_leader'],
    after: ['supervisor', 'wfo.data_analyst'],
    note: /^Twilio is not up to date \(TWILIO_UNAVAILABLE\): supervisor, in as agent until then, waits in the outbox$/,
  },
  {
    before: ['admin'],
    after: ['agent'],
    note: /^Twilio is not up to date \(TWILIO_UNAVAILABLE\): the rest of agent waits in the outbox$/,
  },
])('the trace of a login from $before to $after notes what waits for Twilio', async ({ before, after, note }) => {
  const email = 'eve@corp.example';
  await logIn(replicas[0], { email, roles: before });
  cutOffFromTwilio(twilio);
  await logIn(replicas[0], { email, roles: after });
  const headers = { authorization: 'Bearer an-admin-token-for-tests-only' };
  const [newest] = await eventually(
    async () => {
      const answer = await fetch(`${replicas[0].url}/api/admin/traces?outcome=granted`, { headers });
      return ((await answer.json()) as { traces: { id: string }[] }).traces;
    },
    (traces) => traces.length === 2,
  );
  const trace = await fetch(`${replicas[0].url}/api/admin/traces/${newest?.id}`, { headers });
  const { steps } = (await trace.json()) as { steps: readonly Record<string, unknown>[] };
  expect(steps.find(({ step }) => step === 'reconcile')).toMatchObject({
    result: 'noted',
    note: expect.stringMatching(note),
  });
});
