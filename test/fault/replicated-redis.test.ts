import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { cutOffFromTwilio, eventuallyHolds, heldBy, sessionOf, UNHURRIED } from '../support/a-fault-bench.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { claimsOf, logIn, postToAcs, responseFor, tokenOf } from '../support/a-login.ts';
import type { Person } from '../support/a-login.ts';
import { asAdmin, auditWith, subjectPath } from '../support/admin-calls.ts';
import { startCluster } from '../support/redis-cluster.ts';
import { startSentinelSet } from '../support/redis-sentinel.ts';
import { eventually, eventuallyAnswers } from '../support/store-eventually.ts';

/** A Redis of several servers that loses them for a while, and keeps what it has taken. */
interface ManyServers {
  readonly url: string;
  breakDown(): Promise<void>;
  remove(): Promise<void>;
}

async function aSentinelSet(): Promise<ManyServers> {
  const { url, failOver, remove } = await startSentinelSet();
  return { url, breakDown: failOver, remove };
}

async function aCluster(): Promise<ManyServers> {
  const nodes = await startCluster(['--appendonly', 'yes', '--appendfsync', 'always']);
  return {
    url: `redis-cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    breakDown: async () => {
      await Promise.all(nodes.map(({ process }) => process.kill()));
      await Promise.all(nodes.map(({ process }) => process.start()));
    },
    remove: async () => void (await Promise.all(nodes.map(({ process }) => process.remove()))),
  };
}

const KINDS: readonly (readonly [string, () => Promise<ManyServers>])[] = [
  ['a primary that fails over behind a Sentinel', aSentinelSet],
  ['a Cluster whose nodes all restart', aCluster],
];

const people: readonly Person[] = Array.from({ length: 6 }, (_, index) => ({ email: `p${index}@corp.example` }));
const kim = { email: 'kim@corp.example', roles: ['supervisor'] };

/** Every door that keeps something in the store. */
async function useEveryDoor(gateway: RunningGateway): Promise<string> {
  const { cookie } = await logIn(gateway, kim);
  const { location } = await logIn(gateway, { email: 'lee@corp.example' }, {});
  expect(location).toBe('https://flex.twilio.com/your-app-1234');
  expect(claimsOf((await tokenOf(gateway, cookie))['token'])).toMatchObject({ grants: {} });
  const path = subjectPath('lee@corp.example');
  for (const act of ['/block', '/unblock'])
    expect((await asAdmin(gateway, 'POST', `${path}${act}`, { reason: 'a test' })).status).toBe(200);
  expect((await asAdmin(gateway, 'GET', '/api/admin/subjects')).status).toBe(200);
  expect((await asAdmin(gateway, 'GET', '/api/admin/traces')).status).toBe(200);
  const left = await asAdmin(gateway, 'DELETE', path);
  expect(left).toMatchObject({ status: 200 });
  await auditWith(gateway, 'subject.deprovisioned', 'lee@corp.example');
  return cookie;
}

describe.each(KINDS)('%s', (_name, start) => {
  let servers: ManyServers;
  let twilio: TwilioStandIn;
  let gateway: RunningGateway;
  beforeAll(async () => {
    twilio = await aTwilioStandIn();
    servers = await start();
    const store = { store: servers.url, keyPrefix: 'fg:' };
    gateway = await aGateway({ twilio, ...store, twilioYaml: UNHURRIED });
  });
  afterAll(async () => {
    await gateway.close();
    await servers.remove();
    await twilio.close();
  });

  test('the whole gateway works on it, and goes on afterwards without a restart and without a loss', async () => {
    await eventually(
      async () => (await fetch(`${gateway.url}/readyz`)).status,
      (status) => status === 200,
    );
    const cookie = await useEveryDoor(gateway);
    for (const person of people) await logIn(gateway, { ...person, roles: ['agent'] });
    const old = responseFor({ ...people[0], roles: ['agent'] });
    cutOffFromTwilio(twilio);
    const promoted = people.map((person) => ({ ...person, roles: ['supervisor'] }));
    for (const person of promoted) expect((await postToAcs(gateway, responseFor(person))).status).toBe(303);

    await servers.breakDown();
    await eventually(
      () => sessionOf(gateway, cookie),
      ({ status }) => status === 200,
    );
    twilio.faults.reset();
    await eventuallyHolds(twilio, promoted);
    const stale = await eventually(
      () => postToAcs(gateway, old),
      ({ status }) => status !== 503,
    );
    expect(await stale.json()).toMatchObject({ code: 'ASSERTION_STALE' });
    // Other keys than those above lie on servers that may not be back yet.
    await eventuallyAnswers(() => logIn(gateway, { ...kim, roles: ['agent'] }));
    expect(await sessionOf(gateway, cookie)).toMatchObject({ status: 200, flex_role: 'agent' });
    expect(heldBy(twilio, kim)).toEqual({ roles: ['agent'], serviceRole: 'agent' });
  });
});
