import { deflateRawSync, gzipSync } from 'node:zlib';
import type { RefusalCode } from '../../src/kernel/refusal.ts';
import type { AttackCase, Blow, HarmlessCase } from './attack-case.ts';
import { beginLogin, posted } from './attack-case.ts';
import { FIRST_TARGET } from './attack-gateway.ts';
import { encode } from './saml-idp.ts';

const FORM = 'application/x-www-form-urlencoded';

const http = (
  name: string,
  request: (response: string) => NonNullable<Blow['request']>,
  expected: RefusalCode,
): AttackCase => ({
  class: 'HTTP',
  name,
  connection: 'either',
  build: (mark) => ({ request: request(encode(mark.respond())) }),
  expected,
});

const form = (response: string): string => new URLSearchParams({ SAMLResponse: response }).toString();
const typed = (type: string): Readonly<Record<string, string>> => ({ 'content-type': type });

function multipart(response: string): FormData {
  const data = new FormData();
  data.set('SAMLResponse', response);
  return data;
}

export const HTTP_ATTACKS: readonly AttackCase[] = [
  http('SAMLResponse twice', (r) => ({ body: `${form(r)}&${form('x')}`, headers: typed(FORM) }), 'REQUEST_INVALID'),
  http(
    'SAMLResponse twice, the same',
    (r) => ({ body: `${form(r)}&${form(r)}`, headers: typed(FORM) }),
    'REQUEST_INVALID',
  ),
  http(
    'SAMLResponse twice, one percent-encoded',
    (r) => ({ body: `${form(r)}&SAML%52esponse=x`, headers: typed(FORM) }),
    'REQUEST_INVALID',
  ),
  http(
    'RelayState twice',
    (r) => ({ body: `${form(r)}&RelayState=a&RelayState=b`, headers: typed(FORM) }),
    'REQUEST_INVALID',
  ),
  http(
    'SAMLResponse as a list',
    (r) => ({ body: `SAMLResponse[]=${encodeURIComponent(r)}`, headers: typed(FORM) }),
    'SAML_MESSAGE_MISSING',
  ),
  http(
    'SAMLResponse as an object',
    (r) => ({ body: `SAMLResponse[0]=${encodeURIComponent(r)}`, headers: typed(FORM) }),
    'SAML_MESSAGE_MISSING',
  ),
  http(
    'SAMLResponse in small letters',
    (r) => ({ body: `samlresponse=${encodeURIComponent(r)}`, headers: typed(FORM) }),
    'SAML_MESSAGE_MISSING',
  ),
  http(
    'SAMLResponse under __proto__',
    (r) => ({ body: `__proto__[SAMLResponse]=${encodeURIComponent(r)}`, headers: typed(FORM) }),
    'SAML_MESSAGE_MISSING',
  ),
  http('SAMLResponse in the query alone', (r) => ({ query: form(r) }), 'SAML_MESSAGE_MISSING'),
  http(
    'the good one in the query, another in the body',
    (r) => ({ query: form(r), body: form('x'), headers: typed(FORM) }),
    'SAML_NOT_BASE64',
  ),
  http('an empty SAMLResponse', () => ({ body: 'SAMLResponse=', headers: typed(FORM) }), 'SAML_MESSAGE_MISSING'),
  http('no body at all', () => ({ body: '', headers: typed(FORM) }), 'SAML_MESSAGE_MISSING'),
  http(
    'a SAMLRequest',
    (r) => ({ body: `SAMLRequest=${encodeURIComponent(r)}`, headers: typed(FORM) }),
    'SAML_MESSAGE_MISSING',
  ),
  http(
    'an artifact',
    () => ({ body: 'SAMLart=AAQAAMFbLinlXaCM%2BFIxiDwGOLAy2T71gbpO7ZhNzAgEANlB90ECfpNEVLg%3D', headers: typed(FORM) }),
    'SAML_MESSAGE_MISSING',
  ),
  http(
    'JSON',
    (r) => ({ body: JSON.stringify({ SAMLResponse: r }), headers: typed('application/json') }),
    'MEDIA_TYPE_UNSUPPORTED',
  ),
  http('multipart', (r) => ({ body: multipart(r) }), 'MEDIA_TYPE_UNSUPPORTED'),
  http('plain text', (r) => ({ body: form(r), headers: typed('text/plain') }), 'MEDIA_TYPE_UNSUPPORTED'),
  http(
    'XML',
    (r) => ({ body: Buffer.from(r, 'base64').toString(), headers: typed('text/xml') }),
    'MEDIA_TYPE_UNSUPPORTED',
  ),
  http(
    'a form in UTF-16',
    (r) => ({ body: Buffer.from(form(r), 'utf16le'), headers: typed(`${FORM}; charset=utf-16`) }),
    'MEDIA_TYPE_UNSUPPORTED',
  ),
  http(
    'a form in UTF-7',
    (r) => ({ body: form(r), headers: typed(`${FORM}; charset=utf-7`) }),
    'MEDIA_TYPE_UNSUPPORTED',
  ),
  http(
    'a compressed form',
    (r) => ({ body: gzipSync(form(r)), headers: { ...typed(FORM), 'content-encoding': 'gzip' } }),
    'MEDIA_TYPE_UNSUPPORTED',
  ),
  http(
    'a form that is no UTF-8',
    (r) => ({
      body: Buffer.concat([Buffer.from(`${form(r)}&RelayState=`), Buffer.from([0xff, 0xfe])]),
      headers: typed(FORM),
    }),
    'REQUEST_INVALID',
  ),
  http('GET', (r) => ({ method: 'GET', query: form(r) }), 'METHOD_NOT_ALLOWED'),
  http(
    'GET that asks to be POST',
    (r) => ({ method: 'GET', query: `${form(r)}&_method=POST`, headers: { 'x-http-method-override': 'POST' } }),
    'METHOD_NOT_ALLOWED',
  ),
  http('PUT', (r) => ({ method: 'PUT', body: form(r), headers: typed(FORM) }), 'METHOD_NOT_ALLOWED'),
  http(
    'a deflated response by GET, as the Redirect binding has it',
    (r) => ({ method: 'GET', query: form(deflateRawSync(Buffer.from(r, 'base64')).toString('base64')) }),
    'METHOD_NOT_ALLOWED',
  ),
  http(
    'a deflated response by POST',
    (r) => ({ body: form(deflateRawSync(Buffer.from(r, 'base64')).toString('base64')), headers: typed(FORM) }),
    'SAML_NOT_BASE64',
  ),
  http('a path in capitals', (r) => ({ path: '/SAML/either/ACS', body: form(r), headers: typed(FORM) }), 'NOT_FOUND'),
  http(
    'a path of encoded slashes',
    (r) => ({ path: '/saml%2feither%2facs', body: form(r), headers: typed(FORM) }),
    'NOT_FOUND',
  ),
  http(
    'a path that cannot be decoded',
    (r) => ({ path: '/saml/%ff/acs', body: form(r), headers: typed(FORM) }),
    'REQUEST_INVALID',
  ),
  http(
    'a connection of a thousand letters',
    (r) => ({ path: `/saml/${'x'.repeat(1_000)}/acs`, body: form(r), headers: typed(FORM) }),
    'REQUEST_INVALID',
  ),
];

/** Wishes for an address that is not ours to send people to. */
const ELSEWHERE: readonly (readonly [name: string, url: string])[] = [
  ['another site', 'https://evil.example/'],
  ['another site by http', 'http://evil.example/'],
  ['two slashes', '//evil.example/'],
  ['three slashes', '///evil.example/'],
  ['backslashes', '\\\\evil.example\\'],
  ['a slash and a backslash', '/\\evil.example'],
  ['a scheme with one slash', 'https:/evil.example/'],
  ['a scheme without slashes', 'https:evil.example'],
  ['a scheme with a backslash', 'https:\\\\evil.example'],
  ['javascript', 'javascript:alert(document.cookie)'],
  ['javascript with capitals and a tab', 'Java\tScript:alert(1)'],
  ['javascript behind a line end', '\njavascript:alert(1)'],
  ['data', 'data:text/html,<script>alert(1)</script>'],
  ['vbscript', 'vbscript:msgbox(1)'],
  ['file', 'file:///etc/passwd'],
  ['a blob', 'blob:https://flex.twilio.com/x'],
  ['our host as a user', 'https://flex.twilio.com@evil.example/your-app-1234'],
  ['our address as a user and password', 'https://flex.twilio.com:x@evil.example/your-app-1234'],
  ['a user at our host', 'https://evil@flex.twilio.com/your-app-1234'],
  ['a user and a backslash', 'https://evil.example\\@flex.twilio.com/your-app-1234'],
  ['our host as a prefix', 'https://flex.twilio.com.evil.example/your-app-1234'],
  ['our host as a suffix', 'https://evilflex.twilio.com/your-app-1234'],
  ['our host with a dot behind', 'https://flex.twilio.com./your-app-1234'],
  ['our host with a port', 'https://flex.twilio.com:8443/your-app-1234'],
  ['our host by http', 'http://flex.twilio.com/your-app-1234'],
  ['our host in Cyrillic', 'https://fl\u0435x.twilio.com/your-app-1234'],
  ['our host with a full-width dot', 'https://flex\uFF0Etwilio.com/your-app-1234'],
  ['an encoded dot in the host', 'https://flex%2etwilio.com/your-app-1234'],
  ['a sibling path', 'https://flex.twilio.com/your-app-12345'],
  ['a path above', 'https://flex.twilio.com/your-app-1234/../other-app'],
  ['a path above, encoded', 'https://flex.twilio.com/your-app-1234/%2e%2e/other-app'],
  ['a path above, encoded in part', 'https://flex.twilio.com/your-app-1234/.%2e/other-app'],
  ['a path above, encoded twice', 'https://flex.twilio.com/your-app-1234/%252e%252e/other-app'],
  ['a path above by backslash', 'https://flex.twilio.com/your-app-1234\\..\\other-app'],
  ['an encoded slash', 'https://flex.twilio.com/your-app-1234%2f..%2fother-app'],
  ['an encoded backslash', 'https://flex.twilio.com/your-app-1234/%5c..%5cother-app'],
  ['a path in capitals', 'https://flex.twilio.com/YOUR-APP-1234'],
  ['a header', 'https://flex.twilio.com/your-app-1234\r\nSet-Cookie: __Host-flexgate=x'],
  ['an encoded header', 'https://flex.twilio.com/your-app-1234/%0d%0aSet-Cookie:x'],
  ['a header in Unicode', 'https://flex.twilio.com/your-app-1234/\u560D\u560ASet-Cookie:x'],
  ['a NUL', 'https://flex.twilio.com/your-app-1234\u0000.evil.example'],
  ['a blank before', ' https://flex.twilio.com/your-app-1234/x'],
  ['a blank inside', 'https://flex.twilio.com/your-app-1234/ x'],
  ['a code of its own for the desk', 'https://desk.example.com/in?code=stolen'],
  ['an address of the gateway', '/api/token'],
  ['markup', '"><script>alert(1)</script>'],
  ['__proto__', '__proto__'],
  ['a number of 3,000 digits', '1'.repeat(3_000)],
];

/** The first entry of returnTo, whatever was wished for; and not one header more. */
export const HARMLESS_RETURNS: readonly HarmlessCase[] = ELSEWHERE.flatMap(([name, url]): HarmlessCase[] => [
  {
    class: 'return address',
    name: `RelayState: ${name}`,
    connection: 'either',
    build: (mark) => ({ ...posted(mark.respond()), relayState: url }),
  },
  {
    class: 'return address',
    name: `return_to: ${name}`,
    connection: 'either',
    build: async (mark, field) => {
      const { requestId, relayState, cookie } = await beginLogin(field, 'either', url);
      return { response: encode(mark.respond({ inResponseTo: requestId })), relayState, cookie };
    },
  },
]);

/** Parameters beside the form that are read by nobody. */
export const HARMLESS_PARAMETERS: readonly HarmlessCase[] = [
  {
    class: 'HTTP',
    name: 'a RelayState in the query',
    connection: 'either',
    build: (mark) => ({
      ...posted(mark.respond()),
      request: { query: 'RelayState=https%3A%2F%2Fdesk.example.com%2Fin' },
    }),
    location: FIRST_TARGET,
  },
  {
    class: 'HTTP',
    name: 'another SAMLResponse in the query',
    connection: 'either',
    build: (mark) => ({ ...posted(mark.respond()), request: { query: 'SAMLResponse=x&SAMLResponse=y' } }),
  },
  {
    class: 'HTTP',
    name: 'a Host header of another site',
    connection: 'either',
    build: (mark) => ({
      ...posted(mark.respond()),
      request: { headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' } },
    }),
  },
  {
    class: 'HTTP',
    name: 'a session cookie that somebody planted',
    connection: 'either',
    build: (mark) => ({ ...posted(mark.respond()), cookie: '__Host-flexgate=planted' }),
  },
];
