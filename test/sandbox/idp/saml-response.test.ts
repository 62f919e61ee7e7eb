import { overridden, overridesSchema } from '../../../src/sandbox/idp/overrides.ts';
import { planResponse } from '../../../src/sandbox/idp/response-plan.ts';
import { samlApp } from '../../../src/sandbox/idp/saml-app.ts';
import { samlResponse } from '../../../src/sandbox/idp/saml-response.ts';
import { generateSigningKeys } from '../../../src/sandbox/idp/signing-keys.ts';
import type { SentAttribute } from '../../../src/sandbox/idp/statements.ts';
import { tampered } from '../../../src/sandbox/idp/tamper.ts';
import { ACS_URL, SP_ENTITY_ID, sharedKeys } from './running-idp.ts';
import { checkSignature, parseXml, signatureOf } from './signature-check.ts';

const NOW = Date.parse('2026-05-04T09:15:27.318Z');
const SIGNED_IN = Date.parse('2026-05-04T08:52:03.007Z');
const app = samlApp({ name: 'acme_flex_1', idpUrl: 'http://idp.example', acsUrl: ACS_URL, audience: SP_ENTITY_ID });

const ATTRIBUTES: readonly SentAttribute[] = [
  { name: 'roles', values: ['supervisor', 'wfo.team_leader'] },
  { name: 'location', values: [''] },
];

interface Draft {
  readonly requestId?: string;
  readonly attributes?: readonly SentAttribute[];
  readonly nameId?: string;
  readonly overrides?: unknown;
}

async function aResponse({
  requestId,
  attributes = ATTRIBUTES,
  nameId = 'sam@corp.example',
  overrides = {},
}: Draft = {}) {
  const plan = planResponse(app, { nameId, attributes, requestId, now: NOW, signedInAt: SIGNED_IN });
  return samlResponse(overridden(plan, overridesSchema.parse(overrides)), await sharedKeys());
}

const bare = (xml: string): string => xml.replace(/<ds:Signature .*?<\/ds:Signature>/gs, '');

describe('the form of a response', () => {
  test('is that of Okta, letter for letter, but for ids and signatures', async () => {
    const xml = bare(await aResponse({ requestId: '_req1' })).replace(/"id\d+"/g, '"id"');
    const saml2 = 'xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion"';
    const saml2p = 'xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol"';
    const xs = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"';
    const value = `<saml2:AttributeValue ${xs} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string"`;
    const format = 'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"';
    const issuer = `<saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity" ${saml2}>${app.entityId}</saml2:Issuer>`;
    expect(xml).toBe(
      [
        `<?xml version="1.0" encoding="UTF-8"?>`,
        `<saml2p:Response Destination="${ACS_URL}" ID="id" InResponseTo="_req1" IssueInstant="2026-05-04T09:15:27.318Z" Version="2.0" ${saml2p} ${xs}>`,
        issuer,
        `<saml2p:Status ${saml2p}><saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></saml2p:Status>`,
        `<saml2:Assertion ID="id" IssueInstant="2026-05-04T09:15:27.318Z" Version="2.0" ${saml2} ${xs}>`,
        issuer,
        `<saml2:Subject ${saml2}><saml2:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">sam@corp.example</saml2:NameID>`,
        `<saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml2:SubjectConfirmationData InResponseTo="_req1" NotOnOrAfter="2026-05-04T09:20:27.318Z" Recipient="${ACS_URL}"/></saml2:SubjectConfirmation></saml2:Subject>`,
        `<saml2:Conditions NotBefore="2026-05-04T09:10:27.318Z" NotOnOrAfter="2026-05-04T09:20:27.318Z" ${saml2}>`,
        `<saml2:AudienceRestriction><saml2:Audience>${SP_ENTITY_ID}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>`,
        `<saml2:AuthnStatement AuthnInstant="2026-05-04T08:52:03.007Z" SessionIndex="_req1" ${saml2}><saml2:AuthnContext>`,
        `<saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>`,
        `<saml2:AttributeStatement ${saml2}><saml2:Attribute Name="roles" ${format}>`,
        `${value}>supervisor</saml2:AttributeValue>${value}>wfo.team_leader</saml2:AttributeValue></saml2:Attribute>`,
        `<saml2:Attribute Name="location" ${format}>${value}/></saml2:Attribute></saml2:AttributeStatement>`,
        `</saml2:Assertion></saml2p:Response>`,
      ].join(''),
    );
  });

  test('has one line, but for the certificates, which are wrapped at 76 columns', async () => {
    const xml = await aResponse();
    const certificates = xml.match(/<ds:X509Certificate>[^<]+/g) ?? [];
    expect(certificates).toHaveLength(2);
    expect(certificates[0]).toBe(certificates[1]);
    expect(xml.replace(/<ds:X509Certificate>[^<]+/g, '')).not.toContain('\n');
    expect(certificates[0]?.split('\n')[1]).toHaveLength(76);
  });

  test('says InResponseTo nowhere where the login started at the identity provider', async () => {
    const xml = await aResponse();
    expect(xml).not.toContain('InResponseTo');
    expect(xml).toMatch(new RegExp(`SessionIndex="id${NOW}\\.\\d+"`));
  });

  test('has ids of "id" and 26 digits, of which response and assertion share the first twelve', async () => {
    const [response, assertion] = [...(await aResponse()).matchAll(/ ID="(id\d{26})"/g)].map((match) => match[1]);
    expect(assertion).toBeDefined();
    expect(response).not.toBe(assertion);
    expect(response?.slice(0, 14)).toBe(assertion?.slice(0, 14));
  });

  test('without attributes has no AttributeStatement, no xs namespace and no prefix list', async () => {
    const xml = await aResponse({ attributes: [] });
    expect(xml).not.toMatch(/AttributeStatement|xmlns:xs=|InclusiveNamespaces/);
  });

  test('an attribute without values is an empty Attribute', async () => {
    const xml = await aResponse({ attributes: [{ name: 'roles', values: [] }] });
    expect(parseXml(xml).getElementsByTagName('saml2:Attribute')[0]?.childNodes).toHaveLength(0);
  });

  test.each(['<saml2:Attribute Name="roles">', '"&\'>]]>', 'Zoë Åström-Müller 李 😀', 'a\r\nb\tc'])(
    'the value %j arrives as it is and makes no element',
    async (value) => {
      const xml = await aResponse({ attributes: [{ name: `n${value}`, values: [value] }], nameId: `x${value}` });
      const document = parseXml(xml);
      expect(document.getElementsByTagName('saml2:Attribute')).toHaveLength(1);
      expect(document.getElementsByTagName('saml2:Attribute')[0]?.getAttribute('Name')).toBe(`n${value}`);
      expect(document.getElementsByTagName('saml2:AttributeValue')[0]?.textContent).toBe(value);
      expect(document.getElementsByTagName('saml2:NameID')[0]?.textContent).toBe(`x${value}`);
      expect(checkSignature(xml, 'saml2:Assertion', (await sharedKeys()).certificate).valid).toBe(true);
    },
  );

  test('a character that XML cannot hold becomes the replacement character', async () => {
    const xml = await aResponse({ nameId: 'a\u0000b\ud800c' });
    expect(parseXml(xml).getElementsByTagName('saml2:NameID')[0]?.textContent).toBe('a\ufffdb\ufffdc');
  });
});

describe('the signatures', () => {
  test.each(['saml2p:Response', 'saml2:Assertion'])(
    'that of %s holds and stands right after its Issuer',
    async (name) => {
      const xml = await aResponse();
      const { valid, covers } = checkSignature(xml, name, (await sharedKeys()).certificate);
      expect(valid).toBe(true);
      expect(covers).toMatch(new RegExp(`^<${name} .*wfo\\.team_leader.*</${name}>$`, 's'));
      expect(signatureOf(parseXml(xml), name)?.previousSibling?.nodeName).toBe('saml2:Issuer');
    },
  );

  test('are of RSA-SHA256 over exclusive canonical form, with the prefix xs kept', async () => {
    const xml = await aResponse();
    const signedInfos = xml.match(/<ds:SignedInfo>.*?<\/ds:SignedInfo>/gs) ?? [];
    const normal = signedInfos.map((one) =>
      one.replace(/URI="#id\d+"/, 'URI="#id"').replace(/<ds:DigestValue>[^<]+/, '<ds:DigestValue>'),
    );
    const c14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';
    const expected =
      `<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${c14n}"/>` +
      `<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="#id"><ds:Transforms>` +
      `<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="${c14n}">` +
      `<ec:InclusiveNamespaces PrefixList="xs" xmlns:ec="${c14n}"/></ds:Transform></ds:Transforms>` +
      `<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue></ds:DigestValue></ds:Reference></ds:SignedInfo>`;
    expect(normal).toEqual([expected, expected]);
  });

  test('do not hold under another certificate', async () => {
    const other = await generateSigningKeys('other', NOW);
    expect(checkSignature(await aResponse(), 'saml2:Assertion', other.certificate).valid).toBe(false);
  });

  test.each([
    { overrides: { sign: 'response' }, signed: ['saml2p:Response'], xs: ['saml2p:Response'] },
    { overrides: { sign: 'assertion' }, signed: ['saml2:Assertion'], xs: ['saml2:Assertion'] },
    { overrides: { unsigned: true }, signed: [], xs: [] },
    {
      overrides: { digest: 'sha1' },
      signed: ['saml2p:Response', 'saml2:Assertion'],
      xs: ['saml2p:Response', 'saml2:Assertion'],
    },
  ])('with $overrides stand on $signed, and so does the xs namespace', async ({ overrides, signed, xs }) => {
    const xml = await aResponse({ overrides });
    const document = parseXml(xml);
    const names = ['saml2p:Response', 'saml2:Assertion'];
    expect(names.filter((name) => signatureOf(document, name) !== undefined)).toEqual(signed);
    expect(names.filter((name) => document.getElementsByTagName(name)[0]?.hasAttribute('xmlns:xs') === true)).toEqual(
      xs,
    );
    const { certificate } = await sharedKeys();
    expect(signed.every((name) => checkSignature(xml, name, certificate).valid)).toBe(true);
  });
});

describe('tampering', () => {
  test.each([
    { what: 'roles', altered: 'admin</saml2:AttributeValue>' },
    { what: 'nameId', altered: 'mallory@elsewhere.example</saml2:NameID>' },
  ] as const)('with $what shows $altered under signatures that no longer hold', async ({ what, altered }) => {
    const xml = tampered(await aResponse(), what);
    expect(xml).toContain(altered);
    const { certificate } = await sharedKeys();
    expect(checkSignature(xml, 'saml2:Assertion', certificate).valid).toBe(false);
    expect(checkSignature(xml, 'saml2p:Response', certificate).valid).toBe(false);
  });

  test.each(['digest', 'signature'] as const)('with the %s leaves no signature that holds', async (what) => {
    const xml = tampered(await aResponse(), what);
    const { certificate } = await sharedKeys();
    expect(checkSignature(xml, 'saml2:Assertion', certificate).valid).toBe(false);
    expect(checkSignature(xml, 'saml2p:Response', certificate).valid).toBe(false);
  });

  test('is an error where there is nothing to tamper with, never a correct response', async () => {
    const xml = await aResponse({ attributes: [{ name: 'location', values: ['Pune'] }] });
    expect(() => tampered(xml, 'roles')).toThrow('no roles to tamper with');
  });
});
