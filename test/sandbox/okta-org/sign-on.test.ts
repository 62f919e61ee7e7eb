import { aSamlApp, anOktaOrg, type Json, type RunningOrg } from '../../support/an-okta-org.ts';
import { authnRequest, deflated, hiddenField, postedXml, sharedKeys } from '../idp/running-idp.ts';
import { checkSignature, parseXml } from '../idp/signature-check.ts';

let org: RunningOrg;
let app: Json & { id: string; name: string };

const BASIC = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic';
const STATEMENTS = [
  { type: 'EXPRESSION', name: 'email', values: ['user.email'] },
  { type: 'EXPRESSION', name: 'full_name', namespace: BASIC, values: ['user.firstName + " " + user.lastName'] },
  { type: 'EXPRESSION', name: 'roles', values: ['appuser.roles'] },
  { type: 'EXPRESSION', name: 'cost_center', values: ['user.costCenter'] },
  { type: 'EXPRESSION', name: 'lead', values: ['isMemberOfGroupName("flex-supervisors") ? "yes" : "no"'] },
  { type: 'GROUP', name: 'groups', filterType: 'STARTS_WITH', filterValue: 'flex-' },
  { type: 'GROUP', name: 'all_groups', filterType: 'REGEX', filterValue: '.*' },
  { type: 'GROUP', name: 'no_groups', filterType: 'EQUALS', filterValue: 'nothing' },
];

beforeEach(async () => {
  org = await anOktaOrg({ keys: await sharedKeys() });
  const made = await org.api<{ id: string }>(
    'POST',
    '/apps',
    aSamlApp({ defaultRelayState: 'https://desk.example/start' }),
  );
  await org.api('POST', `/meta/schemas/apps/${made.id}/default`, {
    definitions: {
      custom: {
        properties: {
          roles: { title: 'Roles', type: 'array', scope: 'NONE', union: 'ENABLE', items: { type: 'string' } },
        },
      },
    },
  });
  await change({ attributeStatements: STATEMENTS });
  const [group] = await org.api<{ id: string }[]>('GET', '/groups?q=flex-supervisors');
  await org.api('PUT', `/apps/${made.id}/groups/${group?.id ?? ''}`, {
    profile: { roles: ['supervisor', 'wfo.team_leader'] },
  });
});
afterEach(() => org.close());

async function change(signOn: Json): Promise<void> {
  const now = await org.app();
  app = await org.api('PUT', `/apps/${now.id}`, {
    ...now,
    settings: { ...now.settings, signOn: { ...now.settings.signOn, ...signOn } },
  });
}

const tile = (person = 'mika'): string => `${org.idp.url}/home/${app.name}/${person}`;
const sso = async (fields: Record<string, string>): Promise<Response> => {
  const xml = await (await org.call('GET', `/api/v1/apps/${app.id}/sso/saml/metadata`)).text();
  const url = /SingleSignOnService Binding="[^"]+Redirect" Location="([^"]+)"/.exec(xml)?.[1] ?? '';
  return fetch(`${url}?${new URLSearchParams(fields).toString()}`);
};

const attributesOf = (xml: string): Record<string, unknown> =>
  Object.fromEntries(
    Array.from(parseXml(xml).getElementsByTagName('saml2:Attribute')).map((attribute) => [
      attribute.getAttribute('Name'),
      Array.from(attribute.childNodes).map((value) => value.textContent),
    ]),
  );

test('a click on the tile sends what the statements say, with the default RelayState', async () => {
  const html = await (await fetch(tile())).text();
  expect(html).toContain('<form id="appForm" method="POST" action="https://gw.example/saml/acs">');
  expect(hiddenField(html, 'RelayState')).toBe('https://desk.example/start');
  const xml = postedXml(html);
  expect(attributesOf(xml)).toEqual({
    email: ['mika@corp.example'],
    full_name: ['Mika Sato'],
    roles: ['supervisor', 'wfo.team_leader'],
    cost_center: [''],
    lead: ['yes'],
    groups: ['flex-insights-quality', 'flex-supervisors'],
    all_groups: ['Everyone', 'flex-insights-quality', 'flex-supervisors'],
  });
  expect(xml).toContain(`Name="full_name" NameFormat="${BASIC}"`);
  expect(xml).toContain('<saml2:Audience>urn:gw:flex</saml2:Audience>');
  expect(checkSignature(xml, 'saml2p:Response', org.idp.certificate).valid).toBe(true);
  expect(checkSignature(xml, 'saml2:Assertion', org.idp.certificate).valid).toBe(true);
});

test('a RelayState in the link goes before the default; a login of the service provider has its own or none', async () => {
  expect(hiddenField(await (await fetch(`${tile()}?RelayState=mine`)).text(), 'RelayState')).toBe('mine');
  const SAMLRequest = deflated(authnRequest());
  expect(hiddenField(await (await sso({ SAMLRequest, person: 'mika' })).text(), 'RelayState')).toBe('');
  const html = await (await sso({ SAMLRequest, RelayState: 'handle', person: 'mika' })).text();
  expect(hiddenField(html, 'RelayState')).toBe('handle');
  expect(postedXml(html)).toContain('InResponseTo="_req1"');
});

test('the embed link asks who one is, among those who are assigned', async () => {
  const { _links } = app as unknown as { _links: { appLinks: { href: string }[] } };
  const href = _links.appLinks[0]?.href ?? '';
  const page = await (await fetch(href)).text();
  expect(page).toContain('Mika Sato');
  expect(page).not.toContain('Ana Ruiz');
  expect(postedXml(await (await fetch(`${href}?person=mika`)).text())).toContain('mika@corp.example');
});

test('the dashboard has a tile for each person and app', async () => {
  const html = await (await fetch(org.idp.url)).text();
  expect(html).toContain(`href="${tile()}"`);
  expect(html).not.toContain(`href="${tile('ana')}"`);
});

test.each([
  ['who is not assigned', 'ana', (): Promise<unknown> => Promise.resolve(), 'Ana Ruiz is not assigned to Flexgate.'],
  [
    'of an inactive app',
    'mika',
    (): Promise<unknown> => org.api('POST', `/apps/${app.id}/lifecycle/deactivate`),
    'Flexgate is not active.',
  ],
  [
    'who is deactivated',
    'mika',
    (): Promise<unknown> => org.api('POST', '/users/mika@corp.example/lifecycle/deactivate'),
    'Mika Sato is not active.',
  ],
] as const)(
  'somebody %s gets a page, the service provider nothing, and the log an entry',
  async (_, person, make, says) => {
    await make();
    const response = await fetch(tile(person));
    const html = await response.text();
    expect([response.status, html.includes(says), html.includes('SAMLResponse')]).toEqual([403, true, false]);
    const filter = `eventType eq "app.generic.unauth_app_access_attempt" and target.id eq "${app.id}"`;
    expect(await org.api('GET', `/logs?filter=${encodeURIComponent(filter)}`)).toMatchObject([
      { outcome: { result: 'FAILURE', reason: says } },
    ]);
  },
);

test('sign-ons are in the log, newest first where that is asked for; other filters are refused', async () => {
  await fetch(tile());
  await fetch(tile());
  const filter = encodeURIComponent(`eventType eq "user.authentication.sso" and target.id eq "${app.id}"`);
  const events = await org.api<{ actor: Json }[]>('GET', `/logs?sortOrder=DESCENDING&filter=${filter}`);
  expect(events).toHaveLength(2);
  expect(events[0]?.actor).toMatchObject({ alternateId: 'mika@corp.example', displayName: 'Mika Sato' });
  expect((await org.call('GET', `/api/v1/logs?filter=${encodeURIComponent('severity eq "WARN"')}`)).status).toBe(400);
});

describe('what the app says otherwise', () => {
  test('is what the response has', async () => {
    await change({
      assertionSigned: false,
      recipient: 'https://gw.example/recipient',
      destination: 'https://gw.example/destination',
      audience: 'urn:other',
      subjectNameIdTemplate: '${fn:substringBefore(source.login, "@")}',
      subjectNameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509',
      samlAssertionLifetimeSeconds: 600,
      idpIssuer: 'urn:acme:${org.externalKey}',
    });
    const xml = postedXml(await (await fetch(tile())).text());
    for (const part of [
      'Destination="https://gw.example/destination"',
      'Recipient="https://gw.example/recipient"',
      '<saml2:Audience>urn:other<',
      'nameid-format:persistent">mika</saml2:NameID>',
      'classes:X509<',
      'SessionNotOnOrAfter="',
      '>urn:acme:exk',
    ]) {
      expect(xml).toContain(part);
    }
    expect(xml.match(/<ds:Signature /g)).toHaveLength(1);
  });

  test('another ACS may be asked for where the app lists it', async () => {
    const attributes = ' AssertionConsumerServiceURL="https://gw.example/second"';
    const SAMLRequest = deflated(authnRequest({ attributes }));
    expect((await sso({ SAMLRequest, person: 'mika' })).status).toBe(400);
    await change({ allowMultipleAcsEndpoints: true, acsEndpoints: [{ url: 'https://gw.example/second', index: 1 }] });
    const html = await (await sso({ SAMLRequest, person: 'mika' })).text();
    expect(html).toContain('action="https://gw.example/second"');
    const xml = postedXml(html);
    expect([
      xml.includes('Destination="https://gw.example/second"'),
      xml.includes('Recipient="https://gw.example/second"'),
    ]).toEqual([true, true]);
  });
});

test('unified claims are sent beside the statements', async () => {
  await org.api('POST', `/apps/${app.id}/federated-claims`, { name: 'desk', expression: 'user.profile.department' });
  expect(attributesOf(postedXml(await (await fetch(tile())).text()))).toMatchObject({ desk: ['Billing'] });
});
