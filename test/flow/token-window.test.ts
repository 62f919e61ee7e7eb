import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { cutOffFromTwilio, sessionOf, UNHURRIED } from '../support/a-fault-bench.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { cookieOf, logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { partOf, said } from '../support/markup.ts';

const EMAIL = 'lee@corp.example';

let twilio: TwilioStandIn;
let gateway: RunningGateway;
beforeEach(async () => {
  twilio = await aTwilioStandIn();
});
afterEach(async () => {
  twilio.faults.reset();
  await gateway.close();
  await twilio.close();
});

const withSessions = async (session: string): Promise<void> => {
  const top = `session: ${session}\ntoken: { ttl: 5m }`;
  gateway = await aGateway({ twilio, top, twilioYaml: UNHURRIED });
};

/** The end of a token with the life that was asked for, ms since epoch. */
async function tokenEnd(cookie: string, ttl: number): Promise<number> {
  const answer = await fetch(`${gateway.url}/api/token`, {
    method: 'POST',
    body: JSON.stringify({ ttl }),
    headers: { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
  });
  expect(answer.status).toBe(200);
  return Date.parse(((await answer.json()) as { expires_at: string }).expires_at);
}

const mePageOf = async (cookie: string): Promise<string> =>
  (await fetch(`${gateway.url}/me`, { headers: { cookie } })).text();

const LONG = [
  { session: '{ idle: 1h, max: 12h }', life: '12 h', hours: 12 },
  { session: '{ idle: 1h, max: 5d }', life: '1 d', hours: 24 },
];

test.each(LONG)(
  'the API and the page name an end that no token from before a demotion outlives: $session',
  async ({ session, hours }) => {
    await withSessions(session);
    const before = await logIn(gateway, { email: EMAIL, roles: ['admin'] });
    const end = await tokenEnd(before.cookie, hours * 3600 - 60);
    expect(end).toBeGreaterThan(Date.now() + (hours - 1) * 3_600_000);
    await logIn(gateway, { email: EMAIL, roles: ['agent'] });

    const until = Date.parse(String((await sessionOf(gateway, before.cookie))['tokens_valid_until_at_most']));
    expect(until).toBeGreaterThanOrEqual(end);
    const told = partOf(await mePageOf(before.cookie), 'old-tokens') ?? '';
    expect(Date.parse(/datetime="([^"]+)"/.exec(told)?.[1] ?? '')).toBe(until);
  },
);

test.each(LONG)(
  'while a demotion waits for Twilio, the page tells the longest life that may be asked for, not the usual one: $life',
  async ({ session, life }) => {
    await withSessions(session);
    await logIn(gateway, { email: EMAIL, roles: ['admin'] });
    cutOffFromTwilio(twilio);
    const demoted = await postToAcs(gateway, responseFor({ email: EMAIL, roles: ['agent'] }));
    expect(demoted.status).toBe(303);
    const words = said(await mePageOf(cookieOf(demoted)), 'pending');
    expect(words).toContain(`Tokens already minted live at most ${life}.`);
    expect(words).not.toContain('5 min');
  },
);

test('who was never demoted is told of no older tokens', async () => {
  await withSessions('{ idle: 1h, max: 12h }');
  await logIn(gateway, { email: EMAIL, roles: ['agent'] });
  const { cookie } = await logIn(gateway, { email: EMAIL, roles: ['admin'] });
  expect(await sessionOf(gateway, cookie)).not.toHaveProperty('tokens_valid_until_at_most');
  expect(partOf(await mePageOf(cookie), 'old-tokens')).toBeUndefined();
});
