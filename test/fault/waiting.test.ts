import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aReplica, cutOffFromTwilio, sessionOf, sharedStore, slotOfPerson } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { cookieOf, logIn, postToAcs, responseFor } from '../support/a-login.ts';
import type { Person } from '../support/a-login.ts';
import type { Session } from '../../src/sessions/session-store.ts';
import { logoutRequestXml, redirectQuery } from '../support/saml-logout.ts';
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
async function beginToWait(
  person: Person,
  sessionIndex?: string,
): Promise<{ readonly ticket: string; readonly answer: Response }> {
  cutOffFromTwilio(twilio);
  const response = responseFor(person, sessionIndex === undefined ? {} : { sessionIndex });
  const answer = await postToAcs(gateway, response, { accept: BROWSER });
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

/** What a ticket brings once Twilio is back: status, session, code on the page, and why, by the trace. */
async function endOf(ticket: string): Promise<object> {
  twilio.faults.reset();
  const answer = await goOn(ticket);
  const page = await answer.text();
  const [trace] = /(?:[a-z]{4}-){3}[a-z]{4}/.exec(page) ?? [];
  const kept = await gateway.gateway.useCases.login.traces.read(trace ?? '');
  const again = await goOn(ticket, other);
  return {
    answers: [answer.status, again.status],
    sessions: [cookieOf(answer), cookieOf(again)],
    code: kept?.code,
    why: kept?.detail,
  };
}
const over = (reason: string) => ({
  answers: [403, 403],
  sessions: ['', ''],
  code: 'WAITING_OVER',
  why: expect.stringContaining(reason),
});

/** As the IdP asks for it, over the browser. */
const singleLogout = (person: Person, sessionIndexes: readonly string[] = [], at = gateway): Promise<Response> => {
  const { xml } = logoutRequestXml({ now: Date.now(), nameId: person.email ?? '', sessionIndexes });
  return fetch(`${at.url}/saml/okta/logout?${redirectQuery(xml)}`, {
    redirect: 'manual',
    headers: { accept: 'application/json' },
  });
};

/** Twilio takes the person meanwhile: all that the ticket waited for. */
const deliver = async (person: Person): Promise<unknown> => {
  twilio.faults.reset();
  return eventually(
    async () => gateway.gateway.ports.store.ledger.read(slotOfPerson(person)),
    (state) => state?.confirmed !== undefined,
  );
};

test('a block ends the wait for good, also one that is over', async () => {
  const ida = { email: 'ida@corp.example' };
  const { ticket } = await beginToWait(ida);
  const { ledger } = other.gateway.ports.store;
  await ledger.block(slotOfPerson(ida), { ...aBlock(), at: Date.now() });
  await ledger.unblock(slotOfPerson(ida));
  expect(await endOf(ticket)).toEqual(over('blocked meanwhile'));
});

test('a newer login ends the wait of an older one, whose assertion no longer counts', async () => {
  const zoe = { email: 'zoe@corp.example' };
  const { ticket } = await beginToWait({ ...zoe, roles: ['admin'] });
  twilio.faults.reset();
  const { cookie } = await eventually(
    () => logIn(gateway, { ...zoe, roles: ['agent'] }),
    () => true,
  );
  expect(await endOf(ticket)).toEqual(over('newer sign-on'));
  expect(await sessionOf(gateway, cookie)).toMatchObject({ status: 200, flex_role: 'agent' });
});

test.each([
  { title: 'of all its sessions', logoutOf: [], loginAs: '_idx-1' },
  { title: 'of this very one', logoutOf: ['_idx-1'], loginAs: '_idx-1' },
])('a single logout $title ends the wait', async ({ logoutOf, loginAs }) => {
  const lea = { email: 'lea@corp.example' };
  const { ticket } = await beginToWait(lea, loginAs);
  expect((await singleLogout(lea, logoutOf, other)).status).toBeLessThan(400);
  expect(await endOf(ticket)).toEqual(over('logged the person out'));
});

test.each([
  { title: 'of another session', logoutOf: 'kim@corp.example', indexes: ['_idx-2'] },
  { title: 'of somebody else', logoutOf: 'lou@corp.example', indexes: [] },
])('a single logout $title does not', async ({ logoutOf, indexes }) => {
  const kim = { email: 'kim@corp.example' };
  const { ticket } = await beginToWait(kim, '_idx-1');
  await singleLogout({ email: logoutOf }, indexes);
  await deliver(kim);
  expect((await goOn(ticket)).status).toBe(303);
});

test('a logout from before the login does not', async () => {
  const mia = { email: 'mia@corp.example' };
  await singleLogout(mia);
  const { ticket } = await beginToWait(mia);
  await deliver(mia);
  expect((await goOn(ticket)).status).toBe(303);
});

test.each([
  { title: 'a single logout', end: singleLogout, code: 'WAITING_OVER' },
  {
    title: 'a block that is over at once',
    end: async (person: Person) => {
      const { ledger } = other.gateway.ports.store;
      await ledger.block(slotOfPerson(person), { ...aBlock(), at: Date.now() });
      await ledger.unblock(slotOfPerson(person));
    },
    code: 'SUBJECT_BLOCKED',
  },
])('$title at the very moment at which the session opens leaves none behind', async ({ end, code }) => {
  const noa = { email: 'noa@corp.example' };
  const { ticket } = await beginToWait(noa);
  await deliver(noa);
  const { sessions } = gateway.gateway.ports.store;
  const create = sessions.create.bind(sessions);
  Object.assign(sessions, {
    create: async (session: Session) => {
      await end(noa);
      return create(session);
    },
  });
  const refused = await goOn(ticket);
  expect([refused.status, cookieOf(refused)]).toEqual([403, '']);
  expect(await refused.text()).toContain(code);
  await expect(sessions.listOf(slotOfPerson(noa), Date.now())).resolves.toEqual([]);
});

test('a logout in the browser that waits ends the wait', async () => {
  const pia = { email: 'pia@corp.example' };
  const { ticket } = await beginToWait(pia);
  const out = await fetch(`${gateway.url}/saml/okta/logout`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: ticket, 'sec-fetch-site': 'same-origin' },
  });
  expect(out.headers.getSetCookie().join()).toMatch(/__Host-flexgate-waiting=;[^,]*(?:Max-Age=0|1970)/);
  await deliver(pia);
  const refused = await goOn(ticket);
  expect([refused.status, cookieOf(refused)]).toEqual([403, '']);
});

test('a page of another site, of a neighbouring host too, does not end it', async () => {
  const pam = { email: 'pam@corp.example' };
  const { ticket } = await beginToWait(pam);
  const out = await fetch(`${gateway.url}/saml/okta/logout`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      cookie: ticket,
      origin: 'https://blog.gw.example',
      'sec-fetch-site': 'same-site',
      accept: 'application/json',
    },
  });
  expect([out.status, await out.json()]).toMatchObject([403, { code: 'ORIGIN_REFUSED' }]);
  await deliver(pam);
  expect((await goOn(ticket)).status).toBe(303);
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
