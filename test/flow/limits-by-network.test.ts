import type { Endpoint } from '../../src/http/endpoint.ts';
import { isRefusal } from '../../src/kernel/refusal.ts';
import { limited } from '../../src/limits/limited.ts';
import { memoryLimiters } from '../../src/limits/limiters.rate-limiter.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, responseFor } from '../support/a-login.ts';
import { logoutRequestXml, postedLogout } from '../support/saml-logout.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;
beforeAll(async () => {
  twilio = await aTwilioStandIn();
});
afterAll(() => twilio.close());
afterEach(() => gateway.close());

async function withLimits(limits: string): Promise<RunningGateway> {
  gateway = await aGateway({ twilio, top: `http: { trustProxy: 1 }\nlimits: { ${limits} }` });
  return gateway;
}

const OFFICE = '192.0.2.1';
/** Another /64 of one /48 at each turn. */
const attacker = (turn: number): string => `2001:db8:bad:${(turn + 1).toString(16)}::1`;

const post = (path: string, from: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
    headers: { accept: 'application/json', 'x-forwarded-for': from, ...headers },
  });
const start = (from: string) =>
  fetch(`${gateway.url}/saml/okta/login`, { redirect: 'manual', headers: { 'x-forwarded-for': from } });

async function statuses(count: number, act: (turn: number) => Promise<Response>): Promise<Record<number, number>> {
  const all: Record<number, number> = {};
  for (let turn = 0; turn < count; turn += 1) {
    const { status } = await act(turn);
    all[status] = (all[status] ?? 0) + 1;
  }
  return all;
}

const acs = (from: string, response: string) => post('/saml/okta/acs', from, { SAMLResponse: response });
const forgedLogout = Buffer.from(logoutRequestXml().xml).toString('base64');
const logout = (from: string, message: string) => post('/saml/okta/logout', from, { SAMLRequest: message });

describe('an attacker with a whole IPv6 /48', () => {
  test('cannot use up the logins of a connection: the office goes on', async () => {
    await withLimits('acsPerConnection: 20/1h, acsRefusalsPerAddress: off');
    expect(await statuses(40, (turn) => acs(attacker(turn), 'AAAA'))).toEqual({ 400: 10, 429: 30 });
    expect(await statuses(5, () => acs(OFFICE, responseFor()))).toEqual({ 303: 5 });
  });

  test('cannot use up the logins that begin here', async () => {
    await withLimits('loginStartsPerConnection: 20/1h, loginStartsPerAddress: off');
    expect(await statuses(40, (turn) => start(attacker(turn)))).toEqual({ 302: 10, 429: 30 });
    expect(await statuses(5, () => start(OFFICE))).toEqual({ 302: 5 });
  });

  test('has four times the refusals of one address, in all its networks, and costs nobody else any', async () => {
    await withLimits('acsRefusalsPerAddress: 2/1h');
    expect(await statuses(20, (turn) => acs(attacker(turn), 'AAAA'))).toEqual({ 400: 8, 429: 12 });
    expect(await statuses(2, () => acs('2001:db8:600d:1::1', responseFor()))).toEqual({ 303: 2 });
    expect(await statuses(2, () => acs(OFFICE, responseFor()))).toEqual({ 303: 2 });
  });

  test('cannot use up the logout messages of a connection, nor by them its logins', async () => {
    const running = await withLimits('acsPerConnection: 20/1h, acsRefusalsPerAddress: off');
    const { cookie } = await logIn(running);
    expect(await statuses(40, (turn) => logout(attacker(turn), forgedLogout))).toEqual({ 403: 10, 429: 30 });
    // The IdP sends people with its logout, from where they sit.
    expect((await logout(OFFICE, postedLogout(logoutRequestXml()))).status).toBe(303);
    // Our own button carries no message: it works also from where the attack comes.
    const own = await post('/saml/okta/logout', attacker(0), {}, { cookie, 'sec-fetch-site': 'same-origin' });
    expect(own.status).toBe(303);
    expect(await statuses(3, () => acs(OFFICE, responseFor()))).toEqual({ 303: 3 });
  });
});

/** The limits alone, around endpoints that do nothing: no network, no signature. */
async function byDefault(method: 'GET' | 'POST', path: string): Promise<(from: string) => Promise<boolean>> {
  await withLimits('');
  const settings = gateway.gateway.config.limits;
  const endpoint = { method, path, handle: async () => ({ status: 200 }) } as unknown as Endpoint;
  const deps = { settings, create: memoryLimiters, isConnection: () => true, isOfIdp: () => false };
  const [around] = limited([endpoint], deps);
  return async (address) => {
    const input = { params: { connection: 'okta' }, headers: {}, body: {}, caller: { address } };
    try {
      await around?.handle(input as never);
      return true;
    } catch (error) {
      if (isRefusal(error) && error.code === 'TOO_MANY_REQUESTS') return false;
      throw error;
    }
  };
}

async function letIn(count: number, act: (turn: number) => Promise<boolean>): Promise<number> {
  let all = 0;
  for (let turn = 0; turn < count; turn += 1) if (await act(turn)) all += 1;
  return all;
}

describe('by default', () => {
  test.each([
    { method: 'GET', path: '/saml/:connection/login', shift: 5_000 },
    // What two threads verify in the time of the window.
    { method: 'POST', path: '/saml/:connection/acs', shift: 4_500 },
  ] as const)('$shift people behind one office address pass $method $path at the same moment', async (of) => {
    const pass = await byDefault(of.method, of.path);
    expect(await letIn(of.shift, () => pass(OFFICE))).toBe(of.shift);
  });

  test.each([
    { method: 'GET', path: '/saml/:connection/login', shift: 5_000 },
    { method: 'POST', path: '/saml/:connection/acs', shift: 2_250 },
  ] as const)('$shift of them pass $method $path also after all that a /48 can send', async (of) => {
    const pass = await byDefault(of.method, of.path);
    await letIn(30_000, (turn) => pass(attacker(turn)));
    expect(await letIn(of.shift, () => pass(OFFICE))).toBe(of.shift);
  });

  test('5,000 people at home, each with a network of their own, begin at the same moment', async () => {
    const pass = await byDefault('GET', '/saml/:connection/login');
    expect(await letIn(5_000, (turn) => pass(`2001:db8:${turn.toString(16)}:1::1`))).toBe(5_000);
  });

  test('an office may have three hundred refused logins a minute, as when many press “back”', async () => {
    await withLimits('');
    expect(gateway.gateway.config.limits.acsRefusalsPerAddress).toEqual({ count: 300, seconds: 60 });
  });
});
