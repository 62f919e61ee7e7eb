import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { claimsOf, cookieOf, logIn, postToAcs, responseFor, tokenOf } from '../support/a-login.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;

beforeAll(async () => {
  twilio = await aTwilioStandIn();
  gateway = await aGateway({ twilio });
});
afterAll(async () => {
  await gateway.close();
  await twilio.close();
});
beforeEach(() => twilio.clear());

const roleNamed = (name: string): string =>
  twilio.roles().find((role) => role.type === 'service' && role.friendly_name === name)?.sid ?? 'none';
const attributesOf = (username: string): Record<string, unknown> =>
  JSON.parse(twilio.workers().find((worker) => worker.friendly_name === username)?.attributes ?? '{}');
const userOf = (identity: string) => twilio.users().find((user) => user.identity === identity);
const session = async (cookie: string): Promise<Record<string, unknown>> =>
  (await (await fetch(`${gateway.url}/api/session`, { headers: { cookie } })).json()) as Record<string, unknown>;

describe('the worked example of the field', () => {
  const team = {
    email: 'sam@corp.example',
    name: 'Sam Osei',
    roles: ['supervisor', 'wfo.quality_manager', 'wfo.team_leader'],
  };
  const workerSid = (): string => twilio.workers().find((worker) => worker.friendly_name === team.email)?.sid ?? '';

  test('a supervisor with two Insights roles ends with the three on the worker, the service role and the token', async () => {
    const { cookie, location } = await logIn(gateway, team);
    expect(location).toBe('https://flex.twilio.com/your-app-1234');
    expect(attributesOf(team.email)).toEqual({
      email: team.email,
      full_name: 'Sam Osei',
      roles: ['supervisor', 'wfo.team_leader', 'wfo.quality_manager'],
    });
    expect(userOf('sam_40corp_2Eexample')).toMatchObject({
      friendly_name: 'Sam Osei',
      role_sid: roleNamed('supervisor'),
    });
    const minted = await tokenOf(gateway, cookie);
    expect(minted).toMatchObject({ identity: 'sam_40corp_2Eexample', flex_role: 'supervisor' });
    expect(claimsOf(minted['token'])).toMatchObject({
      sub: twilio.accountSid,
      iss: twilio.apiKey.sid,
      grants: {
        identity: 'sam_40corp_2Eexample',
        chat: { service_sid: twilio.conversationsServiceSid, deployment_role_sid: roleNamed('supervisor') },
        task_router: { workspace_sid: twilio.workspaceSid, worker_sid: workerSid(), role: 'supervisor' },
        flex: { flex_role: 'supervisor', insights_roles: ['wfo.team_leader', 'wfo.quality_manager'] },
      },
    });
  });

  test('the next login as agent demotes, drops Insights, and keeps what others wrote on the worker', async () => {
    const before = attributesOf(team.email);
    const routing = { skills: ['billing'], levels: { billing: 2 } };
    await fetch(`${twilio.url}/taskrouter/v1/Workspaces/${twilio.workspaceSid}/Workers/${workerSid()}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${twilio.apiKey.sid}:${twilio.apiKey.secret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ Attributes: JSON.stringify({ ...before, routing }) }),
    });
    const { cookie } = await logIn(gateway, { ...team, roles: ['agent'] });
    expect(attributesOf(team.email)).toEqual({ email: team.email, full_name: 'Sam Osei', roles: ['agent'], routing });
    expect(userOf('sam_40corp_2Eexample')?.role_sid).toBe(roleNamed('agent'));
    const minted = await tokenOf(gateway, cookie);
    expect(minted).toMatchObject({ roles: ['agent'], insights_roles: [] });
    expect(claimsOf(minted['token'])).toMatchObject({
      grants: {
        chat: { deployment_role_sid: roleNamed('agent') },
        task_router: { role: 'worker' },
        flex: { flex_role: 'agent', insights_roles: [] },
      },
    });
  });

  test('the demotion reaches the session of the first login too', async () => {
    const supervisor = await logIn(gateway, { ...team, roles: ['supervisor'] });
    await expect(session(supervisor.cookie)).resolves.toMatchObject({
      flex_role: 'supervisor',
      insights_roles: ['wfo.full_access'],
    });
    await logIn(gateway, { ...team, roles: ['agent'] });
    await expect(session(supervisor.cookie)).resolves.toMatchObject({ flex_role: 'agent', insights_roles: [] });
  });
});

test('an unchanged login reads both resources side by side and writes nothing', async () => {
  const vera = { email: 'vera@corp.example', name: 'Vera Novak', roles: ['supervisor'] };
  await logIn(gateway, vera);
  twilio.clear();
  await logIn(gateway, vera);
  expect(twilio.requests().map(({ method }) => method)).toEqual(['GET', 'GET']);
});

test('a first login takes one create for each resource', async () => {
  await logIn(gateway, { email: 'new@corp.example' });
  const writes = twilio.requests().filter(({ method }) => method === 'POST');
  expect(
    writes
      .map(({ path }) => path.split('/').at(-1)?.split('?')[0])
      .toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1)),
  ).toEqual(['Users', 'Workers']);
});

test('a name outside ASCII reaches the worker, the User and the session unharmed', async () => {
  const { cookie } = await logIn(gateway, { email: 'zoe@corp.example', name: 'Zoë Åström-Müller 李' });
  expect(attributesOf('zoe@corp.example')).toMatchObject({ full_name: 'Zoë Åström-Müller 李' });
  expect(userOf('zoe_40corp_2Eexample')).toMatchObject({ friendly_name: 'Zoë Åström-Müller 李' });
  await expect(session(cookie)).resolves.toMatchObject({ full_name: 'Zoë Åström-Müller 李' });
});

describe('bad input is refused with its own code, and nothing is written anywhere', () => {
  const MINUTE = 60_000;
  const now = Date.now();
  test.each([
    {
      title: 'no email',
      person: {},
      options: {
        attributes: [
          ['full_name', ['A B']],
          ['roles', ['agent']],
        ],
      },
      status: 403,
      code: 'ATTRIBUTE_MISSING',
    },
    {
      title: 'no full_name',
      person: {},
      options: {
        attributes: [
          ['email', ['a@b.example']],
          ['roles', ['agent']],
        ],
      },
      status: 403,
      code: 'ATTRIBUTE_MISSING',
    },
    {
      title: 'no roles',
      person: {},
      options: {
        attributes: [
          ['email', ['a@b.example']],
          ['full_name', ['A B']],
        ],
      },
      status: 403,
      code: 'ATTRIBUTE_MISSING',
    },
    { title: 'empty roles', person: { roles: [''] }, options: {}, status: 403, code: 'ATTRIBUTE_MISSING' },
    { title: 'a wrong role', person: { roles: ['superviser'] }, options: {}, status: 403, code: 'ROLE_NOT_GRANTED' },
    {
      title: 'read-only admin',
      person: { roles: ['flex.readonlyadmin'] },
      options: {},
      status: 403,
      code: 'ROLE_NOT_GRANTED',
    },
    {
      title: 'a wrong audience',
      person: {},
      options: { audiences: ['urn:other:sp'] },
      status: 403,
      code: 'SAML_AUDIENCE_MISMATCH',
    },
    {
      title: 'an expired assertion',
      person: {},
      options: { now: now - 30 * MINUTE },
      status: 403,
      code: 'SAML_EXPIRED',
    },
    {
      title: 'a forged one',
      person: {},
      options: { posted: (xml: string) => xml.replace('>agent<', '>admin<') },
      status: 403,
      code: 'SAML_SIGNATURE_INVALID',
    },
    { title: 'an unsigned one', person: {}, options: { sign: 'none' }, status: 403, code: 'SAML_SIGNATURE_MISSING' },
    {
      title: 'a typed attribute of the wrong type',
      person: { more: [['skill.int', ['1.23']]] },
      options: {},
      status: 403,
      code: 'ATTRIBUTE_INVALID',
    },
  ] as const)('$title', async ({ person, options, status, code }) => {
    const email = `bad-${code.toLowerCase()}@corp.example`;
    const before = { workers: twilio.workers(), users: twilio.users() };
    const answer = await postToAcs(gateway, responseFor({ email, ...person }, options));
    expect(answer.status).toBe(status);
    const problem = (await answer.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ code, status, trace: expect.stringMatching(/^\w{4}-\w{4}-\w{4}-\w{4}$/) });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect({ workers: twilio.workers(), users: twilio.users() }).toEqual(before);
    expect(twilio.requests()).toEqual([]);
  });

  test('a missing attribute is named, with what arrived', async () => {
    const answer = await postToAcs(
      gateway,
      responseFor(
        {},
        {
          attributes: [
            ['Email', ['a@b.example']],
            ['full_name', ['A B']],
            ['roles', ['agent']],
          ],
        },
      ),
    );
    expect(await answer.json()).toMatchObject({
      detail: expect.stringMatching(/“email”.*absent.*“Email”, “full_name”, “roles”/),
    });
  });

  test('the same assertion logs in once', async () => {
    const response = responseFor({ email: 'once@corp.example' });
    expect((await postToAcs(gateway, response)).status).toBe(303);
    const again = await postToAcs(gateway, response);
    expect(again.status).toBe(403);
    expect(await again.json()).toMatchObject({ code: 'SAML_REPLAYED' });
    expect(cookieOf(again)).toBe('');
  });

  test('an older assertion that arrives late changes nothing', async () => {
    const person = { email: 'late@corp.example', roles: ['admin'] };
    const older = responseFor(person, { now: Date.now() - 2000 });
    await logIn(gateway, { ...person, roles: ['agent'] });
    const answer = await postToAcs(gateway, older);
    expect(await answer.json()).toMatchObject({ code: 'ASSERTION_STALE' });
    expect(attributesOf(person.email)).toMatchObject({ roles: ['agent'] });
  });
});
