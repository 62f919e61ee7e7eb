import { effectiveRoles } from '../../src/sessions/effective.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { heldBy, slotOfPerson } from '../support/a-fault-bench.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { asAdmin, auditWith, subjectPath } from '../support/admin-calls.ts';
import { eventually } from '../support/store-eventually.ts';

const ADMIN = 'boss@corp.example';
const PEOPLE = Array.from({ length: 6 }, (_, index) => `raised-${index}@corp.example`);

let twilio: TwilioStandIn;
let gateway: RunningGateway;
let cookie: string;
beforeEach(async () => {
  twilio = await aTwilioStandIn();
  gateway = await aGateway({ twilio, twilioYaml: 'deadline: 60s\ntimeout: 60s' });
  ({ cookie } = await logIn(gateway, { email: ADMIN, roles: ['admin'] }));
  for (const email of PEOPLE) await logIn(gateway, { email });
  for (const { sid, friendly_name: name } of twilio.workers()) if (name !== ADMIN) await raise(sid);
  await eventually(
    async () => JSON.stringify((await asAdmin(gateway, 'GET', '/api/admin/subjects?limit=500')).json),
    (listed) => PEOPLE.every((email) => listed.includes(email)),
  );
});
afterEach(async () => {
  await gateway.close();
  await twilio.close();
});

async function raise(sid: string): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${twilio.apiKey.sid}:${twilio.apiKey.secret}`).toString('base64')}`;
  const answer = await fetch(`${twilio.url}/taskrouter/v1/Workspaces/${twilio.workspaceSid}/Workers/${sid}`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams({ Attributes: JSON.stringify({ roles: ['admin'] }) }),
  });
  expect(answer.status).toBe(200);
}

const rolesOf = (emails: readonly string[]): unknown[] => emails.map((email) => heldBy(twilio, { email }).roles);

/** The run over everybody that this browser began, as it ended. */
async function beginRepair(): Promise<() => Promise<Record<string, unknown>>> {
  const begun = await fetch(`${gateway.url}/api/admin/reconcile`, {
    method: 'POST',
    headers: { cookie, origin: 'https://gw.example', 'content-type': 'application/json' },
    body: JSON.stringify({ all: true, policy: 'repair' }),
  });
  expect(begun.status).toBe(202);
  const { run } = (await begun.json()) as { readonly run: string };
  return async () => {
    const ended = await eventually(
      () => asAdmin(gateway, 'GET', `/api/admin/reconcile/${run}`),
      ({ json }) => json['state'] !== 'running',
    );
    expect(ended.json).toMatchObject({ state: 'done' });
    return ended.json['report'] as Record<string, unknown>;
  };
}

const listsAsked = (): Promise<unknown> =>
  eventually(
    async () => twilio.requests().length,
    (length) => length >= 2,
  );

test.each([
  {
    title: 'demoted',
    total: 6,
    lose: async () => {
      // Not answered before Twilio is: the demotion counts all the same.
      void postToAcs(gateway, responseFor({ email: ADMIN, roles: ['agent'] }));
      await eventually(
        () => gateway.gateway.ports.store.ledger.read(slotOfPerson({ email: ADMIN })),
        (state) => state !== undefined && effectiveRoles(state)?.flexRole === 'agent',
      );
    },
  },
  {
    title: 'blocked',
    // The worker of somebody blocked is a finding as well.
    total: 7,
    lose: async () => {
      expect((await asAdmin(gateway, 'POST', subjectPath(ADMIN, '/block'), { reason: 'left' })).status).toBe(200);
    },
  },
])('a repair of all begun by an admin who is $title meanwhile repairs nobody, and says so', async ({ lose, total }) => {
  twilio.clear();
  const release = twilio.hold();
  const ended = await beginRepair();
  await listsAsked();
  await lose();
  release();
  const report = await ended();
  const why = 'whoever began the run is not an admin any more';
  expect(report).toMatchObject({ clean: false, stopped: { settled: 0, total, why } });
  const subjects = report['subjects'] as readonly { readonly username: string; readonly action: string }[];
  expect(subjects.map(({ username }) => username)).toEqual(expect.arrayContaining([...PEOPLE]));
  expect(subjects.filter(({ action }) => action !== 'left')).toEqual([]);
  expect(rolesOf(PEOPLE)).toEqual(PEOPLE.map(() => ['admin']));
  expect(await auditWith(gateway, 'drift.stopped')).toContainEqual(
    expect.objectContaining({ by: `operator:${ADMIN}`, to: [`0 of ${total} settled`], why }),
  );
  const page = await fetch(`${gateway.url}/admin/drift`, {
    headers: { authorization: 'Bearer an-admin-token-for-tests-only' },
  });
  expect(await page.text()).toContain(`0 of ${total} people were settled`);
});

test('a logout of the admin does not stop what was begun', async () => {
  twilio.clear();
  const release = twilio.hold();
  const ended = await beginRepair();
  await listsAsked();
  await gateway.gateway.ports.store.sessions.endOf(slotOfPerson({ email: ADMIN }));
  release();
  const report = await ended();
  expect(report).toMatchObject({ clean: true });
  expect(report).not.toHaveProperty('stopped');
  expect(rolesOf(PEOPLE)).toEqual(PEOPLE.map(() => ['agent']));
});

test.each([
  { title: 'is over', after: async () => false, why: 'whoever began the run is not an admin any more' },
  {
    title: 'cannot be told',
    after: () => Promise.reject(new Error('the store is away')),
    why: 'it could not be told whether whoever began the run still is an admin',
  },
])('what was done before the right $title stays done, and the report tells how far it got', async ({ after, why }) => {
  let asked = 0;
  const mayGoOn = async (): Promise<boolean> => {
    asked += 1;
    return asked <= 2 ? true : after();
  };
  const { detectDrift } = gateway.gateway.useCases.operations;
  const { stopped, subjects } = await detectDrift({ policy: 'repair', by: `operator:${ADMIN}`, mayGoOn });
  expect(stopped).toEqual({ settled: 2, total: PEOPLE.length, why });
  const repaired = subjects.filter(({ action }) => action === 'repaired').map(({ username }) => username);
  expect(repaired).toHaveLength(2);
  expect(rolesOf(repaired)).toEqual([['agent'], ['agent']]);
  const left = PEOPLE.filter((email) => !repaired.includes(email));
  expect(rolesOf(left)).toEqual(left.map(() => ['admin']));
});
