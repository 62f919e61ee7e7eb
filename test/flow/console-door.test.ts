import { CONSOLE, CONSOLE_ACS } from '../support/a-console-connection.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { claimsOf, logIn, postToAcs, responseFor, tokenOf, cookieOf } from '../support/a-login.ts';
import type { Person } from '../support/a-login.ts';
import { basic } from '../support/openapi-rest.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';

let twilio: TwilioStandIn;
const running: RunningGateway[] = [];
beforeEach(async () => {
  twilio = await aTwilioStandIn();
});
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.close();
  await twilio.close();
});

async function start(top = ''): Promise<RunningGateway> {
  const gateway = await aGateway({ twilio, connections: CONSOLE, top });
  running.push(gateway);
  return gateway;
}

const postConsole = (gateway: RunningGateway, person: Person): Promise<Response> =>
  postToAcs(
    gateway,
    responseFor(person, {
      issuer: 'urn:idp:console',
      responseIssuer: 'urn:idp:console',
      destination: CONSOLE_ACS,
      recipient: CONSOLE_ACS,
      audiences: ['urn:gw:console'],
    }),
    { connection: 'console' },
  );
const ok = async (answer: Response): Promise<string> => {
  if (answer.status !== 303) throw new Error(`login answered ${answer.status}: ${await answer.text()}`);
  return cookieOf(answer);
};
const rolesOnWorker = (username: string): unknown =>
  (
    JSON.parse(twilio.workers().find((worker) => worker.friendly_name === username)?.attributes ?? '{}') as object & {
      roles?: unknown;
    }
  ).roles;
const serviceRoleOf = (identity: string): string | undefined => {
  const sid = twilio.users().find((user) => user.identity === identity)?.role_sid;
  return twilio.roles().find((role) => role.sid === sid)?.friendly_name;
};
const session = async ({ url }: RunningGateway, cookie: string) =>
  (await (await fetch(`${url}/api/session`, { headers: { cookie } })).json()) as Record<string, unknown>;
const mayBeAsked = ({ url }: RunningGateway, cookie: string, permission: string): Promise<Response> =>
  fetch(`${url}/api/authorize`, {
    method: 'POST',
    headers: { cookie, origin: 'https://gw.example', 'content-type': 'application/json' },
    body: JSON.stringify({ permission }),
  });

describe('people of the Console', () => {
  test('an Owner is an admin: worker, service role and session say so', async () => {
    const gateway = await start();
    const cookie = await ok(await postConsole(gateway, { email: 'olga@corp.example', roles: ['Owner'] }));
    expect(rolesOnWorker('olga@corp.example')).toEqual(['admin', 'wfo.full_access']);
    expect(serviceRoleOf('olga_40corp_2Eexample')).toBe('admin');
    expect(await session(gateway, cookie)).toMatchObject({
      flex_role: 'admin',
      door: 'console',
      connection: 'console',
    });
  });

  test('Support is a read-only admin everywhere by name, and an agent wherever it counts', async () => {
    const gateway = await start();
    const cookie = await ok(await postConsole(gateway, { email: 'sam@corp.example', roles: ['Support'] }));
    const names = ['flex.readteams', 'flex.readonlyadmin'];
    expect(rolesOnWorker('sam@corp.example')).toEqual(names);
    expect(serviceRoleOf('sam_40corp_2Eexample')).toBe('agent');
    expect(await session(gateway, cookie)).toMatchObject({
      flex_role: 'readonly-admin',
      roles: names,
      insights_roles: [],
      service_role: 'agent',
      permissions: { service: [] },
    });
    const minted = await tokenOf(gateway, cookie);
    expect(minted).toMatchObject({ flex_role: 'readonly-admin', roles: names });
    expect(claimsOf(minted['token'])).toMatchObject({
      grants: {
        task_router: { role: 'worker' },
        flex: { flex_role: 'readonly-admin', insights_roles: [], roles: names },
      },
    });
    const refused = await mayBeAsked(gateway, cookie, 'addParticipant');
    expect([refused.status, await refused.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'PERMISSION_DENIED' }),
    ]);
    const admin = await fetch(`${gateway.url}/api/admin/traces`, { headers: { cookie } });
    expect(admin.status).toBe(403);
  });

  test('a demotion from admin to read-only admin reaches the open session', async () => {
    const gateway = await start();
    const person = { email: 'dev@corp.example', roles: ['Developer'] };
    const cookie = await ok(await postConsole(gateway, person));
    await ok(await postConsole(gateway, { ...person, roles: ['Support'] }));
    expect(await session(gateway, cookie)).toMatchObject({ flex_role: 'readonly-admin', insights_roles: [] });
    expect(serviceRoleOf('dev_40corp_2Eexample')).toBe('agent');
  });
});

describe('the same person by both doors', () => {
  const ana = { email: 'ana@corp.example', roles: ['agent'] };

  test('is refused at the second, told why, and stays what the first made of the worker', async () => {
    const gateway = await start();
    const { cookie } = await logIn(gateway, ana);
    for (const roles of [['Support'], ['Owner']]) {
      const refused = await postConsole(gateway, { ...ana, roles });
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({
        code: 'SUBJECT_OTHER_DOOR',
        detail: expect.stringContaining('came by console, but is known by sso: connection “okta”'),
      });
    }
    expect(rolesOnWorker(ana.email)).toEqual(['agent']);
    expect(serviceRoleOf('ana_40corp_2Eexample')).toBe('agent');
    expect(await session(gateway, cookie)).toMatchObject({
      door: 'sso',
      other_door: { door: 'console', connection: 'console' },
    });
    expect(gateway.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ door: 'console', holder: 'sso' }) }),
    );
    await logIn(gateway, ana);
  });

  test('the trace of the refused login holds the code and the explanation', async () => {
    const gateway = await start();
    await logIn(gateway, ana);
    const { trace } = (await (await postConsole(gateway, { ...ana, roles: ['Owner'] })).json()) as { trace: string };
    const kept = await gateway.gateway.useCases.login.traces.read(trace);
    expect(kept).toMatchObject({ outcome: 'refused', code: 'SUBJECT_OTHER_DOOR' });
    expect(kept?.explanation?.roles[0]).toMatchObject({ role: 'admin', outcome: 'granted' });
  });

  test('moves once to the door that bothDoors names', async () => {
    const gateway = await start('bothDoors: console');
    await logIn(gateway, ana);
    await ok(await postConsole(gateway, { ...ana, roles: ['Support'] }));
    expect(rolesOnWorker(ana.email)).toEqual(['flex.readteams', 'flex.readonlyadmin']);
    const back = await postToAcs(gateway, responseFor(ana));
    expect([back.status, await back.json()]).toEqual([403, expect.objectContaining({ code: 'SUBJECT_OTHER_DOOR' })]);
    expect(rolesOnWorker(ana.email)).toEqual(['flex.readteams', 'flex.readonlyadmin']);
  });
});

test.each(['sso', 'console'] as const)(
  'whoever came by %s, and was deprovisioned and unblocked, comes by the other door, and by that one only',
  async (first) => {
    const gateway = await start();
    const person = { email: 'eva@corp.example', roles: [] };
    const by = {
      sso: () => postToAcs(gateway, responseFor({ ...person, roles: ['agent'] })),
      console: () => postConsole(gateway, { ...person, roles: ['Support'] }),
    };
    const other = first === 'sso' ? 'console' : 'sso';
    await ok(await by[first]());
    expect((await by[other]()).status).toBe(403);
    const { deprovision, blocks } = gateway.gateway.useCases.operations;
    const order = { by: 'olga', reason: 'changes doors' };
    expect(await deprovision(person.email, order)).toMatchObject({ ok: true });
    await blocks.unblock(person.email, order);
    await ok(await by[other]());
    expect((await by[first]()).status).toBe(403);
    await ok(await by[other]());
  },
);

describe('a worker that Twilio’s own Console wrote', () => {
  const workers = (): string => `${twilio.url}/taskrouter/v1/Workspaces/${twilio.workspaceSid}/Workers`;
  const write = (path: string, form: Record<string, string>): Promise<Response> =>
    fetch(`${workers()}${path}`, {
      method: 'POST',
      headers: { authorization: basic(twilio.apiKey.sid, twilio.apiKey.secret) },
      body: new URLSearchParams(form),
    });
  const readOnly = JSON.stringify({ roles: ['flex.readteams', 'flex.readonlyadmin'] });

  test('is not over-written by a first SSO login, which is refused with the worker named', async () => {
    const gateway = await start();
    await write('', { FriendlyName: 'kai@corp.example', Attributes: readOnly });
    const refused = await postToAcs(gateway, responseFor({ email: 'kai@corp.example', roles: ['agent'] }));
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      code: 'SUBJECT_OTHER_DOOR',
      detail: expect.stringMatching(/worker WK\w+, which carries flex\.readteams and flex\.readonlyadmin/),
    });
    expect(rolesOnWorker('kai@corp.example')).toEqual(['flex.readteams', 'flex.readonlyadmin']);
  });

  test('lets its person in by the Console’s door after the refusal at the other, which stays closed from then on', async () => {
    const gateway = await start();
    const kai = { email: 'kai@corp.example', roles: ['agent'] };
    await write('', { FriendlyName: kai.email, Attributes: readOnly });
    expect((await postToAcs(gateway, responseFor(kai))).status).toBe(403);
    await ok(await postConsole(gateway, { ...kai, roles: ['Support'] }));
    const again = await postToAcs(gateway, responseFor(kai));
    expect(await again.json()).toMatchObject({
      code: 'SUBJECT_OTHER_DOOR',
      detail: expect.stringContaining('known by console: connection “console”'),
    });
    await ok(await postConsole(gateway, { ...kai, roles: ['Support'] }));
  });

  test('later than we did is found at the next login, and not flipped back', async () => {
    const gateway = await start();
    await logIn(gateway, { email: 'kai@corp.example', roles: ['agent'] });
    const [worker] = twilio.workers();
    await write(`/${worker?.sid}`, { Attributes: readOnly });
    const refused = await postToAcs(gateway, responseFor({ email: 'kai@corp.example', roles: ['agent'] }));
    expect(await refused.json()).toMatchObject({ code: 'SUBJECT_OTHER_DOOR' });
    expect(rolesOnWorker('kai@corp.example')).toEqual(['flex.readteams', 'flex.readonlyadmin']);
  });

  test('is SSO’s where the operator says so', async () => {
    const gateway = await start('bothDoors: sso');
    await write('', { FriendlyName: 'kai@corp.example', Attributes: readOnly });
    await logIn(gateway, { email: 'kai@corp.example', roles: ['agent'] });
    expect(rolesOnWorker('kai@corp.example')).toEqual(['agent']);
  });
});
