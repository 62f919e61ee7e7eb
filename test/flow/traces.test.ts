import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';

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

const ADMIN = { authorization: 'Bearer an-admin-token-for-tests-only' };
interface Summary extends Record<string, unknown> {
  readonly id: string;
}
const get = (path: string, headers: Record<string, string> = ADMIN) => fetch(`${gateway.url}${path}`, { headers });
const listed = async (query = ''): Promise<readonly Summary[]> => {
  const answer = await get(`/api/admin/traces${query}`);
  return ((await answer.json()) as { traces: readonly Summary[] }).traces;
};
const refuse = async (response: string, connection = 'okta'): Promise<string> =>
  ((await (await postToAcs(gateway, response, { connection })).json()) as { trace: string }).trace;

test('every attempt is listed, newest first, with the check that refused and what to change', async () => {
  await logIn(gateway, { email: 'in@corp.example' });
  const audience = await refuse(responseFor({}, { audiences: ['urn:other:sp'] }));
  const roles = await refuse(responseFor({ email: 'none@corp.example', roles: ['x'] }));
  const traces = await listed();
  expect(traces).toHaveLength(3);
  expect(traces).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ outcome: 'granted', username: 'in@corp.example', connection: 'okta' }),
      expect.objectContaining({
        id: audience,
        outcome: 'refused',
        refused_at: 'verify',
        code: 'SAML_AUDIENCE_MISMATCH',
        detail: expect.stringContaining('sp.entityId'),
      }),
      expect.objectContaining({
        id: roles,
        refused_at: 'decide',
        code: 'ROLE_NOT_GRANTED',
        username: 'none@corp.example',
      }),
    ]),
  );
  const times = traces.map(({ at }) => String(at));
  expect(times).toEqual(times.toSorted().toReversed());
});

test('the list can be narrowed to a connection, an outcome and a number', async () => {
  await logIn(gateway);
  await refuse('AAAA');
  await refuse('AAAA');
  await refuse(responseFor(), 'nowhere');
  expect(await listed('?outcome=granted')).toHaveLength(1);
  expect(await listed('?connection=okta&outcome=refused')).toHaveLength(2);
  expect(await listed('?connection=unknown')).toMatchObject([
    { connection: 'nowhere', code: 'SAML_CONNECTION_UNKNOWN' },
  ]);
  expect(await listed('?limit=1')).toHaveLength(1);
  expect(await listed('?connection=__proto__')).toEqual([]);
});

test.each(['?outcome=lost', '?limit=0', '?limit=201', '?limit=x', '?limit=1&limit=2'])(
  '%s is no question',
  async (query) => {
    expect((await get(`/api/admin/traces${query}`)).status).toBe(400);
  },
);

test('an attempt that was refused before its signature was verified tells what can be known safely', async () => {
  const response = responseFor({}, { posted: (xml) => xml.replace('>agent<', '>admin<') });
  const id = await refuse(response);
  const trace = (await (await get(`/api/admin/traces/${id}`)).json()) as Record<string, unknown>;
  expect(trace).toEqual({
    id,
    kind: 'login',
    connection: 'okta',
    at: expect.any(String),
    outcome: 'refused',
    refused_at: 'verify',
    code: 'SAML_SIGNATURE_INVALID',
    detail: expect.stringContaining('the message was altered'),
    response_size: response.length,
    steps: [
      { step: 'verify', result: 'refused', at_ms: expect.any(Number), note: expect.stringContaining('SAML_SIGNATURE') },
    ],
  });
});

test('a granted attempt tells every step, what arrived, and what was written', async () => {
  await logIn(gateway, { email: 'whole@corp.example', roles: ['supervisor'] });
  const [{ id }] = (await listed()) as [Summary];
  const trace = (await (await get(`/api/admin/traces/${id}`)).json()) as Record<string, unknown>;
  expect(trace).toMatchObject({
    outcome: 'granted',
    attributes: { roles: ['supervisor'] },
    provisioned: { worker: { change: 'created' } },
    redirect: 'https://flex.twilio.com/your-app-1234',
  });
  expect((trace['steps'] as { step: string }[]).map(({ step }) => step)).toEqual([
    'verify',
    'correlate',
    'decide',
    'reconcile',
    'session',
    'redirect',
  ]);
});

test('a trace that is not kept is not found', async () => {
  const answer = await get('/api/admin/traces/bako-timi-sero-lafi');
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'TRACE_UNKNOWN' });
});

test.each(['x', '__proto__', 'bako-timi-sero', 'bako-timi-sero-laf1'])(
  'what is no trace id is said to be none: %p',
  async (id) => {
    for (const path of ['/api/admin/traces', '/admin/traces']) {
      const answer = await get(`${path}/${id}`);
      expect(answer.status).toBe(400);
      const text = await answer.text();
      expect(text).toContain('TRACE_ID_INVALID');
      expect(text).toContain('four words of four letters, such as bako-timi-sero-lafi');
    }
  },
);

test.each(['/api/admin/traces', '/api/admin/traces/bako-timi-sero-lafi', '/api/admin/connections'])(
  '%s is for operators',
  async (path) => {
    expect((await get(path, {})).status).toBe(401);
    const { cookie } = await logIn(gateway);
    expect((await get(path, { cookie })).status).toBe(403);
  },
);
