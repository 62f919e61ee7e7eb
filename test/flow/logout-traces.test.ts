import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn } from '../support/a-login.ts';
import { otherIdpKey } from '../support/saml-keys.ts';
import { logoutRequestXml, logoutResponseXml, postedLogout, redirectQuery } from '../support/saml-logout.ts';
import type { LogoutOptions } from '../support/saml-logout.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;
beforeAll(async () => {
  twilio = await aTwilioStandIn();
});
afterAll(() => twilio.close());
beforeEach(async () => {
  gateway = await aGateway({ twilio });
});
afterEach(() => gateway.close());

const admin = { authorization: 'Bearer an-admin-token-for-tests-only' };
const read = async (path: string) =>
  (await (await fetch(`${gateway.url}/api/admin/traces${path}`, { headers: admin })).json()) as Record<string, never>;
const logouts = async (): Promise<readonly Record<string, unknown>[]> => {
  const { traces } = (await read('')) as unknown as { traces: readonly Record<string, unknown>[] };
  return traces.filter(({ kind }) => kind === 'logout');
};

const EMAIL = 'out@corp.example';
const request = (options: Partial<LogoutOptions> = {}): string => {
  const { xml } = logoutRequestXml({ now: Date.now(), nameId: EMAIL, ...options });
  return redirectQuery(xml);
};
const arrive = (query: string, { connection = 'okta', accept = 'application/json' } = {}) =>
  fetch(`${gateway.url}/saml/${connection}/logout?${query}`, { redirect: 'manual', headers: { accept } });
const post = (fields: Record<string, string>) =>
  fetch(`${gateway.url}/saml/okta/logout`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
    headers: { accept: 'application/json' },
  });

test('a logout that the IdP asked for can be read afterwards: what it said, whom it ended, how it was answered', async () => {
  await logIn(gateway, { email: EMAIL }, { sessionIndex: '_idx-1' });
  await arrive(request({ id: '_logout-1', sessionIndexes: ['_idx-1'] }));
  const [summary] = await logouts();
  expect(summary).toMatchObject({ connection: 'okta', outcome: 'granted', username: EMAIL });
  const trace = await read(`/${String(summary?.['id'])}`);
  expect(trace).toMatchObject({
    kind: 'logout',
    attributes: { Binding: ['redirect'], ID: ['_logout-1'], NameID: [EMAIL], SessionIndex: ['_idx-1'] },
    steps: [
      { step: 'verify', result: 'passed', note: 'a logout request of the IdP, signed' },
      { step: 'end', result: 'passed', note: 'sessions ended: 1' },
      { step: 'answer', result: 'passed' },
    ],
  });
  expect(trace['response_size']).toBeGreaterThan(100);
});

const OTHER_SIGNATURE = `&Signature=${encodeURIComponent(Buffer.alloc(256, 7).toString('base64'))}`;

test.each<[title: string, query: () => string, connection: string, code: string]>([
  ['without a signature', () => request().replace(/&SigAlg.*/, ''), 'okta', 'SAML_LOGOUT_INVALID'],
  ['that was changed', () => request().replace(/&Signature=.*/, OTHER_SIGNATURE), 'okta', 'SAML_SIGNATURE_INVALID'],
  ['for another address', () => request({ destination: 'https://evil.example/' }), 'okta', 'SAML_DESTINATION_MISMATCH'],
  ['of no message at all', () => '', 'okta', 'SAML_LOGOUT_INVALID'],
  ['at a connection that is none', () => request(), 'nobody', 'SAML_CONNECTION_UNKNOWN'],
])('a refused logout %s is under the id that the page shows', async (_title, query, connection, code) => {
  const { cookie } = await logIn(gateway, { email: EMAIL });
  const answer = await arrive(query(), { connection });
  const problem = (await answer.json()) as { trace: string; code: string };
  expect(problem.code).toBe(code);
  expect(await read(`/${problem.trace}`)).toMatchObject({
    kind: 'logout',
    outcome: 'refused',
    refused_at: 'verify',
    code,
  });
  expect((await read(`/${problem.trace}`))['detail']).not.toBe('');
  expect((await fetch(`${gateway.url}/api/session`, { headers: { cookie } })).status).toBe(200);
});

test('the error page itself shows the id', async () => {
  const answer = await arrive(request().replace(/&SigAlg.*/, ''), { accept: 'text/html' });
  const [summary] = await logouts();
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain(String(summary?.['id']));
});

test('a second copy of a request is refused at the step that ends sessions, with what it said', async () => {
  const copy = request();
  await arrive(copy);
  const problem = (await (await arrive(copy)).json()) as { trace: string };
  expect(await read(`/${problem.trace}`)).toMatchObject({
    refused_at: 'end',
    detail: expect.stringContaining('used already'),
    attributes: { NameID: [EMAIL] },
  });
});

test('an answer of the IdP that belongs to no logout of ours leaves its trace, too', async () => {
  const encoded = postedLogout(logoutResponseXml({ inResponseTo: '_none' }));
  const problem = (await (await post({ SAMLResponse: encoded })).json()) as { trace: string };
  expect(await read(`/${problem.trace}`)).toMatchObject({
    kind: 'logout',
    refused_at: 'correlate',
    code: 'SAML_LOGOUT_INVALID',
    attributes: { Binding: ['post'], InResponseTo: ['_none'], Status: ['Success'] },
    steps: [{ note: 'a logout response of the IdP, signed' }, { result: 'refused' }],
  });
});

test('a forged request shows nothing of what it claims', async () => {
  const { xml } = logoutRequestXml({ now: Date.now(), nameId: EMAIL });
  const forged = redirectQuery(xml, { key: otherIdpKey().privateKey });
  const problem = (await (await arrive(forged)).json()) as { trace: string };
  const trace = await read(`/${problem.trace}`);
  expect(trace).toMatchObject({ code: 'SAML_SIGNATURE_INVALID' });
  expect(JSON.stringify(trace)).not.toContain(EMAIL);
});
