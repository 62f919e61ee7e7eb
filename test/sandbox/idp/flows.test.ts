import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { X509Certificate } from 'node:crypto';
import { startSandboxIdp, type SandboxIdp } from '../../../src/sandbox/idp/start.ts';
import { FAULTS } from '../../../src/sandbox/idp/faults.ts';
import {
  ACS_URL,
  SP,
  SP_ENTITY_ID,
  authnRequest,
  deflated,
  hiddenField,
  postForm,
  postedXml,
  runningIdp,
  sendJson,
} from './running-idp.ts';
import { checkSignature, parseXml } from './signature-check.ts';

const HOUR_MS = 3_600_000;
const STARTED = Date.now();

let idp: SandboxIdp;
beforeAll(async () => {
  idp = await runningIdp();
});
afterAll(() => idp.close());

const serviceProvider = (certificate = idp.certificate): SAML =>
  new SAML({
    idpCert: certificate,
    issuer: SP_ENTITY_ID,
    audience: SP_ENTITY_ID,
    callbackUrl: ACS_URL,
    entryPoint: idp.ssoUrl,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: true,
    validateInResponseTo: ValidateInResponseTo.never,
  });

const respond = async (body: object): Promise<{ SAMLResponse: string; RelayState: string; acsUrl: string }> =>
  (await sendJson('POST', `${idp.url}/api/respond`, body)).json();

const decoded = (response: { SAMLResponse: string }): string =>
  Buffer.from(response.SAMLResponse, 'base64').toString('utf8');

const ssoUrl = (fields: Record<string, string>): string => `${idp.ssoUrl}?${new URLSearchParams(fields).toString()}`;

describe('the metadata', () => {
  test('says what the handle says, in the form of Okta', async () => {
    const response = await fetch(idp.metadataUrl);
    expect(response.headers.get('content-type')).toBe('application/xml;charset=ISO-8859-1');
    const xml = await response.text();
    expect(idp.entityId).toMatch(/^http:\/\/www\.okta\.com\/exk[A-Za-z0-9]{17}$/);
    const certificate = /<ds:X509Certificate>([^<]+)/.exec(xml)?.[1] ?? '';
    expect(Buffer.from(certificate, 'base64')).toEqual(new X509Certificate(idp.certificate).raw);
    expect(xml.replace(certificate, 'CERTIFICATE')).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor entityID="${idp.entityId}" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` +
        `<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` +
        `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>CERTIFICATE` +
        `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>` +
        `<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>` +
        `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${idp.ssoUrl}"/>` +
        `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${idp.ssoUrl}"/>` +
        `</md:IDPSSODescriptor></md:EntityDescriptor>`,
    );
  });

  test('stands at the short address of Okta too, and keeps its entity id over restarts', async () => {
    const key = idp.entityId.split('/').at(-1);
    expect((await fetch(`${idp.url}/app/${key}/sso/saml/metadata`)).status).toBe(200);
    expect((await fetch(`${idp.url}/app/exkother/sso/saml/metadata`)).status).toBe(404);
    const again = await runningIdp();
    await again.close();
    expect(again.entityId).toBe(idp.entityId);
  });
});

describe('a login that starts at the identity provider', () => {
  test('posts an unsolicited response and the RelayState of the tile', async () => {
    const response = await fetch(
      `${idp.tileUrl('sam')}?RelayState=${encodeURIComponent('https://desk.example/?a=1&b="2"')}`,
    );
    const html = await response.text();
    expect(html).toMatch(new RegExp(`<form id="appForm" method="POST" action="${ACS_URL}">`));
    expect(hiddenField(html, 'RelayState')).toBe('https://desk.example/?a=1&b="2"');
    expect(postedXml(html)).not.toContain('InResponseTo');
    const { profile } = await serviceProvider().validatePostResponseAsync({
      SAMLResponse: hiddenField(html, 'SAMLResponse') ?? '',
    });
    expect(profile).toMatchObject({
      issuer: idp.entityId,
      nameID: 'sam@corp.example',
      nameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      attributes: {
        email: 'sam@corp.example',
        full_name: 'Sam Osei',
        roles: ['supervisor', 'wfo.team_leader', 'wfo.quality_manager'],
        department: 'Customer care',
        'skill_level.int': '8',
        'channel.voice.capacity': '1',
        image_url: `${idp.url}/avatars/sam.svg`,
      },
    });
  });

  test('has an empty RelayState field where none was given', async () => {
    expect(hiddenField(await (await fetch(idp.tileUrl('ana'))).text(), 'RelayState')).toBe('');
  });

  test('may also come by the single sign-on URL without a request', async () => {
    const html = await (await fetch(ssoUrl({ person: 'ana', RelayState: 'x' }))).text();
    expect(postedXml(html)).not.toContain('InResponseTo');
    expect(hiddenField(html, 'RelayState')).toBe('x');
  });

  test.each(['nobody', '__proto__', 'constructor'])('of %s is not found', async (id) => {
    const response = await fetch(idp.tileUrl(id));
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Not found');
  });
});

describe('a login that starts at the service provider', () => {
  test('shows everyone to choose from, then answers the request', async () => {
    const page = await (await fetch(ssoUrl({ SAMLRequest: deflated(authnRequest()), RelayState: 'handle-1' }))).text();
    for (const { fullName } of idp.people()) expect(page).toContain(fullName);
    const fields = {
      SAMLRequest: hiddenField(page, 'SAMLRequest') ?? '',
      RelayState: hiddenField(page, 'RelayState') ?? '',
    };
    const html = await (await fetch(ssoUrl({ ...fields, person: 'vera', fault: '' }))).text();
    expect(hiddenField(html, 'RelayState')).toBe('handle-1');
    const document = parseXml(postedXml(html));
    const inResponseTo = (name: string) => document.getElementsByTagName(name)[0]?.getAttribute('InResponseTo');
    expect([inResponseTo('saml2p:Response'), inResponseTo('saml2:SubjectConfirmationData')]).toEqual([
      '_req1',
      '_req1',
    ]);
    expect(document.getElementsByTagName('saml2:AuthnStatement')[0]?.getAttribute('SessionIndex')).toBe('_req1');
  });

  test('works with the POST binding, undeflated', async () => {
    const SAMLRequest = Buffer.from(authnRequest()).toString('base64');
    const page = await (await postForm(idp.ssoUrl, new URLSearchParams({ SAMLRequest, RelayState: 'h' }))).text();
    expect(page).toContain('method="post"');
    const answer = await postForm(idp.ssoUrl, new URLSearchParams({ SAMLRequest, RelayState: 'h', person: 'ana' }));
    expect(postedXml(await answer.text())).toContain('InResponseTo="_req1"');
  });

  test('takes a request that node-saml makes', async () => {
    const url = await serviceProvider().getAuthorizeUrlAsync('state', undefined, {});
    const html = await (await fetch(`${url}&person=zoe`)).text();
    const { profile } = await serviceProvider().validatePostResponseAsync({
      SAMLResponse: hiddenField(html, 'SAMLResponse') ?? '',
    });
    expect(profile?.['attributes']).toMatchObject({ full_name: 'Zoë Åström-Müller 李' });
  });

  test.each(['zoe', 'zoe.astrom@corp.example', 'ZOE.ASTROM@CORP.EXAMPLE'])(
    'skips the page for the login hint %s',
    async (hint) => {
      const html = await (await fetch(ssoUrl({ SAMLRequest: deflated(authnRequest()), login_hint: hint }))).text();
      expect(postedXml(html)).toContain('zoe.astrom@corp.example</saml2:NameID>');
    },
  );

  test('shows the page for a hint that names nobody', async () => {
    const html = await (await fetch(ssoUrl({ SAMLRequest: deflated(authnRequest()), login_hint: 'nobody' }))).text();
    expect(html).toContain('Sign in to Flexgate as');
  });

  test('that Okta would refuse gets a 400 page which says why, and no response', async () => {
    const request = authnRequest({ attributes: ' AssertionConsumerServiceURL="https://evil.example/&lt;script&gt;"' });
    const response = await fetch(ssoUrl({ SAMLRequest: deflated(request), person: 'ana' }));
    const html = await response.text();
    expect(response.status).toBe(400);
    expect(html).toContain('AssertionConsumerServiceURL is https://evil.example/&lt;script>');
    expect(html).not.toMatch(/<script>|SAMLResponse/);
  });

  test('with ForceAuthn asks for a new sign-in; without, the old one is repeated', async () => {
    let now = Date.parse('2026-05-04T08:00:00.000Z');
    const clocked = await runningIdp({ clock: () => now });
    const instants: (string | undefined)[] = [];
    const signIn = async (afterMs: number, attributes: string): Promise<void> => {
      now += afterMs;
      const fields = new URLSearchParams({ SAMLRequest: deflated(authnRequest({ attributes })), person: 'ana' });
      const html = await (await fetch(`${clocked.ssoUrl}?${fields.toString()}`)).text();
      instants.push(/AuthnInstant="([^"]+)"/.exec(postedXml(html))?.[1]);
    };
    await signIn(0, '');
    await signIn(60_000, '');
    await signIn(60_000, ' ForceAuthn="true"');
    await signIn(3 * 3_600_000, '');
    await clocked.close();
    expect(instants.map((instant) => instant?.slice(11, 16))).toEqual(['08:00', '08:00', '08:02', '11:02']);
  });
});

const attributesOf = async (person: string): Promise<Map<string | null, (string | null)[]>> => {
  const document = parseXml(decoded(await respond({ person })));
  return new Map(
    Array.from(document.getElementsByTagName('saml2:Attribute')).map((attribute) => [
      attribute.getAttribute('Name'),
      Array.from(attribute.childNodes).map((value) => value.textContent),
    ]),
  );
};

describe('attributes', () => {
  test.each([
    { person: 'ana', roles: ['agent'], groups: ['CC-Agents'] },
    { person: 'ada', roles: ['admin'], groups: undefined },
    { person: 'vera', roles: ['supervisor'], groups: undefined },
    { person: 'noah', roles: undefined, groups: undefined },
    { person: 'gita', roles: undefined, groups: ['CC-Supervisors'] },
    {
      person: 'mika',
      roles: ['supervisor', 'wfo.quality_manager'],
      groups: ['flex-insights-quality', 'flex-supervisors'],
    },
  ])('$person has the roles $roles and the groups $groups', async ({ person, roles, groups }) => {
    const attributes = await attributesOf(person);
    expect(attributes.get('roles')).toEqual(roles);
    expect(attributes.get('groups')).toEqual(groups);
  });

  test('that the app sends and a person lacks are there, and empty', async () => {
    expect((await attributesOf('noah')).get('skill_level.int')).toEqual(['']);
  });
});

/** Without what differs from one response to the next; of times the hour remains. */
const comparable = (xml: string): string =>
  xml
    .replace(/"id[\d.]+"|"#id\d+"|<ds:(Digest|Signature)Value>[^<]+/g, '')
    .replace(/"(\d{4}-[^"]+Z)"/g, (_all, time: string) => `${Math.round((Date.parse(time) - STARTED) / HOUR_MS)}`);

describe('faults', () => {
  test('a response to post oneself says where to, and answers the request that is named', async () => {
    const response = await respond({ person: 'ana', RelayState: 'r', inResponseTo: '_req9' });
    expect(response).toMatchObject({ acsUrl: ACS_URL, RelayState: 'r' });
    expect(decoded(response).match(/InResponseTo="_req9"/g)).toHaveLength(2);
  });

  test.each(FAULTS.map(({ name }) => name))('%s makes a response that differs from a correct one', async (fault) => {
    const faulty = postedXml(await (await fetch(`${idp.tileUrl('sam')}?fault=${fault}`)).text());
    const correct = decoded(await respond({ person: 'sam' }));
    expect(faulty).toContain('<saml2p:Response ');
    expect(comparable(faulty)).not.toBe(comparable(correct));
  });

  test.each([
    'tampered-roles',
    'tampered-name',
    'unsigned',
    'foreign-key',
    'response-only',
    'assertion-only',
    'expired',
    'not-yet-valid',
    'wrong-audience',
  ])('node-saml refuses %s', async (fault) => {
    const html = await (await fetch(`${idp.tileUrl('sam')}?fault=${fault}`)).text();
    const SAMLResponse = hiddenField(html, 'SAMLResponse') ?? '';
    expect(postedXml(html)).toContain('<saml2p:Response');
    await expect(serviceProvider().validatePostResponseAsync({ SAMLResponse })).rejects.toThrow(/\w/);
  });

  test('a foreign key is another one, and its own signature holds', async () => {
    const xml = decoded(await respond({ person: 'sam', overrides: { foreignKey: true } }));
    const inside = /<ds:X509Certificate>([^<]+)/.exec(xml)?.[1] ?? '';
    const certificate = new X509Certificate(Buffer.from(inside, 'base64')).toString();
    expect(checkSignature(xml, 'saml2:Assertion', certificate).valid).toBe(true);
    expect(checkSignature(xml, 'saml2:Assertion', idp.certificate).valid).toBe(false);
  });

  test.each([
    { body: { person: 'nobody' }, status: 404, says: 'no such' },
    { body: { person: 'ana', overrides: { audeince: 'x' } }, status: 400, says: 'audeince' },
    { body: { person: 'ana', surplus: 1 }, status: 400, says: 'surplus' },
    { body: {}, status: 400, says: 'person' },
  ])('$body is answered with $status', async ({ body, status, says }) => {
    const response = await sendJson('POST', `${idp.url}/api/respond`, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, detail: expect.stringContaining(says) });
  });

  test('an unknown fault is refused, not ignored', async () => {
    const response = await fetch(`${idp.tileUrl('sam')}?fault=typo`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('typo');
  });
});

test('it does not start in production', async () => {
  await expect(startSandboxIdp({ ...SP, environment: 'production' })).rejects.toThrow('does not start in production');
});

test('a taken port rejects', async () => {
  const port = Number(new URL(idp.url).port);
  await expect(runningIdp({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('closing ends it', async () => {
  const shortLived = await runningIdp();
  await shortLived.close();
  await expect(fetch(shortLived.url)).rejects.toThrow('fetch failed');
});

test('a public URL is what everything is named by', async () => {
  const behind = await runningIdp({ publicUrl: 'https://idp.example/', appName: 'acme_flex_2' });
  await behind.close();
  expect(behind.url).toBe('https://idp.example');
  expect(behind.ssoUrl).toMatch(/^https:\/\/idp\.example\/app\/acme_flex_2\/exk\w{17}\/sso\/saml$/);
  expect(behind.tileUrl('ana')).toBe('https://idp.example/home/acme_flex_2/ana');
  expect(behind.people()[0]?.attributes['image_url']).toEqual(['https://idp.example/avatars/ana.svg']);
});
