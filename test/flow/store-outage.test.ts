import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aReplica, sharedStore } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor, tokenOf } from '../support/a-login.ts';
import { said, valuesOf } from '../support/markup.ts';
import { basic } from '../support/openapi-rest.ts';
import { redisProcess } from '../support/redis-process.ts';
import type { RedisProcess } from '../support/redis-process.ts';
import { eventually, eventuallyAnswers } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
let redis: RedisProcess;
let gateway: RunningGateway;
let cookie: string;
let token: unknown;

beforeAll(async () => {
  twilio = await aTwilioStandIn();
  redis = redisProcess(['--port', '0', '--appendonly', 'yes', '--appendfsync', 'always']);
  await redis.start();
  // So short that a request is over before its caller gives up, and before the one after the test does.
  gateway = await aReplica(sharedStore(`redis+unix://${redis.socket}`), { twilio, storeTimeout: '1s' });
  ({ cookie } = await eventuallyAnswers(() => logIn(gateway)));
  const minted = await eventually(
    () => tokenOf(gateway, cookie),
    (answer) => 'token' in answer,
  );
  token = minted['token'];
});
afterAll(async () => {
  redis.goOn();
  await gateway.close();
  await redis.remove();
  await twilio.close();
});

const sameOrigin = () => ({ cookie, origin: 'https://gw.example', 'sec-fetch-site': 'same-origin' });

/** Every door that needs the store, and the status with which it opens. */
const DOORS: readonly [door: string, status: number, ask: () => Promise<Response>][] = [
  ['POST /saml/okta/acs', 303, () => postToAcs(gateway, responseFor())],
  ['POST /api/token', 200, () => fetch(`${gateway.url}/api/token`, { method: 'POST', headers: sameOrigin() })],
  ['GET /api/session', 200, () => fetch(`${gateway.url}/api/session`, { headers: { cookie } })],
  [
    'POST …/Tokens/validate',
    200,
    () =>
      fetch(`${gateway.url}/v1/Accounts/${twilio.accountSid}/Tokens/validate`, {
        method: 'POST',
        headers: {
          authorization: basic(twilio.accountSid, twilio.authToken),
          'content-type': 'application/json',
        },
        body: JSON.stringify({ token }),
      }),
  ],
];

async function startPage(): Promise<{ readonly status: number; readonly html: string }> {
  const answer = await fetch(`${gateway.url}/`, { headers: { cookie, accept: 'text/html' } });
  return { status: answer.status, html: await answer.text() };
}

interface Outage {
  readonly title: string;
  readonly begin: () => void | Promise<void>;
  readonly end: () => void | Promise<void>;
}

const OUTAGES: readonly Outage[] = [
  { title: 'hangs', begin: () => redis.hang(), end: () => redis.goOn() },
  { title: 'is dead', begin: () => redis.kill(), end: () => redis.start() },
];

test.each(OUTAGES)(
  'while Redis $title every door answers 503 and when to come again, the start page that it cannot read sessions; afterwards all open again, without a restart',
  async ({ begin, end }) => {
    await begin();
    for (const [door, , ask] of DOORS) {
      const answer = await ask();
      const { code } = (await answer.json()) as { code?: unknown };
      expect([door, answer.status, code]).toEqual([door, 503, 'STORE_UNAVAILABLE']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    const start = await startPage();
    expect(start.status).toBe(200);
    expect(said(start.html, 'session-unread')).toContain('Sessions cannot be read at this moment');
    expect(valuesOf(start.html, 'a', 'href')).toContain('/saml/okta/login');
    expect(said(start.html, 'signed-in')).toBe('');
    await end();
    for (const [door, status, ask] of DOORS) {
      const answered = await eventually(
        async () => (await ask()).status,
        (got) => got !== 503,
      );
      expect([door, answered]).toEqual([door, status]);
    }
    const again = await eventually(startPage, ({ html }) => said(html, 'session-unread') === '');
    expect(said(again.html, 'signed-in')).toContain('You are logged in as');
  },
);
