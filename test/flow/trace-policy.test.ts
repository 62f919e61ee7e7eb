import type { Trace } from '../../src/traces/trace.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor, type Person } from '../support/a-login.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway | undefined;
beforeAll(async () => {
  twilio = await aTwilioStandIn();
});
afterAll(() => twilio.close());
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

/** A rule that looks at a value which is nobody's business. */
const RULE = "roles: { rules: [{ when: { attribute: salary, matches: '.*4711' }, grant: [supervisor] }] }";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let now = Date.now();
const clock = (): number => now;

/** `traces` in place of what tests use otherwise. */
async function tracing(traces: string): Promise<RunningGateway> {
  const store = createMemoryStore({ clock });
  gateway = await aGateway({ twilio, traces, connection: RULE, ports: { store } });
  return gateway;
}
const read = ({ url }: RunningGateway, path = '') =>
  fetch(`${url}/api/admin/traces${path}`, { headers: { authorization: 'Bearer an-admin-token-for-tests-only' } });
const idsOf = async (running: RunningGateway, query = ''): Promise<readonly string[]> => {
  const answer = await read(running, query);
  return ((await answer.json()) as { traces: readonly { id: string }[] }).traces.map(({ id }) => id);
};
const wholesOf = async (running: RunningGateway): Promise<readonly Trace[]> =>
  Promise.all((await idsOf(running)).map(async (id) => (await (await read(running, `/${id}`)).json()) as Trace));
const refuse = async (running: RunningGateway, response = 'AAAA'): Promise<string> =>
  ((await (await postToAcs(running, response)).json()) as { trace: string }).trace;

describe('what a trace keeps of what arrived', () => {
  const SECRET = 'a-salary-of-4711';
  const person: Person = {
    email: 'p@corp.example',
    more: [
      ['salary', [SECRET, '']],
      ['constructor', ['odd-4712']],
    ],
  };

  test.each([
    ['without a word in the configuration', ''],
    ['with names-only', 'traces: { values: names-only }'],
  ])('%s: names and lengths, whether the login is granted or refused, and no value anywhere', async (_how, traces) => {
    const running = await tracing(traces);
    await logIn(running, person);
    // The rule matches no longer, so nothing grants a role.
    await refuse(running, responseFor({ ...person, roles: ['nobody'], more: [['salary', [`${SECRET}x`]]] }));
    const wholes = await wholesOf(running);
    expect(wholes.map(({ outcome }) => outcome)).toEqual(['refused', 'granted']);
    const [refused, granted] = wholes;
    expect(refused?.attributes).toMatchObject({ salary: ['(17 characters)'] });
    expect(granted?.attributes).toMatchObject({ salary: ['(16 characters)', '(0 characters)'] });
    expect(new Map(Object.entries(granted?.attributes ?? {})).get('constructor')).toEqual(['(8 characters)']);
    // As it was written to Twilio, and as a rule saw it.
    expect(granted?.provisioned?.worker.attributes).toMatchObject({
      salary: '(16 characters)',
      roles: ['supervisor', 'wfo.full_access'],
    });
    expect(granted?.explanation?.roles.map(({ text }) => text).join(' ')).toContain(
      'matches as “salary” is “(16 characters)”',
    );
    expect(JSON.stringify([wholes, running.log.lines])).not.toMatch(/4711|4712/);
  });

  test.each([
    ['', '“full_name” = “(1004 characters)”'],
    ['traces: { values: shown }', '4713'],
  ])('a value that refuses the login is kept by the same policy (%s)', async (traces, kept) => {
    const running = await tracing(traces);
    const name = `4713${'n'.repeat(1000)}`;
    await refuse(running, responseFor({ ...person, name }));
    const [refused] = await wholesOf(running);
    expect(refused).toMatchObject({ code: 'ATTRIBUTE_INVALID', detail: expect.stringContaining(kept) });
    expect(JSON.stringify(refused).includes('4713')).toBe(traces !== '');
  });

  test('with shown, the values', async () => {
    const running = await tracing('traces: { values: shown }');
    await logIn(running, person);
    const [granted] = await wholesOf(running);
    expect(granted?.attributes).toMatchObject({ salary: [SECRET, ''] });
    expect(granted?.provisioned?.worker.attributes).toMatchObject({ salary: SECRET });
    expect(JSON.stringify(granted?.explanation)).toContain(SECRET);
  });

  test.each(['', 'traces: { values: shown }'])('neither response nor cookie is ever in it (%s)', async (traces) => {
    const running = await tracing(traces);
    const response = responseFor(person);
    const answer = await postToAcs(running, response);
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]?.split('=')[1] ?? '';
    const [id] = await idsOf(running);
    const text = await (await read(running, `/${id}`)).text();
    expect(cookie.length).toBeGreaterThan(20);
    expect(text).not.toContain(cookie);
    expect(text).not.toContain(response.slice(0, 40));
    expect(text).not.toMatch(/SignatureValue|<saml/);
  });
});

test.each([
  { traces: '', keep: 7 * DAY },
  { traces: 'traces: { keep: 2h }', keep: 2 * HOUR },
])('a trace can be read for $keep ms, and no longer ($traces)', async ({ traces, keep }) => {
  const running = await tracing(traces);
  const id = await refuse(running);
  now += keep - 1;
  expect((await read(running, `/${id}`)).status).toBe(200);
  expect(await idsOf(running)).toEqual([id]);
  now += 1;
  expect((await read(running, `/${id}`)).status).toBe(404);
  expect(await idsOf(running)).toEqual([]);
});

test('of each outcome the newest are kept, as many as traces.cap says; a flood of refusals costs no granted one', async () => {
  const running = await tracing('traces: { cap: 2 }');
  await logIn(running);
  const granted = await idsOf(running);
  const refused: string[] = [];
  for (let turn = 0; turn < 5; turn += 1) refused.push(await refuse(running));
  expect(await idsOf(running, '?outcome=refused')).toEqual(refused.slice(-2).toReversed());
  for (const id of refused.slice(0, 3)) expect((await read(running, `/${id}`)).status).toBe(404);
  expect(await idsOf(running, '?outcome=granted')).toEqual(granted);
});
