import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';

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

  test('by default sixty refusals a minute are borne', async () => {
    const running = await withLimits('');
    expect(new Set(await statuses(60, () => postToAcs(running, 'AAAA')))).toEqual(new Set([400]));
    expect((await postToAcs(running, 'AAAA')).status).toBe(429);
  });

  test('off must be said, and is off', async () => {
    const running = await withLimits('acsRefusalsPerAddress: off');
    expect(new Set(await statuses(70, () => postToAcs(running, 'AAAA')))).toEqual(new Set([400]));
  });

  test('each connection has its own total', async () => {
    const running = await withLimits('acsPerConnection: 2/1m');
    expect(await statuses(3, () => postToAcs(running, responseFor()))).toEqual([303, 303, 429]);
    // A name from outside gets no counter.
    const unknown = () => postToAcs(running, responseFor(), { connection: 'nowhere' });
    expect(await statuses(4, unknown)).toEqual([404, 404, 404, 404]);
  });
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
