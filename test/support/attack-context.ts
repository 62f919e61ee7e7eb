import type { RefusalCode } from '../../src/kernel/refusal.ts';
import type { AttackCase, AttackClass, Mark } from './attack-case.ts';
import { aMark, beginLogin, posted, strike, swap } from './attack-case.ts';
import { acsUrl, OTHER_IDP, OTHER_SP, type ConnectionName } from './attack-gateway.ts';
import { encode, iso, NOW, SUCCESS, type ResponseOptions } from './saml-idp.ts';
import { otherIdpKey } from './saml-keys.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const SOON = iso(NOW + 5 * MINUTE);

/** Signed by the IdP itself, with something that must not be relied on. */
const signedBy =
  (of: AttackClass) =>
  (
    name: string,
    options: ResponseOptions | ((mark: Mark) => ResponseOptions),
    expected: RefusalCode,
    connection: ConnectionName = 'either',
  ): AttackCase => ({
    class: of,
    name,
    connection,
    build: (mark) => posted(mark.respond(typeof options === 'function' ? options(mark) : options)),
    expected,
  });

const timed = signedBy('time');

const TIMES: readonly AttackCase[] = [
  timed('expired in Conditions', { notOnOrAfter: iso(NOW - 3 * MINUTE) }, 'SAML_EXPIRED'),
  timed('expired in the confirmation', { confirmationNotOnOrAfter: iso(NOW - 3 * MINUTE) }, 'SAML_EXPIRED'),
  timed('expired at this very moment, skew and all', { notOnOrAfter: iso(NOW - 2 * MINUTE) }, 'SAML_EXPIRED'),
  timed('not valid yet', { notBefore: iso(NOW + 3 * MINUTE) }, 'SAML_NOT_YET_VALID'),
  timed('a confirmation not valid yet', { confirmationNotBefore: iso(NOW + 3 * MINUTE) }, 'SAML_NOT_YET_VALID'),
  timed(
    'issued in the future, to win over every later login',
    { issueInstant: iso(NOW + 3 * MINUTE) },
    'SAML_NOT_YET_VALID',
  ),
  timed('issued in the year 9999', { issueInstant: '9999-12-31T23:59:59Z' }, 'SAML_NOT_YET_VALID'),
  timed(
    'valid until the year 9999',
    { notOnOrAfter: '9999-12-31T23:59:59Z', confirmationNotOnOrAfter: '9999-12-31T23:59:59Z' },
    'SAML_LIFETIME',
  ),
  timed('issued a day ago, still valid', { issueInstant: iso(NOW - 24 * HOUR) }, 'SAML_LIFETIME'),
  timed('a confirmation without an end', { confirmationNotOnOrAfter: null }, 'SAML_SUBJECT_CONFIRMATION'),
  timed('a session that is over at the IdP', { sessionNotOnOrAfter: iso(NOW - HOUR) }, 'SAML_SESSION_EXPIRED'),
  ...[
    ['local time', '2026-05-04T09:20:27'],
    ['an offset', '2026-05-04T11:20:27+02:00'],
    ['an offset of nothing', '2026-05-04T09:20:27+00:00'],
    ['a small z', '2026-05-04T09:20:27z'],
    ['a small t', '2026-05-04t09:20:27Z'],
    ['a blank for the T', '2026-05-04 09:20:27Z'],
    ['a blank before', ' 2026-05-04T09:20:27Z'],
    ['no seconds', '2026-05-04T09:20Z'],
    ['a leap second', '2026-05-04T09:20:60Z'],
    ['the hour 24', '2026-05-04T24:00:00Z'],
    ['a day that the month does not have', '2026-06-31T09:20:27Z'],
    ['a negative year', '-2026-05-04T09:20:27Z'],
    ['five digits of a year', '12026-05-04T09:20:27Z'],
    ['seconds since 1970', String(NOW + 5 * MINUTE)],
    ['infinity', 'INF'],
    ['words', 'tomorrow'],
    ['nothing', ''],
    ['ten digits of a fraction', '2026-05-04T09:20:27.0000000001Z'],
    ['full-width digits', '２０２６-05-04T09:20:27Z'],
  ].map(([name, text = '']) => timed(`an end with ${name}`, { notOnOrAfter: text }, 'SAML_TIME_FORMAT')),
  timed('an IssueInstant in local time', { issueInstant: '2026-05-04T09:15:27' }, 'SAML_TIME_FORMAT'),
  timed('an AuthnInstant in local time', { authnInstant: '2026-05-04T09:15:27' }, 'SAML_TIME_FORMAT'),
  timed('a SessionNotOnOrAfter in local time', { sessionNotOnOrAfter: '2036-05-04T09:15:27' }, 'SAML_TIME_FORMAT'),
];

const told = signedBy('status');
const statusOf = (inner: string): ResponseOptions => ({ statusXml: `<saml2p:Status>${inner}</saml2p:Status>` });
const code = (value: string, inner = ''): string => `<saml2p:StatusCode Value="${value}">${inner}</saml2p:StatusCode>`;
const FAILED = SUCCESS.replace('Success', 'Responder');

const STATUSES: readonly AttackCase[] = [
  told('a failure around a good assertion', { status: FAILED }, 'SAML_STATUS_NOT_SUCCESS'),
  told('Success inside a failure', statusOf(code(FAILED, code(SUCCESS))), 'SAML_STATUS_NOT_SUCCESS'),
  told('a failure, then Success', statusOf(code(FAILED) + code(SUCCESS)), 'SAML_STATUS_NOT_SUCCESS'),
  told('no Status', { statusXml: '' }, 'SAML_SHAPE'),
  told(
    'two Statuses',
    { statusXml: `<saml2p:Status>${code(FAILED)}</saml2p:Status><saml2p:Status>${code(SUCCESS)}</saml2p:Status>` },
    'SAML_SHAPE',
  ),
  told('a Status without code', statusOf(''), 'SAML_STATUS_NOT_SUCCESS'),
  told('a code without value', statusOf('<saml2p:StatusCode/>'), 'SAML_STATUS_NOT_SUCCESS'),
  told('Success with a blank', { status: `${SUCCESS} ` }, 'SAML_STATUS_NOT_SUCCESS'),
  told('success in small letters', { status: SUCCESS.toLowerCase() }, 'SAML_STATUS_NOT_SUCCESS'),
  told('Success of SAML 1', { status: 'samlp:Success' }, 'SAML_STATUS_NOT_SUCCESS'),
  told(
    'Success in a foreign namespace',
    statusOf(`<x:StatusCode xmlns:x="urn:x" Value="${SUCCESS}"/>`),
    'SAML_STATUS_NOT_SUCCESS',
  ),
  told(
    'Success as an attribute of a foreign namespace',
    statusOf(`<saml2p:StatusCode xmlns:x="urn:x" x:Value="${SUCCESS}"/>`),
    'SAML_STATUS_NOT_SUCCESS',
  ),
  told(
    'Success in the message',
    statusOf(`${code(FAILED)}<saml2p:StatusMessage>${SUCCESS}</saml2p:StatusMessage>`),
    'SAML_STATUS_NOT_SUCCESS',
  ),
  told(
    'a status outside the protocol',
    { statusXml: `<x:Status xmlns:x="urn:x">${code(SUCCESS)}</x:Status>` },
    'SAML_SHAPE',
  ),
  {
    class: 'status',
    name: 'a failure turned into Success where only the assertion is signed',
    connection: 'either',
    build: (mark) => posted(swap(mark.respond({ sign: 'response', status: FAILED }), FAILED, SUCCESS)),
    expected: 'SAML_SIGNATURE_INVALID',
  },
];

const addressed = signedBy('addressing');
const confirmation = (attributes: string, method = BEARER): string =>
  `<saml2:SubjectConfirmation Method="${method}"><saml2:SubjectConfirmationData ${attributes}/></saml2:SubjectConfirmation>`;

/** Addresses that are ours, nearly. */
const NEARLY_OURS: readonly (readonly [name: string, url: string])[] = [
  ['of another host', 'https://evil.example/saml/either/acs'],
  ['of another scheme', 'http://gw.example/saml/either/acs'],
  ['with a slash behind', 'https://gw.example/saml/either/acs/'],
  ['with a query', 'https://gw.example/saml/either/acs?x=1'],
  ['with a port', 'https://gw.example:443/saml/either/acs'],
  ['in capitals', 'https://GW.example/saml/either/acs'],
  ['with a user', 'https://x@gw.example/saml/either/acs'],
  ['with dots', 'https://gw.example/saml/x/../either/acs'],
  ['that is relative', '/saml/either/acs'],
  ['with a blank', 'https://gw.example/saml/either/acs '],
  ['that is empty', ''],
];

const ADDRESSES: readonly AttackCase[] = [
  ...NEARLY_OURS.flatMap(([name, url]) => [
    addressed(`a Destination ${name}`, { destination: url }, 'SAML_DESTINATION_MISMATCH'),
    addressed(`a Recipient ${name}`, { recipient: url }, 'SAML_SUBJECT_CONFIRMATION'),
  ]),
  addressed('no Destination on a signed response', { destination: null }, 'SAML_DESTINATION_MISMATCH'),
  addressed(
    'a wrong Destination on an unsigned response',
    { destination: 'https://evil.example/acs', sign: 'assertion' },
    'SAML_DESTINATION_MISMATCH',
  ),
  addressed('no Recipient', { recipient: null }, 'SAML_SUBJECT_CONFIRMATION'),
  addressed('no confirmation', { confirmationsXml: '' }, 'SAML_SUBJECT_CONFIRMATION'),
  addressed(
    'a confirmation by key',
    { confirmationMethod: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' },
    'SAML_SUBJECT_CONFIRMATION',
  ),
  addressed(
    'a confirmation by voucher',
    { confirmationMethod: 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches' },
    'SAML_SUBJECT_CONFIRMATION',
  ),
  addressed(
    'what is right in two confirmations together, and in neither alone',
    {
      confirmationsXml:
        confirmation(`NotOnOrAfter="${SOON}" Recipient="https://evil.example/acs"`) +
        confirmation(`NotOnOrAfter="${iso(NOW - HOUR)}" Recipient="${acsUrl('either')}"`),
    },
    'SAML_SUBJECT_CONFIRMATION',
  ),
  addressed(
    'a right confirmation that is no bearer, beside a wrong bearer',
    {
      confirmationsXml:
        confirmation(`NotOnOrAfter="${SOON}" Recipient="${acsUrl('either')}"`, 'urn:x') +
        confirmation(`NotOnOrAfter="${SOON}" Recipient="https://evil.example/acs"`),
    },
    'SAML_SUBJECT_CONFIRMATION',
  ),
  addressed('the audience of another service provider', { audiences: ['urn:other:sp'] }, 'SAML_AUDIENCE_MISMATCH'),
  addressed('no audience', { audiences: [] }, 'SAML_AUDIENCE_MISMATCH'),
  addressed(
    'two restrictions, of which one names us',
    {
      conditionsXml:
        '<saml2:AudienceRestriction><saml2:Audience>urn:other:sp</saml2:Audience></saml2:AudienceRestriction>',
    },
    'SAML_AUDIENCE_MISMATCH',
  ),
  addressed(
    'our audience outside the restriction',
    {
      audiences: [],
      conditionsXml: '<saml2:ProxyRestriction><saml2:Audience>urn:gw:flex</saml2:Audience></saml2:ProxyRestriction>',
    },
    'SAML_AUDIENCE_MISMATCH',
  ),
  addressed(
    'no Conditions',
    { assertion: (xml) => swap(xml, /<saml2:Conditions.*<\/saml2:Conditions>/s, '') },
    'SAML_AUDIENCE_MISMATCH',
  ),
  addressed(
    'a condition that nobody understands',
    { conditionsXml: '<x:Never xmlns:x="urn:x"/>' },
    'SAML_CONDITION_UNKNOWN',
  ),
  addressed('a condition by type', { conditionsXml: '<saml2:Condition/>' }, 'SAML_CONDITION_UNKNOWN'),
  addressed('no authentication statement', { authnStatement: false }, 'SAML_AUTHN_STATEMENT_MISSING'),
  {
    class: 'addressing',
    name: 'a Destination that follows the Host header',
    connection: 'either',
    build: (mark) => ({
      ...posted(mark.respond({ destination: 'https://evil.example/saml/either/acs' })),
      request: { headers: { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' } },
    }),
    expected: 'SAML_DESTINATION_MISMATCH',
  },
];

/** A response for one connection, posted at another. */
const moved = (
  name: string,
  from: ConnectionName,
  to: { at: ConnectionName; expected: RefusalCode; options?: ResponseOptions },
): AttackCase => ({
  class: 'other connection',
  name,
  connection: from,
  build: (mark) => ({ ...posted(mark.respond(to.options ?? {})), connection: to.at }),
  expected: to.expected,
});

/** Told to this connection in every word, but by the other IdP. */
const toldTo = (at: ConnectionName, changes: ResponseOptions = {}): ResponseOptions => ({
  destination: acsUrl(at),
  recipient: acsUrl(at),
  ...changes,
});

const CONNECTIONS: readonly AttackCase[] = [
  moved('of another IdP, same namespace', 'rival', {
    at: 'either',
    expected: 'SAML_SIGNATURE_INVALID',
    options: toldTo('either'),
  }),
  moved('of another IdP, other namespace', 'stranger', {
    at: 'either',
    expected: 'SAML_SIGNATURE_INVALID',
    options: toldTo('either'),
  }),
  moved('of another IdP under the name of the first', 'rival', {
    at: 'either',
    expected: 'SAML_SIGNATURE_INVALID',
    options: toldTo('either', { issuer: 'http://www.okta.com/exk1examplekeyAAA1d7' }),
  }),
  moved('of the first IdP at the other', 'either', {
    at: 'rival',
    expected: 'SAML_SIGNATURE_INVALID',
    options: toldTo('rival'),
  }),
  moved('of the first IdP, which says that it is the other', 'either', {
    at: 'either',
    expected: 'SAML_ISSUER_MISMATCH',
    options: toldTo('either', { issuer: OTHER_IDP }),
  }),
  moved('of the first IdP, the response in the name of the other', 'either', {
    at: 'either',
    expected: 'SAML_ISSUER_MISMATCH',
    options: { responseIssuer: OTHER_IDP },
  }),
  moved('of two connections of one IdP, unchanged', 'both', { at: 'either', expected: 'SAML_DESTINATION_MISMATCH' }),
  moved('of two connections of one IdP, assertion signed', 'both', {
    at: 'either',
    expected: 'SAML_SUBJECT_CONFIRMATION',
    options: { sign: 'assertion', destination: acsUrl('either') },
  }),
  moved('of another service provider of one IdP', 'second', {
    at: 'either',
    expected: 'SAML_AUDIENCE_MISMATCH',
    options: toldTo('either'),
  }),
  moved('of ours at the other service provider', 'either', {
    at: 'second',
    expected: 'SAML_AUDIENCE_MISMATCH',
    options: toldTo('second'),
  }),
  moved('with both audiences in two restrictions', 'either', {
    at: 'either',
    expected: 'SAML_AUDIENCE_MISMATCH',
    options: {
      conditionsXml: `<saml2:AudienceRestriction><saml2:Audience>${OTHER_SP}</saml2:Audience></saml2:AudienceRestriction>`,
    },
  }),
  moved('at a connection that is switched off', 'either', {
    at: 'disabled',
    expected: 'SAML_CONNECTION_DISABLED',
    options: toldTo('disabled'),
  }),
  {
    class: 'other connection',
    name: 'the signed assertion of the other IdP in a response of the first',
    connection: 'either',
    build: (mark) => {
      const foreign = mark.respond({
        sign: 'assertion',
        issuer: OTHER_IDP,
        signing: { key: otherIdpKey().privateKey, certificate: otherIdpKey().certificate },
      });
      return posted(swap(foreign, OTHER_IDP, 'http://www.okta.com/exk1examplekeyAAA1d7'));
    },
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    class: 'other connection',
    name: 'a person of the first IdP, named by the other in the same words',
    connection: 'stranger',
    build: async (mark, field) => {
      const owner = aMark('both');
      const changes = { nameId: mark.email, attributes: mark.options().attributes ?? [] };
      await strike(field, { response: encode(owner.respond(changes)) }, 'both');
      return posted(mark.respond({ nameId: mark.email }));
    },
    expected: 'SUBJECT_CONFLICT',
    owned: true,
  },
  ...['nobody', '__proto__', 'constructor', 'EITHER', 'either%20', 'either%00', '..%2feither', 'é'].map(
    (connection): AttackCase => ({
      class: 'other connection',
      name: `at a connection named ${connection}`,
      connection: 'either',
      build: (mark) => ({ ...posted(mark.respond()), connection }),
      expected: 'SAML_CONNECTION_UNKNOWN',
    }),
  ),
];

const bound = (
  name: string,
  build: AttackCase['build'],
  expected: RefusalCode,
  more: { connection?: ConnectionName; uses?: boolean } = {},
): AttackCase => ({
  class: 'replay and request binding',
  name,
  connection: more.connection ?? 'either',
  build,
  expected,
  ...(more.uses === true && { uses: true }),
});

const answering = (mark: Mark, inResponseTo: string, more: ResponseOptions = {}): string =>
  encode(mark.respond({ inResponseTo, ...more }));

const BINDINGS: readonly AttackCase[] = [
  bound(
    'the same response once more',
    async (mark, field) => {
      const blow = posted(mark.respond());
      await strike(field, blow, mark.connection);
      return blow;
    },
    'SAML_REPLAYED',
    { uses: true },
  ),
  bound(
    'the same assertion in a response of another ID',
    async (mark, field) => {
      const options: ResponseOptions = { sign: 'assertion' };
      await strike(field, posted(mark.respond(options)), mark.connection);
      return posted(swap(mark.respond(options), mark.responseId, '_another'));
    },
    'SAML_REPLAYED',
    { uses: true },
  ),
  bound(
    'the same assertion at another connection of the same people',
    async (mark, field) => {
      await strike(field, posted(mark.respond()), 'either');
      const changes = toldTo('rival', {
        issuer: OTHER_IDP,
        signing: { key: otherIdpKey().privateKey, certificate: otherIdpKey().certificate },
      });
      return { ...posted(mark.respond(changes)), connection: 'rival' };
    },
    'SAML_REPLAYED',
    { uses: true },
  ),
  bound(
    'the same response, its base64 wrapped',
    async (mark, field) => {
      const response = encode(mark.respond());
      await strike(field, { response }, mark.connection);
      return { response: response.replaceAll(/.{76}/g, '$&\r\n') };
    },
    'SAML_REPLAYED',
    { uses: true },
  ),
  bound(
    'an answer to a login of another browser',
    async (mark, field) => {
      const [victim, attacker] = await Promise.all([beginLogin(field, 'either'), beginLogin(field, 'either')]);
      return { response: answering(mark, victim.requestId), relayState: victim.relayState, cookie: attacker.cookie };
    },
    'SAML_REQUEST_UNKNOWN',
  ),
  bound(
    'an answer to a login of a browser without its cookie',
    async (mark, field) => {
      const victim = await beginLogin(field, 'either');
      return { response: answering(mark, victim.requestId), relayState: victim.relayState };
    },
    'SAML_REQUEST_UNKNOWN',
  ),
  bound(
    'an answer with the RelayState of another login',
    async (mark, field) => {
      const [first, second] = await Promise.all([beginLogin(field, 'either'), beginLogin(field, 'either')]);
      return { response: answering(mark, first.requestId), relayState: second.relayState, cookie: first.cookie };
    },
    'SAML_REQUEST_UNKNOWN',
  ),
  bound(
    'an answer to a login of another connection',
    async (mark, field) => {
      const { requestId, relayState, cookie } = await beginLogin(field, 'both');
      return { response: answering(mark, requestId), relayState, cookie };
    },
    'SAML_REQUEST_UNKNOWN',
  ),
  bound(
    'an answer to a request that nobody made',
    (mark) => ({ response: answering(mark, `_${'0'.repeat(40)}`) }),
    'SAML_REQUEST_UNKNOWN',
  ),
  bound(
    'an answer to a request with a strange ID',
    (mark) => ({ response: answering(mark, '*') }),
    'SAML_REQUEST_UNKNOWN',
  ),
  bound('an answer to the empty request', (mark) => ({ response: answering(mark, '') }), 'SAML_REQUEST_UNKNOWN'),
  bound('an answer to __proto__', (mark) => ({ response: answering(mark, '__proto__') }), 'SAML_REQUEST_UNKNOWN'),
  bound(
    'a second answer to one request',
    async (mark, field) => {
      const { requestId, relayState, cookie } = await beginLogin(field, 'either');
      const other = { assertionId: `${mark.assertionId}-first`, responseId: `${mark.responseId}-first` };
      await strike(field, { response: answering(mark, requestId, other), relayState, cookie }, 'either');
      return { response: answering(mark, requestId), relayState, cookie };
    },
    'SAML_REQUEST_UNKNOWN',
  ),
  bound(
    'InResponseTo on the response alone',
    (mark) => posted(mark.respond({ responseInResponseTo: '_x' })),
    'SAML_SUBJECT_CONFIRMATION',
  ),
  bound(
    'two InResponseTo that differ',
    (mark) => posted(mark.respond({ inResponseTo: '_x', responseInResponseTo: '_y' })),
    'SAML_SUBJECT_CONFIRMATION',
  ),
  bound(
    'an unsigned response that hides the InResponseTo of its assertion',
    (mark) =>
      posted(mark.respond({ sign: 'assertion', inResponseTo: `_${'1'.repeat(40)}`, responseInResponseTo: null })),
    'SAML_REQUEST_UNKNOWN',
  ),
  ...[false, true].map((isFirst) =>
    bound(
      `an answer to a login of another browser, with a confirmation of no request ${isFirst ? 'before' : 'behind'} it`,
      async (mark, field) => {
        const { requestId } = await beginLogin(field, 'either');
        const data = `Recipient="${acsUrl('either')}" NotOnOrAfter="${SOON}"`;
        const [none, ours] = ['', ` InResponseTo="${requestId}"`].map(
          (more) =>
            `<saml2:SubjectConfirmation Method="${BEARER}"><saml2:SubjectConfirmationData ${data}${more}/>` +
            '</saml2:SubjectConfirmation>',
        );
        return posted(mark.respond({ confirmationsXml: isFirst ? `${none}${ours}` : `${ours}${none}` }));
      },
      'SAML_REQUEST_UNKNOWN',
    ),
  ),
  bound('unsolicited, where logins begin here alone', (mark) => posted(mark.respond()), 'SAML_UNSOLICITED', {
    connection: 'sp-only',
  }),
];

/** The words of the protocol in another namespace are no words of it. */
const PROTOCOLS: readonly AttackCase[] = ['SAML:2.0:protocols', 'SAML:1.0:protocol', 'saml:2.0:protocol'].map(
  (namespace): AttackCase => ({
    class: 'shape and IDs',
    name: `a response of the namespace ${namespace}`,
    connection: 'either',
    build: (mark) => posted(mark.respond({ sign: 'none' }).replaceAll(PROTOCOL, `urn:oasis:names:tc:${namespace}`)),
    expected: 'SAML_SHAPE',
  }),
);

export const CONTEXT_ATTACKS: readonly AttackCase[] = [
  ...TIMES,
  ...STATUSES,
  ...ADDRESSES,
  ...CONNECTIONS,
  ...BINDINGS,
  ...PROTOCOLS,
];
