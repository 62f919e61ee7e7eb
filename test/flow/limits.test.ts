import { inflateRawSync } from 'node:zlib';
import type { Ports } from '../../src/compose/ports.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { logoutRequestXml, postedLogout } from '../support/saml-logout.ts';

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

async function withLimits(limits: string): Promise<RunningGateway> {
  gateway = await aGateway({ twilio, top: limits === '' ? '' : `limits: { ${limits} }` });
  return gateway;
}

const forged = (): string => responseFor({}, { posted: (xml) => xml.replace('>agent<', '>admin<') });
const statuses = async (count: number, act: () => Promise<Response>): Promise<readonly number[]> => {
  const all: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const answer = await act();
    all.push(answer.status);
    await answer.text();
  }
  return all;
};
const token = ({ url }: RunningGateway, cookie: string) =>
  fetch(`${url}/api/token`, { method: 'POST', headers: { cookie, 'sec-fetch-site': 'same-origin' } });
const exchange = ({ url }: RunningGateway) =>
  fetch(`${url}/api/token/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: 'x'.repeat(43) }),
  });

describe('the assertion consumer', () => {
  test('refuses an address that has used up its refusals, and says for how long', async () => {
    const running = await withLimits('acsRefusalsPerAddress: 3/1m');
    expect(await statuses(3, () => postToAcs(running, forged()))).toEqual([403, 403, 403]);
    const answer = await postToAcs(running, responseFor());
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await answer.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test.each(['https://evil.example', 'null', 'https://acme.okta.com.evil.example', ''])(
    'what a page of %p makes a browser of an office post does not lock the office out',
    async (origin) => {
      const running = await withLimits('acsRefusalsPerAddress: 3/1m');
      const post = (response: string, from: string) =>
        fetch(`${running.url}/saml/okta/acs`, {
          method: 'POST',
          redirect: 'manual',
          body: new URLSearchParams({ SAMLResponse: response }),
          headers: { accept: 'application/json', ...(from !== '' && { origin: from }) },
        });
      expect(await statuses(4, () => post('AAAA', origin))).toEqual([400, 400, 400, 429]);
      const idp = 'https://acme.okta.com';
      expect((await post(responseFor(), idp)).status).toBe(303);
      expect(await statuses(4, () => post(forged(), idp))).toEqual([403, 403, 403, 429]);
    },
  );

  test('a shift behind one address gets in: logins that are granted are not counted', async () => {
    const running = await withLimits('acsRefusalsPerAddress: 3/1m');
    const logins = await statuses(40, () => postToAcs(running, responseFor()));
    expect(new Set(logins)).toEqual(new Set([303]));
  });

  test('people to whom the IdP gave no role are refused, but no abuse', async () => {
    const running = await withLimits('acsRefusalsPerAddress: 3/1m');
    const without = () => postToAcs(running, responseFor({ roles: ['nobody'] }));
    expect(new Set(await statuses(6, without))).toEqual(new Set([403]));
    await logIn(running);
  });

  test('off must be said, and is off', async () => {
    const running = await withLimits('acsRefusalsPerAddress: off');
    expect(new Set(await statuses(70, () => postToAcs(running, 'AAAA')))).toEqual(new Set([400]));
  });

  test('each connection has its own total, of which one address gets half', async () => {
    const running = await withLimits('acsPerConnection: 4/1h');
    expect(await statuses(3, () => postToAcs(running, responseFor()))).toEqual([303, 303, 429]);
    // A name from outside gets no counter.
    const unknown = () => postToAcs(running, responseFor(), { connection: 'nowhere' });
    expect(await statuses(4, unknown)).toEqual([404, 404, 404, 404]);
  });
});

test('logout messages that are refused are limited, our own logout and logins are not', async () => {
  const running = await withLimits('acsRefusalsPerAddress: 3/1m');
  const { cookie } = await logIn(running);
  const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${running.url}/saml/okta/logout`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
      headers: { accept: 'application/json', ...headers },
    });
  const unsigned = (message: { readonly xml: string }) => Buffer.from(message.xml).toString('base64');
  const forgedLogout = () => post({ SAMLRequest: unsigned(logoutRequestXml()) });
  expect(await statuses(4, forgedLogout)).toEqual([403, 403, 403, 429]);
  const ofIdp = await post({ SAMLRequest: postedLogout(logoutRequestXml()) }, { origin: 'https://acme.okta.com' });
  expect(ofIdp.status).toBe(303);
  expect((await post({}, { cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(303);
  await logIn(running);
});

test('tokens are limited for each session, not for each person or address', async () => {
  const running = await withLimits('tokensPerSession: 2/1m');
  const first = await logIn(running);
  const second = await logIn(running);
  expect(await statuses(3, () => token(running, first.cookie))).toEqual([200, 200, 429]);
  expect(await statuses(2, () => token(running, second.cookie))).toEqual([200, 200]);
});

test('guessing codes is limited for each address', async () => {
  const running = await withLimits('exchangeRefusalsPerAddress: 2/1m');
  expect(await statuses(3, () => exchange(running))).toEqual([403, 403, 429]);
});

describe('guesses at a secret', () => {
  const ADMIN = 'an-admin-token-for-tests-only';
  const admin = ({ url }: RunningGateway, guess: string) =>
    fetch(`${url}/api/admin/audit`, { headers: { authorization: `Bearer ${guess}` } });
  const typed = ({ url }: RunningGateway, guess: string) =>
    fetch(`${url}/admin/login`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ token: guess }),
      headers: { 'sec-fetch-site': 'same-origin' },
    });
  const validate = ({ url }: RunningGateway, secret: string) =>
    fetch(`${url}/v1/Accounts/${twilio.accountSid}/Tokens/validate`, {
      method: 'POST',
      body: JSON.stringify({ token: 'x' }),
      headers: {
        authorization: `Basic ${Buffer.from(`${twilio.accountSid}:${secret}`).toString('base64')}`,
        'content-type': 'application/json',
      },
    });

  test('the admin token: wrong ones are limited, as a bearer and typed in together; the right one passes', async () => {
    const running = await withLimits('adminRefusalsPerAddress: 3/1m');
    expect(await statuses(2, () => admin(running, 'a-guess'))).toEqual([401, 401]);
    expect(await statuses(2, () => typed(running, 'a-guess'))).toEqual([403, 429]);
    const limited = await admin(running, 'another-guess');
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await limited.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect(await statuses(2, () => admin(running, ADMIN))).toEqual([200, 200]);
    expect(await statuses(1, () => typed(running, ADMIN))).toEqual([303]);
  });

  test('the account: wrong ones are limited, the right ones pass, and the two doors count apart', async () => {
    const running = await withLimits('accountRefusalsPerAddress: 2/1m');
    expect(await statuses(4, () => validate(running, 'guess'))).toEqual([401, 401, 429, 429]);
    expect((await validate(running, twilio.authToken)).status).not.toBe(429);
    expect((await validate(running, twilio.authToken)).status).not.toBe(401);
    expect(await statuses(1, () => admin(running, 'a-guess'))).toEqual([401]);
  });

  test('both are limited without a word in the configuration, and off must be said', async () => {
    const byDefault = await withLimits('');
    expect((await statuses(11, () => admin(byDefault, 'a-guess'))).at(-1)).toBe(429);
    expect((await statuses(31, () => validate(byDefault, 'guess'))).at(-1)).toBe(429);
    await byDefault.close();
    const off = await withLimits('adminRefusalsPerAddress: off, accountRefusalsPerAddress: off');
    expect(new Set(await statuses(20, () => admin(off, 'a-guess')))).toEqual(new Set([401]));
    expect(new Set(await statuses(40, () => validate(off, 'guess')))).toEqual(new Set([401]));
  });

  test('are counted by door, and a flood of them cannot fill the audit', async () => {
    const running = await withLimits('adminRefusalsPerAddress: 5/1m');
    await statuses(80, () => admin(running, 'a-guess'));
    const { audit } = running.gateway.useCases;
    await audit.settled();
    const kept = (await audit.read(0, 1000)).filter(({ kind }) => kind === 'operator.token-refused');
    expect(kept).toHaveLength(60);
    expect(JSON.stringify(kept)).not.toContain('a-guess');
    const { body } = await running.gateway.ports.metrics.render();
    expect(body).toContain('flexgate_credentials_refused_total{door="admin",limited="false"} 5');
    expect(body).toContain('flexgate_credentials_refused_total{door="admin",limited="true"} 75');
  });
});

describe('logins that begin here', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const begin = ({ url }: RunningGateway, address = '192.0.2.1', name = 'okta') =>
    fetch(`${url}/saml/${name}/login`, { redirect: 'manual', headers: from(address) });

  async function behindProxy(top: string, ports: Partial<Ports> = {}): Promise<RunningGateway> {
    gateway = await aGateway({ twilio, top: `http: { trustProxy: 1 }\n${top}`, ports });
    return gateway;
  }

  /** What a browser keeps of a login that it began: the request that the IdP answers, and the cookie. */
  async function begun(running: RunningGateway, address: string) {
    const answer = await begin(running, address);
    const location = new URL(answer.headers.get('location') ?? '');
    const request = inflateRawSync(Buffer.from(location.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
    return {
      inResponseTo: /ID="([^"]+)"/.exec(request)?.[1] ?? '',
      relayState: location.searchParams.get('RelayState') ?? '',
      cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '',
    };
  }
  const finish = (running: RunningGateway, { inResponseTo, ...form }: Awaited<ReturnType<typeof begun>>) =>
    postToAcs(running, responseFor({}, { inResponseTo }), form);

  test('a flood from one address is refused, and costs the others neither what they began nor what they begin', async () => {
    const running = await behindProxy('limits: { loginStartsPerAddress: 3/1m }');
    const pending = await begun(running, '192.0.2.1');
    const flood = await statuses(20, () => begin(running, '198.51.100.7'));
    expect(flood).toEqual([302, 302, 302, ...Array.from({ length: 17 }, () => 429)]);
    expect((await finish(running, pending)).status).toBe(303);
    expect(await statuses(1, () => begin(running, '192.0.2.1'))).toEqual([302]);
  });

  test('a flood from everywhere stores no more than the connection may, and pushes out nothing that waits', async () => {
    const store = createMemoryStore({ clock: Date.now });
    let kept = 0;
    const put: typeof store.records.put = (key, value, ttlMs) => {
      if (key.startsWith('login-attempt:')) kept += 1;
      return store.records.put(key, value, ttlMs);
    };
    const records = { ...store.records, put };
    const top = 'limits: { loginStartsPerConnection: 5/1h }';
    const running = await behindProxy(top, { store: { ...store, records } });
    const pending = await begun(running, '192.0.2.1');
    let turn = 0;
    const flood = await statuses(30, () => begin(running, `203.0.113.${(turn += 1)}`));
    expect(flood.filter((status) => status === 302)).toHaveLength(4);
    expect(flood.at(-1)).toBe(429);
    expect(kept).toBe(5);
    expect((await finish(running, pending)).status).toBe(303);
  });

  test('what one address is refused does not count against its connection; unknown names get no counter', async () => {
    const running = await behindProxy('limits: { loginStartsPerAddress: 2/1h, loginStartsPerConnection: 6/1h }');
    await statuses(10, () => begin(running, '198.51.100.7'));
    expect(await statuses(3, () => begin(running, '192.0.2.1'))).toEqual([302, 302, 429]);
    expect(await statuses(1, () => begin(running, '192.0.2.9', 'nowhere'))).toEqual([404]);
  });

  test('a shift behind one office address begins by default', async () => {
    const running = await behindProxy('limits: { loginStartsPerConnection: off }');
    expect(new Set(await statuses(400, () => begin(running)))).toEqual(new Set([302]));
  });

  test.each([
    { top: '', within: 15 * 60_000 },
    { top: 'login: { timeAtIdp: 2m }', within: 2 * 60_000 },
  ])('an answer counts for $within ms after the login began, and no longer ($top)', async ({ top, within }) => {
    let now = Date.now();
    const clock = () => now;
    const running = await behindProxy(top, { store: createMemoryStore({ clock }) });
    const [first, second] = [await begun(running, '192.0.2.1'), await begun(running, '192.0.2.1')];
    now += within - 1;
    expect((await finish(running, first)).status).toBe(303);
    now += 1;
    const late = await finish(running, second);
    expect(late.status).toBe(403);
    expect(await late.json()).toMatchObject({ code: 'SAML_REQUEST_UNKNOWN' });
  });
});

test.each(['60', '0/1m', '60/1ms', 'x/1m', '60/m', 'none'])('%p is no rate', async (rate) => {
  await expect(withLimits(`acsPerConnection: '${rate}'`)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    evidence: {
      problems: [
        {
          path: expect.stringContaining('limits.acsPerConnection'),
          reason: expect.stringContaining('must be a rate such as 60/1m, or off'),
        },
      ],
    },
  });
});
