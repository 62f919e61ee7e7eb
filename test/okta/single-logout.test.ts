import { aConnectedOrg, atGateway, autoPostOf, spYaml, x5cOf, type ConnectedOrg } from '../support/a-connected-org.ts';
import type { Json } from '../support/an-okta-org.ts';
import { ENTITY_IDS } from '../support/gateway-addresses.ts';
import { otherIdpKey, spKey } from '../support/saml-keys.ts';
import { unescapeHtml } from '../sandbox/idp/running-idp.ts';
import { checkSignature } from '../sandbox/idp/signature-check.ts';

const LOGOUT_URL = `${ENTITY_IDS.publicUrl}/saml/okta/logout`;
const SLO = {
  slo: { enabled: true, issuer: ENTITY_IDS.sp, logoutUrl: LOGOUT_URL },
  participateSlo: {
    enabled: true,
    logoutRequestUrl: LOGOUT_URL,
    sessionIndexRequired: true,
    bindingType: 'POST',
  },
  spCertificate: { x5c: x5cOf(spKey()) },
};

let connected: ConnectedOrg;
const open = async (options: Parameters<typeof aConnectedOrg>[0] = {}): Promise<void> => {
  connected = await aConnectedOrg({ signOn: SLO, ...options });
};
afterEach(() => connected.close());

/** What the button of the gateway leads to: a request to the IdP. */
async function signOutAtGateway(cookie: string): Promise<string> {
  const answer = await fetch(`${connected.gateway.url}/saml/okta/logout`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  });
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

async function signOutAtGatewayByPost(cookie: string): Promise<ReturnType<typeof autoPostOf>> {
  const answer = await fetch(`${connected.gateway.url}/saml/okta/logout`, {
    method: 'POST',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  });
  return autoPostOf(await answer.text());
}

const postTo = (action: string, fields: Readonly<Record<string, string>>, cookie = ''): Promise<Response> =>
  fetch(atGateway(action, connected.gateway), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
    headers: { accept: 'text/html', origin: connected.org.idp.url, 'sec-fetch-site': 'cross-site', cookie },
  });

const xmlOf = (base64: string | undefined): string => Buffer.from(base64 ?? '', 'base64').toString('utf8');
const isSignedByOkta = (xml: string): boolean =>
  checkSignature(xml, 'saml2p:LogoutResponse', connected.org.idp.certificate).valid;

const framesOf = (html: string): string[] =>
  [...html.matchAll(/<iframe src="([^"]+)"/g)].map(([, src]) => new URL(src ?? '', connected.org.idp.url).href);

/** The dashboard's button. */
const signOutAtOrg = async (person: string): Promise<{ html: string; policy: string }> => {
  const answer = await fetch(`${connected.org.idp.url}/people/${person}/sign-out`, { method: 'POST' });
  return { html: await answer.text(), policy: answer.headers.get('content-security-policy') ?? '' };
};

const CALLBACK = /\/app\/[^/]+\/exk\w+\/slo\/saml\/callback(\?SAMLResponse=.*&Signature=.*)?$/;

/** What the browser does in the hidden frame: the request to the gateway, and the gateway's answer to the callback. */
async function loadFrame(frame: string): Promise<Response> {
  const loaded = await fetch(frame, { redirect: 'manual' });
  const location = loaded.headers.get('location');
  if (location !== null) {
    const told = await fetch(atGateway(location, connected.gateway), { redirect: 'manual' });
    const callback = told.headers.get('location') ?? '';
    if (!CALLBACK.test(callback)) throw new Error(`answered to ${callback}`);
    return fetch(callback);
  }
  if (loaded.headers.get('content-security-policy')?.includes("frame-ancestors 'self'") !== true)
    throw new Error('the page may not stand in a frame');
  const { action, fields } = autoPostOf(await loaded.text());
  const back = autoPostOf(await (await postTo(action, fields)).text());
  if (!CALLBACK.test(back.action)) throw new Error(`answered to ${back.action}`);
  return fetch(back.action, { method: 'POST', body: new URLSearchParams(back.fields) });
}

const authnInstantOf = async (person: string): Promise<string> => {
  const html = await (await fetch(`${connected.org.idp.url}/home/${connected.app.name}/${person}`)).text();
  return /AuthnInstant="([^"]+)"/.exec(xmlOf(autoPostOf(html).fields['SAMLResponse']))?.[1] ?? '';
};

const eventsOf = (type: string): Promise<Json[]> =>
  connected.org.api('GET', `/logs?filter=${encodeURIComponent(`eventType eq "${type}"`)}`);

describe('signing out at the gateway', () => {
  test('ends the session here and at Okta, which answers with a signed Success that the gateway takes', async () => {
    await open();
    const cookie = await connected.logIn('mika');
    const before = await authnInstantOf('mika');
    expect(await authnInstantOf('mika')).toBe(before);

    const request = await signOutAtGateway(cookie);
    expect(request).toMatch(new RegExp(`/app/${connected.app.name}/exk\\w+/slo/saml\\?SAMLRequest=.*&Signature=`));
    expect(await connected.isAlive(cookie)).toBe(false);
    const { action, fields } = autoPostOf(await (await fetch(request)).text());
    const response = xmlOf(fields['SAMLResponse']);
    expect(action).toBe(LOGOUT_URL);
    expect([isSignedByOkta(response), response]).toEqual([true, expect.stringContaining('status:Success"')]);

    const end = await postTo(action, fields);
    expect([end.status, end.headers.get('location')]).toEqual([303, '/signed-out']);
    expect(connected.gateway.log.lines).toContainEqual(
      expect.objectContaining({
        message: 'the IdP answered a logout',
        fields: expect.objectContaining({ signed: true }),
      }),
    );
    expect(await authnInstantOf('mika')).not.toBe(before);
    expect(await eventsOf('user.authentication.slo')).toMatchObject([
      { outcome: { result: 'SUCCESS' }, actor: { alternateId: 'mika@corp.example' } },
    ]);
  });

  test('by POST as well: the signature inside the message is checked', async () => {
    await open({ sloByPost: true });
    const cookie = await connected.logIn('mika');
    const request = await signOutAtGatewayByPost(cookie);
    const sent = (fields: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(request.action, { method: 'POST', body: new URLSearchParams(fields) });
    const altered = xmlOf(request.fields['SAMLRequest']).replace('mika@corp.example', 'ana@corp.example');
    const forged = { SAMLRequest: Buffer.from(altered).toString('base64') };
    expect(xmlOf(autoPostOf(await (await sent(forged)).text()).fields['SAMLResponse'])).toContain('AuthnFailed');
    const answer = autoPostOf(await (await sent(request.fields)).text());
    expect(xmlOf(answer.fields['SAMLResponse'])).toContain('status:Success"');
  });

  test.each([
    [
      'with another key than the app’s certificate',
      { spCertificate: { x5c: x5cOf(otherIdpKey()) } },
      'Invalid Signature',
    ],
  ])('signed %s: Okta keeps its session and says so; here it ended', async (_, signOn, text) => {
    await open({ signOn: { ...SLO, ...signOn } });
    const cookie = await connected.logIn('mika');
    const before = await authnInstantOf('mika');
    const { action, fields } = autoPostOf(await (await fetch(await signOutAtGateway(cookie))).text());
    const response = xmlOf(fields['SAMLResponse']);
    expect(response).toMatch(/status:Responder"><saml2p:StatusCode Value="[^"]+:AuthnFailed"\/>/);
    expect(response).toContain(text);
    expect((await postTo(action, fields)).status).toBe(303);
    expect(await connected.isAlive(cookie)).toBe(false);
    expect(await authnInstantOf('mika')).toBe(before);
  });

  test('where the Okta session is over already, the answer is an error, and the session here is gone all the same', async () => {
    await open();
    const cookie = await connected.logIn('mika');
    await signOutAtOrg('mika');
    expect(await connected.isAlive(cookie)).toBe(true);
    const { action, fields } = autoPostOf(await (await fetch(await signOutAtGateway(cookie))).text());
    expect(xmlOf(fields['SAMLResponse'])).toContain('status:UnknownPrincipal"');
    expect((await postTo(action, fields)).headers.get('location')).toBe('/signed-out');
    expect(await connected.isAlive(cookie)).toBe(false);
  });

  test('as an issuer that the app does not name is refused with a page, and logged', async () => {
    await open({
      sp: spYaml().replace(ENTITY_IDS.sp, 'urn:somebody:else'),
      signOn: { ...SLO, audience: 'urn:somebody:else' },
    });
    const page = await fetch(await signOutAtGateway(await connected.logIn('mika')));
    expect([page.status, await page.text()]).toEqual([403, expect.stringContaining('Issuer does not match')]);
    expect(await eventsOf('app.auth.slo.saml.invalid_issuer')).toMatchObject([
      { outcome: { result: 'FAILURE', reason: 'urn:somebody:else' } },
    ]);
  });

  test('is local where the app has no single logout: its metadata do not offer it', async () => {
    await open({ signOn: {} });
    const cookie = await connected.logIn('mika');
    expect(await signOutAtGateway(cookie)).toBe('/signed-out');
    expect(await connected.isAlive(cookie)).toBe(false);
    const metadata = await (
      await connected.org.call('GET', `/api/v1/apps/${connected.app.id}/sso/saml/metadata`)
    ).text();
    const ssoUrl = /Location="([^"]+\/sso\/saml)"/.exec(metadata)?.[1] ?? '';
    const page = await fetch(ssoUrl.replace('/sso/', '/slo/'));
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('Single logout is off')]);
  });

  test('tells the other apps that take part', async () => {
    await open();
    const cookie = await connected.logIn('mika');
    const other = await connected.anotherApp('Wiki', {
      participateSlo: { enabled: true, logoutRequestUrl: 'https://wiki.example/slo', bindingType: 'POST' },
    });
    await fetch(`${connected.org.idp.url}/home/${other.name}/mika`);
    const html = await (await fetch(await signOutAtGateway(cookie))).text();
    expect(html).toContain('Told as well: Wiki.');
    const frames = framesOf(html);
    expect(frames).toHaveLength(1);
    const told = autoPostOf(await (await fetch(frames[0] ?? '')).text());
    expect(told.action).toBe('https://wiki.example/slo');
    const request = xmlOf(told.fields['SAMLRequest']);
    expect(request).toContain('>mika@corp.example</saml2:NameID>');
    // Only where the app wants it.
    expect(request).not.toContain('SessionIndex');
  });
});

describe('signing out at Okta', () => {
  test.each(['POST', 'REDIRECT'] as const)(
    'ends the session at the gateway, by %s, and the gateway says so',
    async (bindingType) => {
      await open({ signOn: { ...SLO, participateSlo: { ...SLO.participateSlo, bindingType } } });
      const [cookie, ana] = [await connected.logIn('mika'), await connected.logIn('ana')];
      const { html, policy } = await signOutAtOrg('mika');
      expect(html).toContain('Mika Sato is signed out');
      expect(policy).toContain(`frame-src 'self' ${ENTITY_IDS.publicUrl}`);

      const [frame = ''] = framesOf(html);
      const answer = await loadFrame(frame);
      expect([answer.status, await answer.text()]).toEqual([
        200,
        expect.stringContaining('Flex desk ended its session.'),
      ]);
      expect([await connected.isAlive(cookie), await connected.isAlive(ana)]).toEqual([false, true]);
      expect(await eventsOf('user.authentication.slo')).toMatchObject([
        { outcome: { result: 'SUCCESS' }, actor: { alternateId: 'mika@corp.example' } },
      ]);
    },
  );

  test('tells nobody where the app does not take part: its session stays', async () => {
    await open({ signOn: { ...SLO, participateSlo: { enabled: false } } });
    const cookie = await connected.logIn('mika');
    const { html } = await signOutAtOrg('mika');
    expect([framesOf(html), html.includes('No other app is told.')]).toEqual([[], true]);
    expect(await connected.isAlive(cookie)).toBe(true);
  });

  test('a request is fetched once; an answer to none, or signed by a stranger, counts for nothing', async () => {
    await open();
    await connected.logIn('mika');
    const [frame = ''] = framesOf((await signOutAtOrg('mika')).html);
    const { action, fields } = autoPostOf(await (await fetch(frame)).text());
    expect((await fetch(frame)).status).toBe(404);
    const back = autoPostOf(await (await postTo(action, fields)).text());
    await connected.change({ spCertificate: { x5c: x5cOf(otherIdpKey()) } });
    const answer = (): Promise<Response> =>
      fetch(back.action, { method: 'POST', body: new URLSearchParams(back.fields) });
    expect(await (await answer()).text()).toContain('could not end its session');
    expect(await eventsOf('user.authentication.slo')).toMatchObject([
      { outcome: { result: 'FAILURE', reason: 'Invalid Signature' } },
    ]);
    expect([(await answer()).status, unescapeHtml(await (await answer()).text())]).toEqual([
      400,
      expect.stringContaining('answers no request of this org'),
    ]);
  });
});
