import { readAuthnRequest } from '../../../src/sandbox/idp/authn-request.ts';
import { samlApp } from '../../../src/sandbox/idp/saml-app.ts';
import { MessageRefused } from '../../../src/sandbox/idp/saml-message.ts';
import { ACS_URL, SP_ENTITY_ID, authnRequest, deflated } from './running-idp.ts';

const app = samlApp({ name: 'acme_flex_1', idpUrl: 'http://idp.example', acsUrl: ACS_URL, audience: SP_ENTITY_ID });
const read = (xml: string) => readAuthnRequest(Buffer.from(xml).toString('base64'), 'post', app);
const policy = (format: string): string => `<samlp:NameIDPolicy Format="${format}"/>`;
const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

/** The message says which part is wrong, so that whoever sees the 400 page can mend it. */
function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof MessageRefused) return error.message;
    throw error;
  }
  throw new Error('was not refused');
}

test('a request is read from both bindings', () => {
  const xml = authnRequest({ id: '_abc-1.2' });
  const expected = { id: '_abc-1.2', forceAuthn: false, notes: [] };
  expect(read(xml)).toEqual(expected);
  expect(readAuthnRequest(deflated(xml), 'redirect', app)).toEqual(expected);
});

test.each([
  { what: 'the ACS URL of the app', draft: { attributes: ` AssertionConsumerServiceURL="${ACS_URL}"` } },
  { what: 'the SSO URL as its destination', draft: { attributes: ` Destination="${app.ssoUrl}"` } },
  {
    what: 'the destination behind another host',
    draft: { attributes: ` Destination="https://front.example${new URL(app.ssoUrl).pathname}"` },
  },
  { what: "the app's NameID format", draft: { content: policy(app.nameIdFormat) } },
  { what: 'an unspecified NameID format', draft: { content: policy(UNSPECIFIED) } },
  { what: 'an authentication context, which is ignored', draft: { content: '<samlp:RequestedAuthnContext/>' } },
])('a request with $what is taken', ({ draft }) => {
  expect(read(authnRequest(draft))).toEqual({ id: '_req1', forceAuthn: false, notes: [] });
});

test.each(['true', '1'])('ForceAuthn="%s" is seen', (value) => {
  expect(read(authnRequest({ attributes: ` ForceAuthn="${value}"` })).forceAuthn).toBe(true);
});

test('another issuer passes, with a note that shows both', () => {
  const { notes } = read(authnRequest().replace(SP_ENTITY_ID, 'urn:other'));
  expect(notes).toEqual([expect.stringMatching(/urn:other.*https:\/\/gw\.example/)]);
});

test.each([
  {
    what: 'another ACS URL',
    xml: authnRequest({ attributes: ' AssertionConsumerServiceURL="https://evil.example/acs"' }),
    says: ['https://evil.example/acs', ACS_URL],
  },
  {
    what: 'the destination of another app',
    xml: authnRequest({ attributes: ' Destination="http://idp.example/app/x/y/sso/saml"' }),
    says: ['Destination'],
  },
  {
    what: 'another NameID format',
    xml: authnRequest({ content: policy('urn:oasis:names:tc:SAML:2.0:nameid-format:persistent') }),
    says: ['NameIDPolicy', 'persistent'],
  },
  { what: 'no ID', xml: authnRequest().replace(' ID="_req1"', ''), says: ['no ID'] },
  { what: 'an ID that is no XML name', xml: authnRequest({ id: '1&quot;&gt;' }), says: ['ID'] },
  { what: 'another SAML version', xml: authnRequest().replace('Version="2.0"', 'Version="1.1"'), says: ['2.0'] },
  { what: 'a document type', xml: `<!DOCTYPE a [<!ENTITY b "c">]>${authnRequest()}`, says: ['document type'] },
  {
    what: 'another root',
    xml: authnRequest().replaceAll('AuthnRequest', 'LogoutRequest'),
    says: ['samlp:AuthnRequest'],
  },
  {
    what: 'another namespace',
    xml: authnRequest().replace('SAML:2.0:protocol', 'other'),
    says: ['samlp:AuthnRequest'],
  },
  { what: 'broken XML', xml: '<samlp:AuthnRequest', says: ['not well-formed'] },
  { what: 'no XML', xml: 'hello', says: ['SAMLRequest'] },
])('a request with $what is refused', ({ xml, says }) => {
  const message = refusalOf(() => read(xml));
  for (const part of says) expect(message).toContain(part);
});

test.each(['', '!!!', Buffer.alloc(65 * 1024, 'a').toString('base64')])(
  'a field that is empty, no base64 or too long is refused',
  (field) => {
    expect(refusalOf(() => readAuthnRequest(field, 'post', app))).toContain('SAMLRequest is empty');
  },
);

test('what is not deflated is refused in the Redirect binding', () => {
  const encoded = Buffer.from(authnRequest()).toString('base64');
  expect(refusalOf(() => readAuthnRequest(encoded, 'redirect', app))).toContain('DEFLATE');
});

test('a request that inflates beyond the limit is refused before it is read', () => {
  const bomb = deflated(authnRequest({ content: ' '.repeat(10_000_000) }));
  expect(bomb.length).toBeLessThan(20_000);
  expect(refusalOf(() => readAuthnRequest(bomb, 'redirect', app))).toContain('too large');
});
