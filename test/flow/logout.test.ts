import { randomUUID } from 'node:crypto';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { verifyLogout } from '../../src/saml/logout/verify-logout.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { cookieOf, logIn, postToAcs, responseFor } from '../support/a-login.ts';
import type { Person } from '../support/a-login.ts';
import { aConnection, aTrust } from '../support/saml-builders.ts';
import { iso } from '../support/saml-idp.ts';
import { otherIdpKey, spKey } from '../support/saml-keys.ts';
import { logoutRequestXml, logoutResponseXml, postedLogout, redirectQuery } from '../support/saml-logout.ts';
import type { LogoutOptions } from '../support/saml-logout.ts';

const SLO = 'https://acme.okta.com/app/acme_flexgate_1/exk1examplekeyAAA1d7/slo/saml';
const indent = (text: string, by: number): string => text.trim().replaceAll(/^(?=.)/gm, ' '.repeat(by));
const SP_KEYS = `
sp:
  entityId: urn:gw:flex
  signingKey: |
${indent(spKey().privatePem, 4)}
  signingCertificate: |
${indent(spKey().certificate, 4)}
`;

let twilio: TwilioStandIn;
beforeAll(async () => {
  twilio = await aTwilioStandIn();
});
afterAll(() => twilio.close());

/** A gateway whose IdP has a logout address, and which has a key of its own. */
const aLogoutGateway = (options: { store?: string; keyPrefix?: string; binding?: string; more?: string } = {}) =>
  aGateway({
    twilio,
    ...(options.store !== undefined && { store: options.store, keyPrefix: options.keyPrefix ?? 'fg:' }),
    idp: `sloUrl: ${SLO}\nsloBinding: ${options.binding ?? 'redirect'}\n${options.more ?? ''}`,
    sp: SP_KEYS,
  });

const isAlive = async ({ url }: RunningGateway, cookie: string): Promise<boolean> =>
  (await fetch(`${url}/api/session`, { headers: { cookie } })).status === 200;

/** What the button on a page of ours does. */
const pressLogout = ({ url }: RunningGateway, cookie: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/saml/okta/logout`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
  });

const byRedirect = ({ url }: RunningGateway, query: string, cookie = '') =>
  fetch(`${url}/saml/okta/logout?${query}`, { redirect: 'manual', headers: { accept: 'application/json', cookie } });
const byPost = ({ url }: RunningGateway, fields: Record<string, string>) =>
  fetch(`${url}/saml/okta/logout`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
    headers: { accept: 'application/json', origin: 'https://acme.okta.com', 'sec-fetch-site': 'cross-site' },
  });

const logInAs = (gateway: RunningGateway, email: string, sessionIndex?: string, more: Person = {}) =>
  logIn(gateway, { email, ...more }, sessionIndex === undefined ? {} : { sessionIndex });

const asTheIdp = (logoutUrl = SLO) => {
  const plain = aConnection();
  const trust = aTrust({ idpEntityId: 'urn:gw:flex', idpCertificates: [spKey().certificate] });
  return { ...plain, trust, sp: { ...plain.sp, logoutUrl } };
};
const queryOf = (location: string): string => location.slice(location.indexOf('?') + 1);
const readByIdp = (location: string) =>
  verifyLogout({ binding: 'redirect', rawQuery: queryOf(location) }, asTheIdp(), Date.now());

/** Okta reads answers at another address than requests. */
const answerReadByIdp = (location: string) =>
  verifyLogout({ binding: 'redirect', rawQuery: queryOf(location) }, asTheIdp(`${SLO}/callback`), Date.now());

describe('a logout that begins here', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await aLogoutGateway();
  });
  afterAll(() => gateway.close());

  test('ends the session, then sends the browser to the IdP with a signed request', async () => {
    const { cookie } = await logInAs(gateway, 'out@corp.example', '_idx-1');
    const answer = await pressLogout(gateway, cookie);
    expect(answer.status).toBe(303);
    expect(answer.headers.getSetCookie().join()).toMatch(/__Host-flexgate=;.*(Max-Age=0|1970)/);
    await expect(isAlive(gateway, cookie)).resolves.toBe(false);
    const location = answer.headers.get('location') ?? '';
    expect(location.startsWith(`${SLO}?SAMLRequest=`)).toBe(true);
    expect(readByIdp(location).message).toMatchObject({
      kind: 'request',
      nameId: 'out@corp.example',
      sessionIndexes: ['_idx-1'],
    });
  });

  const requestIdOf = async (email: string): Promise<string> => {
    const { cookie } = await logInAs(gateway, email);
    const { message } = readByIdp((await pressLogout(gateway, cookie)).headers.get('location') ?? '');
    return message.kind === 'request' ? message.id : '';
  };

  test.each(['unsigned', 'signed'])('the IdP’s %s answer by POST leads to the last page, once', async (how) => {
    const message = logoutResponseXml({ inResponseTo: await requestIdOf(`${how}@corp.example`) });
    const encoded = how === 'signed' ? postedLogout(message) : Buffer.from(message.xml).toString('base64');
    const answer = await byPost(gateway, { SAMLResponse: encoded });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/signed-out']);
    const again = await byPost(gateway, { SAMLResponse: encoded });
    expect(again.status).toBe(403);
    expect(await again.json()).toMatchObject({
      code: 'SAML_LOGOUT_INVALID',
      detail: expect.stringContaining('answers no logout that began here'),
    });
  });

  test('an answer by redirect too; a failure at the IdP leaves the person logged out all the same', async () => {
    const { xml } = logoutResponseXml({
      inResponseTo: await requestIdOf('half@corp.example'),
      status: 'urn:oasis:names:tc:SAML:2.0:status:Responder',
    });
    const answer = await byRedirect(gateway, redirectQuery(xml, { parameter: 'SAMLResponse' }));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/signed-out']);
    expect(gateway.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ status: 'Responder' }) }),
    );
  });

  test.each(['_unknown', '', '__proto__', `_${'0'.repeat(40)}`])('an answer to %p is refused', async (inResponseTo) => {
    const { xml } = logoutResponseXml({ inResponseTo });
    const answer = await byPost(gateway, { SAMLResponse: Buffer.from(xml).toString('base64') });
    expect(answer.status).toBe(403);
  });

  test('without a session there is nothing to end', async () => {
    const answer = await pressLogout(gateway, '');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/signed-out']);
  });

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a neighbouring host', { 'sec-fetch-site': 'same-site', origin: 'https://other.gw.example' }],
  ])('%s cannot log a person out', async (_title, headers) => {
    const { cookie } = await logInAs(gateway, 'stays@corp.example');
    const answer = await pressLogout(gateway, cookie, { accept: 'application/json', ...headers });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'ORIGIN_REFUSED' });
    await expect(isAlive(gateway, cookie)).resolves.toBe(true);
  });

  test('the page with the button may be sent on to the IdP', async () => {
    const { cookie } = await logInAs(gateway, 'me@corp.example');
    const page = await fetch(`${gateway.url}/me`, { headers: { cookie } });
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://acme.okta.com");
  });

  test('an unknown connection is refused', async () => {
    const answer = await fetch(`${gateway.url}/saml/none/logout`, { method: 'POST' });
    expect(answer.status).toBe(404);
  });
});

test('where the IdP listens to POST alone, a page posts the request', async () => {
  const gateway = await aLogoutGateway({ binding: 'post' });
  const { cookie } = await logInAs(gateway, 'post@corp.example');
  const answer = await pressLogout(gateway, cookie);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-security-policy')).toContain("form-action 'self' https://acme.okta.com;");
  const html = await answer.text();
  expect(html).toContain(`action="${SLO}"`);
  const encoded = /name="SAMLRequest" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const arrived = { binding: 'post', kind: 'request', encoded, relayState: undefined } as const;
  expect(verifyLogout(arrived, asTheIdp(), Date.now()).message).toMatchObject({ nameId: 'post@corp.example' });
  await expect(isAlive(gateway, cookie)).resolves.toBe(false);
  await gateway.close();
});

test('without a logout address the session ends here', async () => {
  const gateway = await aGateway({ twilio });
  const { cookie } = await logInAs(gateway, 'here@corp.example');
  const answer = await pressLogout(gateway, cookie);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/signed-out']);
  await expect(isAlive(gateway, cookie)).resolves.toBe(false);
  await gateway.close();
});

test('a connection that requires it refuses an unsigned answer', async () => {
  const gateway = await aLogoutGateway({ more: 'requireSignedLogoutResponse: true' });
  const { xml } = logoutResponseXml({ inResponseTo: '_x' });
  const answer = await byPost(gateway, { SAMLResponse: Buffer.from(xml).toString('base64') });
  expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('it is not signed') });
  await gateway.close();
});

describe('a logout that begins at the IdP', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await aLogoutGateway();
  });
  afterAll(() => gateway.close());

  const person = (): string => `${randomUUID().slice(0, 8)}@corp.example`;

  test('by redirect ends all sessions of the person, without any cookie, and answers by redirect', async () => {
    const nameId = person();
    const first = await logInAs(gateway, nameId, '_a');
    const second = await logInAs(gateway, nameId, '_b');
    const bystander = await logInAs(gateway, person(), '_a');
    const { id, xml } = logoutRequestXml({ nameId });
    const answer = await byRedirect(gateway, redirectQuery(xml, { relayState: 'back/to?the idp' }));
    expect(answer.status).toBe(303);
    const read = answerReadByIdp(answer.headers.get('location') ?? '');
    expect(read).toMatchObject({
      relayState: 'back/to?the idp',
      message: { kind: 'response', inResponseTo: id, status: 'Success', signed: true },
    });
    await expect(isAlive(gateway, first.cookie)).resolves.toBe(false);
    await expect(isAlive(gateway, second.cookie)).resolves.toBe(false);
    await expect(isAlive(gateway, bystander.cookie)).resolves.toBe(true);
  });

  test('by POST, naming a session, ends that one alone, and answers in a page that the IdP may frame', async () => {
    const nameId = person();
    const first = await logInAs(gateway, nameId, '_a');
    const second = await logInAs(gateway, nameId, '_b');
    const message = logoutRequestXml({ nameId, sessionIndexes: ['_b', '_unheard-of'] });
    const answer = await byPost(gateway, { SAMLRequest: postedLogout(message), RelayState: 'xyz' });
    // The IdP listens to redirects alone, so the answer goes that way.
    expect(answer.status).toBe(303);
    expect(answerReadByIdp(answer.headers.get('location') ?? '')).toMatchObject({ relayState: 'xyz' });
    await expect(isAlive(gateway, first.cookie)).resolves.toBe(true);
    await expect(isAlive(gateway, second.cookie)).resolves.toBe(false);
  });

  test('the cookie of the browser that brings it goes with its session', async () => {
    const nameId = person();
    const { cookie } = await logInAs(gateway, nameId);
    const query = redirectQuery(logoutRequestXml({ nameId }).xml);
    const answer = await byRedirect(gateway, query, cookie);
    expect(answer.headers.getSetCookie().join()).toContain('__Host-flexgate=;');
    const other = await logInAs(gateway, person());
    const stranger = await byRedirect(gateway, redirectQuery(logoutRequestXml({ nameId }).xml), other.cookie);
    expect(stranger.headers.getSetCookie()).toEqual([]);
  });

  test('sessions that the IdP gave no index all end', async () => {
    const nameId = person();
    const response = responseFor({ email: nameId }, { assertion: (xml) => xml.replace(/ SessionIndex="[^"]*"/, '') });
    const cookie = cookieOf(await postToAcs(gateway, response));
    await expect(isAlive(gateway, cookie)).resolves.toBe(true);
    const query = redirectQuery(logoutRequestXml({ nameId, sessionIndexes: ['_whatever'] }).xml);
    expect((await byRedirect(gateway, query)).status).toBe(303);
    await expect(isAlive(gateway, cookie)).resolves.toBe(false);
  });

  test('of a person without sessions succeeds', async () => {
    const answer = await byRedirect(gateway, redirectQuery(logoutRequestXml({ nameId: person() }).xml));
    expect(answerReadByIdp(answer.headers.get('location') ?? '').message).toMatchObject({ status: 'Success' });
  });

  test('works once: a copy of it ends no later session', async () => {
    const nameId = person();
    const query = redirectQuery(logoutRequestXml({ nameId }).xml);
    expect((await byRedirect(gateway, query)).status).toBe(303);
    const later = await logInAs(gateway, nameId);
    const again = await byRedirect(gateway, query);
    expect(again.status).toBe(403);
    expect(await again.json()).toMatchObject({
      code: 'SAML_LOGOUT_INVALID',
      detail: expect.stringContaining('used already'),
    });
    await expect(isAlive(gateway, later.cookie)).resolves.toBe(true);
  });

  test.each<[string, (nameId: string) => string, string]>([
    [
      'unsigned',
      (nameId) => redirectQuery(logoutRequestXml({ nameId }).xml, { signature: null }),
      'SAML_LOGOUT_INVALID',
    ],
    [
      'signed by another',
      (nameId) => redirectQuery(logoutRequestXml({ nameId }).xml, { key: otherIdpKey().privateKey }),
      'SAML_SIGNATURE_INVALID',
    ],
    [
      'too old',
      (nameId) =>
        redirectQuery(logoutRequestXml({ nameId, issueInstant: iso(Date.now() - 3_600_000), notOnOrAfter: null }).xml),
      'SAML_EXPIRED',
    ],
    [
      'sent twice in one query',
      (nameId) => `${redirectQuery(logoutRequestXml({ nameId }).xml)}&SAMLRequest=x`,
      'SAML_LOGOUT_INVALID',
    ],
  ])('that is %s ends nothing', async (_title, query, code) => {
    const nameId = person();
    const { cookie } = await logInAs(gateway, nameId);
    const answer = await byRedirect(gateway, query(nameId));
    expect(await answer.json()).toMatchObject({ code });
    await expect(isAlive(gateway, cookie)).resolves.toBe(true);
  });

  test('posted without a signature it ends nothing either', async () => {
    const nameId = person();
    const { cookie } = await logInAs(gateway, nameId);
    const options: LogoutOptions = { nameId };
    const answer = await byPost(gateway, {
      SAMLRequest: Buffer.from(logoutRequestXml(options).xml).toString('base64'),
    });
    expect(answer.status).toBe(403);
    await expect(isAlive(gateway, cookie)).resolves.toBe(true);
  });

  test('both messages in one form are refused', async () => {
    const answer = await byPost(gateway, { SAMLRequest: 'a', SAMLResponse: 'b' });
    expect(await answer.json()).toMatchObject({ code: 'SAML_LOGOUT_INVALID' });
  });
});

test('the answer page by POST may be framed by the IdP, which loads requests in frames', async () => {
  const gateway = await aLogoutGateway({ binding: 'post' });
  const message = logoutRequestXml({ nameId: 'framed@corp.example' });
  const answer = await byPost(gateway, { SAMLRequest: postedLogout(message) });
  expect(answer.status).toBe(200);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain('frame-ancestors https://acme.okta.com;');
  expect(answer.headers.get('x-frame-options')).toBeNull();
  expect(await answer.text()).toContain('name="SAMLResponse"');
  await gateway.close();
});

describe('two gateways on one Redis', () => {
  const store = `redis+unix://${process.env['REDIS_TEST_URL']}`;
  const keyPrefix = `logout-${randomUUID().slice(0, 8)}:`;
  let gateways: readonly RunningGateway[] = [];
  beforeAll(async () => {
    const options = { store, keyPrefix };
    gateways = await Promise.all([aLogoutGateway(options), aLogoutGateway(options)]);
  });
  afterAll(() => Promise.all(gateways.map((gateway) => gateway.close())));

  test('a logout of the IdP at one ends the sessions at the other, and its copy does nothing there', async () => {
    const [one, other] = gateways as [RunningGateway, RunningGateway];
    const nameId = 'everywhere@corp.example';
    const here = await logInAs(one, nameId, '_here');
    const there = await logInAs(other, nameId, '_there');
    await expect(isAlive(other, here.cookie)).resolves.toBe(true);
    const query = redirectQuery(logoutRequestXml({ nameId }).xml);
    expect((await byRedirect(one, query)).status).toBe(303);
    await expect(isAlive(one, here.cookie)).resolves.toBe(false);
    await expect(isAlive(other, there.cookie)).resolves.toBe(false);
    expect((await byRedirect(other, query)).status).toBe(403);
  });

  test('an answer of the IdP is taken at either, once', async () => {
    const [one, other] = gateways as [RunningGateway, RunningGateway];
    const { cookie } = await logInAs(one, 'answer@corp.example');
    const { message } = readByIdp((await pressLogout(one, cookie)).headers.get('location') ?? '');
    const { xml } = logoutResponseXml({ inResponseTo: message.kind === 'request' ? message.id : '' });
    const SAMLResponse = Buffer.from(xml).toString('base64');
    const answers = await Promise.all([byPost(one, { SAMLResponse }), byPost(other, { SAMLResponse })]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 403]);
  });
});
