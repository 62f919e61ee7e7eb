import { randomBytes } from 'node:crypto';
import { Refusal, type RefusalCode } from '../../src/kernel/refusal.ts';
import { createLogoutMarks } from '../../src/login/logout-marks.ts';
import { createSingleLogout } from '../../src/login/single-logout.ts';
import type { SingleLogoutDeps } from '../../src/login/single-logout.ts';
import type { Connection } from '../../src/saml/connection.ts';
import type { Session } from '../../src/sessions/session-store.ts';
import { createTraces } from '../../src/traces/trace-recorder.ts';
import { collectingLog } from '../support/a-gateway.ts';
import { aConnection } from '../support/saml-builders.ts';
import { spKey } from '../support/saml-keys.ts';
import { logoutRequestXml, redirectQuery } from '../support/saml-logout.ts';
import { refusalFrom } from '../support/saml-refusal.ts';
import { openMemoryStore } from '../support/store-harness.ts';
import { aSession, aSubject } from '../support/store-builders.ts';
import { decideRoles } from '../support/store-people.ts';

const ANN = 'ann@example.com';
const down = () => Promise.reject(new Refusal('STORE_UNAVAILABLE', { operation: 'test', reason: 'down' }));

function aLogout(change: Partial<SingleLogoutDeps> = {}, idp: Partial<Connection['idp']> = {}) {
  const { store, clock } = openMemoryStore();
  const plain = aConnection();
  const connection: Connection = {
    ...plain,
    idp: { ...plain.idp, slo: { redirect: 'https://idp.example/slo' }, ...idp },
    sp: { ...plain.sp, signingKey: spKey().privatePem },
  };
  const log = collectingLog();
  const ended: (readonly [string, number])[] = [];
  const tracing = {
    traces: createTraces({
      records: store.records,
      clock: () => clock.now,
      randomBytes,
      log,
      settings: { ttlMs: 60_000, values: 'shown' },
    }),
    attachTrace: () => undefined,
    isFailure: (code: RefusalCode) => code === 'STORE_UNAVAILABLE',
  };
  const logout = createSingleLogout({
    ...tracing,
    connections: new Map([['okta', connection]]),
    keys: { using: (one, verify) => verify(one) },
    sessions: store.sessions,
    records: store.records,
    marks: createLogoutMarks(store.records),
    clock: () => clock.now,
    log,
    onEnded: (reason, count) => ended.push([reason, count]),
    ...change,
  });
  const logIn = async (session: Partial<Session> = {}): Promise<string> => {
    const { subject = aSubject(ANN) } = session;
    clock.now += 1;
    await decideRoles(store, ['agent'], clock.now, subject);
    const { sessionIndex: _usual, ...plainSession } = aSession();
    return store.sessions.create({ ...plainSession, ...session, subject });
  };
  const arrive = (options: { nameId?: string; id?: string; sessionIndexes?: readonly string[] } = {}) => {
    const { xml } = logoutRequestXml({ now: clock.now, nameId: ANN, ...options });
    return logout.arrive('okta', { binding: 'redirect', rawQuery: redirectQuery(xml) });
  };
  const isAlive = async (credential: string) => (await store.sessions.resume(credential, clock.now)) !== undefined;
  return { logout, logIn, arrive, isAlive, ended, log, store, connection, clock, tracing };
}

describe('a request of the IdP', () => {
  test('ends nothing of a person of another namespace who has the same NameID', async () => {
    const { logIn, arrive, isAlive, ended } = aLogout();
    const credential = await logIn({ subject: aSubject(ANN, 'entra'), connection: 'entra' });
    await expect(arrive()).resolves.toMatchObject({ ended: [] });
    await expect(isAlive(credential)).resolves.toBe(true);
    expect(ended).toEqual([]);
  });

  test('ends the sessions of a person whose NameID it writes in other letter case: a slot has one owner', async () => {
    const { logIn, arrive, isAlive } = aLogout();
    const credential = await logIn();
    await arrive({ nameId: ANN.toUpperCase() });
    await expect(isAlive(credential)).resolves.toBe(false);
  });

  test.each([
    ['all', [], ['_a', '_b'], 2],
    ['the one that it names', ['_b'], ['_a', '_b'], 1],
    ['none that it does not name', ['_c'], ['_a', '_b'], 0],
    ['all where one has no index', ['_a'], ['_a', undefined], 2],
  ])('ends %s', async (_title, sessionIndexes, live, count) => {
    const { logIn, arrive, ended } = aLogout();
    for (const sessionIndex of live) await logIn(sessionIndex === undefined ? {} : { sessionIndex });
    await arrive({ sessionIndexes });
    expect(ended).toEqual(count === 0 ? [] : [['single logout', count]]);
  });

  test('that the store cut off half-way may come again', async () => {
    const world = aLogout();
    const { sessions, records } = world.store;
    const credential = await world.logIn();
    const cutOff = createSingleLogout({
      ...world.tracing,
      connections: new Map([['okta', world.connection]]),
      keys: { using: (one, verify) => verify(one) },
      sessions: { ...sessions, endOf: down },
      records,
      marks: createLogoutMarks(records),
      clock: () => world.clock.now,
      log: world.log,
      onEnded: () => undefined,
    });
    const rawQuery = redirectQuery(logoutRequestXml({ now: world.clock.now, nameId: ANN }).xml);
    const message = { binding: 'redirect', rawQuery } as const;
    const failed = await refusalFrom(cutOff.arrive('okta', message));
    expect(failed.code).toBe('STORE_UNAVAILABLE');
    await world.logout.arrive('okta', message);
    await expect(world.isAlive(credential)).resolves.toBe(false);
  });

  test('is remembered for as long as it could be sent again', async () => {
    const { arrive, clock } = aLogout();
    await arrive({ id: '_one' });
    clock.now += 4 * 60_000;
    await expect(refusalFrom(arrive({ id: '_one' }))).resolves.toMatchObject({ code: 'SAML_LOGOUT_INVALID' });
  });
});

describe('a logout that begins here', () => {
  test('ends the session although nothing can be kept about the request to the IdP', async () => {
    const { store } = openMemoryStore();
    const world = aLogout({ records: { ...store.records, put: down } });
    const credential = await world.logIn();
    await expect(world.logout.begin(credential)).resolves.toBeUndefined();
    await expect(world.isAlive(credential)).resolves.toBe(false);
    expect(world.log.lines.map(({ message }) => message)).toContain('the IdP was not told of a logout');
  });

  test('does not pretend: where the session cannot be ended it is said', async () => {
    const { store } = openMemoryStore();
    const { logout } = aLogout({ sessions: { ...store.sessions, end: down } });
    await expect(refusalFrom(logout.begin('x'))).resolves.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  test.each([
    ['of a connection that is gone', { connection: 'former' }],
    ['that was never there', undefined],
  ])('a session %s ends without a word to any IdP', async (_title, session) => {
    const { logout, logIn } = aLogout();
    const credential = session === undefined ? 'nothing' : await logIn(session);
    await expect(logout.begin(credential)).resolves.toBeUndefined();
  });
});
