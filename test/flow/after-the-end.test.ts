import type { Session } from '../../src/sessions/session-store.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { asAdmin, subjectPath } from '../support/admin-calls.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { cookieOf, logIn, postToAcs, responseFor, tokenOf } from '../support/a-login.ts';
import { basic } from '../support/openapi-rest.ts';
import { iso } from '../support/saml-idp.ts';
import { logoutRequestXml, redirectQuery } from '../support/saml-logout.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;
beforeEach(async () => {
  twilio = await aTwilioStandIn();
  gateway = await aGateway({ twilio });
});
afterEach(async () => {
  await gateway.close();
  await twilio.close();
});

const ANA = 'ana@corp.example';

/** As the IdP asks for it, over the browser. */
const singleLogout = (sessionIndexes: readonly string[] = []): Promise<Response> => {
  const { xml } = logoutRequestXml({ nameId: ANA, sessionIndexes });
  return fetch(`${gateway.url}/saml/okta/logout?${redirectQuery(xml)}`, {
    redirect: 'manual',
    headers: { accept: 'application/json' },
  });
};

const isAlive = async (cookie: string): Promise<boolean> =>
  (await fetch(`${gateway.url}/api/session`, { headers: { cookie } })).status === 200;

test.each([
  { title: 'of all sessions', indexes: [] },
  { title: 'of this very one', indexes: ['session-1'] },
])('a single logout $title that comes while a login is under way leaves no session behind', async ({ indexes }) => {
  await logIn(gateway);
  const { sessions } = gateway.gateway.ports.store;
  const create = sessions.create.bind(sessions);
  Object.assign(sessions, {
    create: async (session: Session) => {
      expect((await singleLogout(indexes)).status).toBeLessThan(400);
      return create(session);
    },
  });
  const answer = await postToAcs(gateway, responseFor());
  expect([answer.status, cookieOf(answer)]).toEqual([403, '']);
  expect(await answer.json()).toMatchObject({ code: 'WAITING_OVER' });
  await expect(sessions.listOf('ana_40corp_2eexample', Date.now())).resolves.toEqual([]);
});

test('a logout from before the login ends nothing of it', async () => {
  await singleLogout();
  const { cookie } = await logIn(gateway);
  await expect(isAlive(cookie)).resolves.toBe(true);
});

test('a session of several sign-ons at the IdP ends with a logout of any of them', async () => {
  const second =
    `<saml2:AuthnStatement AuthnInstant="${iso(Date.now())}" SessionIndex="session-2"><saml2:AuthnContext>` +
    '<saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:X509</saml2:AuthnContextClassRef>' +
    '</saml2:AuthnContext></saml2:AuthnStatement>';
  const { cookie } = await logIn(
    gateway,
    {},
    { assertion: (xml) => xml.replace('</saml2:AuthnStatement>', `</saml2:AuthnStatement>${second}`) },
  );
  await expect(isAlive(cookie)).resolves.toBe(true);
  expect((await singleLogout(['session-2'])).status).toBeLessThan(400);
  await expect(isAlive(cookie)).resolves.toBe(false);
});

async function validated(token: unknown): Promise<unknown> {
  const answer = await fetch(`${gateway.url}/v1/Accounts/${twilio.accountSid}/Tokens/validate`, {
    method: 'POST',
    headers: { authorization: basic(twilio.accountSid, twilio.authToken), 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return answer.json();
}

test('a token from before a block does not come back to life with the unblock', async () => {
  const { cookie } = await logIn(gateway, { roles: ['admin'] });
  const { token } = await tokenOf(gateway, cookie);
  expect(await validated(token)).toMatchObject({ valid: true });
  for (const act of ['block', 'unblock'])
    expect(await asAdmin(gateway, 'POST', subjectPath(ANA, `/${act}`))).toMatchObject({ status: 200 });
  expect(await validated(token)).toMatchObject({ valid: false, code: 20101 });
});
