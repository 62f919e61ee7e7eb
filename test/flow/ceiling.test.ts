import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { sessionOf, sharedStore } from '../support/a-fault-bench.ts';
import type { SharedStore } from '../support/a-fault-bench.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { cookieOf, logIn, postToAcs, responseFor, tokenOf } from '../support/a-login.ts';
import { basic } from '../support/openapi-rest.ts';
import { idpKey } from '../support/saml-keys.ts';

const ACS = 'https://gw.example/saml/partners/acs';
/** Another IdP that names the same people, and may make nobody more than an agent. */
const partners = (settings: string): string => `
partners:
  namespace: okta
  idpInitiated: true
  ${settings}
  attributes: { email: email, fullName: full_name, roles: roles }
  idp:
    entityId: urn:idp:partners
    ssoUrl: https://partners.example.com/sso
    certificates:
      - |
${idpKey().certificate.replaceAll(/^(?=.)/gm, '        ')}
  sp: { entityId: 'urn:gw:partners' }
`;

let twilio: TwilioStandIn;
let store: SharedStore;
const running: RunningGateway[] = [];
beforeEach(async () => {
  twilio = await aTwilioStandIn();
  store = sharedStore();
});
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.close();
  await twilio.close();
});

/** A gateway on the store of this test. Absent settings: the connection is not configured. */
async function start(settings?: string, okta = ''): Promise<RunningGateway> {
  const connections = settings === undefined ? '' : partners(settings);
  const gateway = await aGateway({
    twilio,
    store: store.url,
    keyPrefix: store.keyPrefix,
    connections,
    connection: okta,
  });
  running.push(gateway);
  return gateway;
}

async function logInAtPartners(gateway: RunningGateway, roles: readonly string[]): Promise<string> {
  const response = responseFor(
    { roles },
    {
      issuer: 'urn:idp:partners',
      responseIssuer: 'urn:idp:partners',
      destination: ACS,
      recipient: ACS,
      audiences: ['urn:gw:partners'],
    },
  );
  const answer = await postToAcs(gateway, response, { connection: 'partners' });
  if (answer.status !== 303) throw new Error(`login answered ${answer.status}: ${await answer.text()}`);
  return cookieOf(answer);
}

const adminStatus = async ({ url }: RunningGateway, cookie: string): Promise<number> =>
  (await fetch(`${url}/api/admin/subjects`, { headers: { cookie } })).status;

async function authorizeStatus({ url }: RunningGateway, cookie: string): Promise<number> {
  const answer = await fetch(`${url}/api/authorize`, {
    method: 'POST',
    headers: {
      cookie,
      origin: 'https://gw.example',
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ permission: 'deleteAnyMessage' }),
  });
  return answer.status;
}

async function validated({ url }: RunningGateway, token: unknown): Promise<unknown> {
  const answer = await fetch(`${url}/v1/Accounts/${twilio.accountSid}/Tokens/validate`, {
    method: 'POST',
    headers: {
      authorization: basic(twilio.accountSid, twilio.authToken),
      'content-type': 'application/json',
    },
    body: JSON.stringify({ token }),
  });
  return answer.json();
}

const ADMIN = { roles: ['admin', 'wfo.full_access'] };

test('a session of the lower connection stays below its ceiling when the other one makes the person an admin', async () => {
  const gateway = await start('roles: { ceiling: agent }');
  const low = await logInAtPartners(gateway, ['agent']);
  const { token } = await tokenOf(gateway, low);
  const { cookie: high } = await logIn(gateway, ADMIN);

  expect(await sessionOf(gateway, low)).toMatchObject({
    status: 200,
    roles: ['agent'],
    insights_roles: [],
    service_role: null,
    lowered_by_ceiling: { connection: 'partners', ceiling: 'agent', assigned: 'admin' },
  });
  expect(await adminStatus(gateway, low)).toBe(403);
  expect(await authorizeStatus(gateway, low)).toBe(403);
  expect(await tokenOf(gateway, low)).toMatchObject({ code: 'TOKEN_ABOVE_CEILING', status: 403 });
  expect(await validated(gateway, token)).toMatchObject({ valid: true, roles: ['agent'] });
  const page = await fetch(`${gateway.url}/me`, { headers: { cookie: low, accept: 'text/html' } });
  expect(page.status).toBe(200);
  expect(await page.text()).toMatch(/gives at most agent/);

  expect(await sessionOf(gateway, high)).toMatchObject({ flex_role: 'admin', service_role: 'admin' });
  expect(await adminStatus(gateway, high)).toBe(200);
  const ofHigh = await tokenOf(gateway, high);
  expect(ofHigh).toMatchObject({ flex_role: 'admin' });
  expect(await validated(gateway, ofHigh['token'])).toMatchObject({ roles: ADMIN.roles });
});

test('a session below the person brings no token through a code either', async () => {
  const gateway = await start('roles: { ceiling: supervisor }');
  const response = responseFor(
    { roles: ['agent'] },
    {
      issuer: 'urn:idp:partners',
      responseIssuer: 'urn:idp:partners',
      destination: ACS,
      recipient: ACS,
      audiences: ['urn:gw:partners'],
    },
  );
  const answer = await postToAcs(gateway, response, {
    connection: 'partners',
    relayState: 'https://desk.example.com/in',
  });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code');
  await logIn(gateway, ADMIN);
  const exchanged = await fetch(`${gateway.url}/api/token/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  expect(await exchanged.json()).toMatchObject({ code: 'TOKEN_ABOVE_CEILING' });
});

test('a ceiling that is lowered counts for sessions and tokens from before', async () => {
  const before = await start('roles: { ceiling: admin }');
  const cookie = await logInAtPartners(before, ADMIN.roles);
  const { token } = await tokenOf(before, cookie);
  expect(await adminStatus(before, cookie)).toBe(200);

  const after = await start('roles: { ceiling: supervisor }');
  expect(await adminStatus(after, cookie)).toBe(403);
  expect(await sessionOf(after, cookie)).toMatchObject({
    flex_role: 'supervisor',
    lowered_by_ceiling: { ceiling: 'supervisor', assigned: 'admin' },
  });
  expect(await validated(after, token)).toMatchObject({ roles: ['supervisor', 'wfo.full_access'] });
});

test('where one connection speaks of the people, its lowered ceiling counts for tokens that name none', async () => {
  const before = await start();
  const { cookie } = await logIn(before, ADMIN);
  const { token } = await tokenOf(before, cookie);
  const after = await start(undefined, 'roles: { ceiling: agent }');
  expect(await validated(after, token)).toMatchObject({ roles: ['agent'] });
  expect(await sessionOf(after, cookie)).toMatchObject({ flex_role: 'agent' });
});

test.each([
  { title: 'is gone', settings: undefined },
  { title: 'is switched off', settings: 'enabled: false' },
])('a connection that $title holds no session and no token', async ({ settings }) => {
  const before = await start('roles: { ceiling: agent }');
  const cookie = await logInAtPartners(before, ['agent']);
  const { token } = await tokenOf(before, cookie);
  const after = await start(settings);
  expect(await sessionOf(after, cookie)).toMatchObject({ status: 401, code: 'SESSION_REQUIRED' });
  expect(await adminStatus(after, cookie)).toBe(401);
  expect(await tokenOf(after, cookie)).toMatchObject({ code: 'SESSION_REQUIRED' });
  expect(await validated(after, token)).toMatchObject({ valid: false, code: 20101 });
});

test('a session whose connection is switched off can still be ended, for good', async () => {
  const open = await start('roles: { ceiling: agent }');
  const cookie = await logInAtPartners(open, ['agent']);
  const closed = await start('enabled: false');
  const logout = await fetch(`${closed.url}/saml/partners/logout`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: 'https://gw.example', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(),
  });
  expect(logout.status).toBe(303);
  expect(await sessionOf(open, cookie)).toMatchObject({ status: 401 });
});
