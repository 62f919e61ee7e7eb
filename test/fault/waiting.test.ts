import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aReplica, cutOffFromTwilio, sessionOf, sharedStore, slotOfPerson } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { cookieOf, logIn, postToAcs, responseFor } from '../support/a-login.ts';
import type { Person } from '../support/a-login.ts';
import { aBlock } from '../support/store-builders.ts';
import { eventually } from '../support/store-eventually.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let twilio: TwilioStandIn;
let gateway: RunningGateway;
let other: RunningGateway;

beforeEach(async () => {
  twilio = await aTwilioStandIn();
  const store = sharedStore();
  gateway = await aReplica(store, { twilio });
  other = await aReplica(store, { twilio });
});
afterEach(async () => {
  twilio.faults.reset();
  await Promise.all([gateway.close(), other.close()]);
  await twilio.close();
});

const ticketOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith('__Host-flexgate-waiting='))
    ?.split(';')[0] ?? '';

const goOn = (cookie: string, at: RunningGateway = gateway): Promise<Response> =>
  fetch(`${at.url}/saml/okta/continue`, { redirect: 'manual', headers: { cookie, accept: BROWSER } });

/** A first login in a browser while Twilio is away. */
async function beginToWait(person: Person): Promise<{ readonly ticket: string; readonly answer: Response }> {
  cutOffFromTwilio(twilio);
  const answer = await postToAcs(gateway, responseFor(person), { accept: BROWSER });
  return { ticket: ticketOf(answer), answer };
}

test('a first login waits on a page while Twilio is away, and goes on by itself, on any replica, once', async () => {
  const eva = { email: 'eva@corp.example', roles: ['supervisor'] };
  const { ticket, answer } = await beginToWait(eva);
  expect(answer.status).toBe(200);
  expect(cookieOf(answer)).toBe('');
  const page = await answer.text();
  expect(page).toMatch(/http-equiv="refresh" content="3;\s*url=\/saml\/okta\/continue"/);
  const [trace] = /(?:[a-z]{4}-){3}[a-z]{4}/.exec(page) ?? [];

  const still = await goOn(ticket);
  expect([still.status, cookieOf(still)]).toEqual([200, '']);
  expect(await still.text()).toContain(trace);

  twilio.faults.reset();
  const done = await eventually(
    () => goOn(ticket, other),
    ({ status }) => status === 303,
  );
  expect(done.headers.get('location')).toBe('https://flex.twilio.com/your-app-1234');
  expect(done.headers.getSetCookie().join()).toMatch(/__Host-flexgate-waiting=;[^,]*(?:Max-Age=0|1970)/);
  expect(await sessionOf(gateway, cookieOf(done))).toMatchObject({ status: 200, flex_role: 'supervisor' });
  const kept = await gateway.gateway.useCases.login.traces.read(trace ?? '');
  expect(kept).toMatchObject({ outcome: 'granted', username: eva.email });
  expect(kept?.steps.map(({ step, result }) => `${step} ${result}`)).toEqual([
    'verify passed',
    'correlate passed',
    'decide passed',
    'reconcile refused',
    'reconcile passed',
    'session passed',
    'redirect passed',
  ]);

  const again = await goOn(ticket);
  expect([again.status, cookieOf(again)]).toEqual([403, '']);
  const secondTab = await goOn(`${ticket}; ${cookieOf(done)}`);
  expect([secondTab.status, secondTab.headers.get('location')]).toEqual([303, '/me']);
});

test('a person who is blocked while waiting is refused', async () => {
  const max = { email: 'max@corp.example' };
  const { ticket } = await beginToWait(max);
  await gateway.gateway.ports.store.ledger.block(slotOfPerson(max), aBlock());
  twilio.faults.reset();
  const refused = await goOn(ticket);
  expect([refused.status, cookieOf(refused)]).toEqual([403, '']);
  expect(await refused.text()).toContain('SUBJECT_BLOCKED');
});

test('a newer login meanwhile decides what the session opens with', async () => {
  const zoe = { email: 'zoe@corp.example' };
  const { ticket } = await beginToWait({ ...zoe, roles: ['admin'] });
  twilio.faults.reset();
  await eventually(
    () => logIn(gateway, { ...zoe, roles: ['agent'] }),
    () => true,
  );
  const done = await goOn(ticket);
  expect(await sessionOf(gateway, cookieOf(done))).toMatchObject({ status: 200, flex_role: 'agent' });
});

test.each([
  ['no ticket', ''],
  ['a made-up one', `__Host-flexgate-waiting=${'A'.repeat(43)}`],
  ['a malformed one', '__Host-flexgate-waiting=../../x'],
])('%s opens nothing', async (_title, cookie) => {
  const refused = await goOn(cookie);
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('WAITING_OVER');
});

test('a client that reads JSON is told to come again instead', async () => {
  cutOffFromTwilio(twilio);
  const answer = await postToAcs(gateway, responseFor({ email: 'api@corp.example' }), { accept: 'application/json' });
  expect([answer.status, answer.headers.get('retry-after'), ticketOf(answer)]).toEqual([503, '5', '']);
});
