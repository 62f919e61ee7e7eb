import type { RefusalCode } from '../../src/kernel/refusal.ts';
import type { AttackCase, HarmlessCase, Mark } from './attack-case.ts';
import { attributesOf, inExtensions, posted, swap } from './attack-case.ts';
import type { ConnectionName } from './attack-gateway.ts';
import { encode, OKTA, type Style } from './saml-idp.ts';

/** Without types: more values fit. */
const PLAIN_STYLE: Style = { ...OKTA, values: 'untyped' };

/** What looks like a role, to somebody. None of them is one. */
const NO_ROLES: readonly (readonly [name: string, value: string])[] = [
  ['capitals', 'ADMIN'],
  ['one capital', 'Admin'],
  ['a Cyrillic а', '\u0430dmin'],
  ['a full-width a', '\uFF41dmin'],
  ['a dotless ı', 'adm\u0131n'],
  ['a combining mark', 'a\u0301dmin'],
  ['a zero-width space behind', 'admin\u200B'],
  ['a zero-width space before', '\u200Badmin'],
  ['a zero-width joiner inside', 'ad\u200Dmin'],
  ['a word joiner', 'admin\u2060'],
  ['a soft hyphen', 'ad\u00ADmin'],
  ['a byte order mark', '\uFEFFadmin'],
  ['a no-break space', 'admin\u00A0'],
  ['a direction mark', '\u202Eadmin'],
  ['a tag character', 'admin\u{E0041}'],
  ['a semicolon', 'admin;'],
  ['a semicolon between', 'agent;admin'],
  ['a bar between', 'agent|admin'],
  ['a blank between', 'agent admin'],
  ['a line end between', 'agent\nadmin'],
  ['a slash', 'admin/'],
  ['a path', '/flex/admin'],
  ['a dot', 'admin.'],
  ['a quote', '"admin"'],
  ['brackets', '[admin]'],
  ['an array of JSON', '["admin"]'],
  ['an object of JSON', '{"role":"admin"}'],
  ['an assignment', 'roles=admin'],
  ['percent-encoding', '%61dmin'],
  ['an encoded NUL', 'admin%00'],
  ['an escape', '\\u0061dmin'],
  ['an entity inside text', '&#97;dmin'],
  ['a wildcard', '*'],
  ['a pattern', '.*'],
  ['an expression', '${roles}'],
  ['markup', '<role>admin</role>'],
  ['a prefix', 'flex.admin'],
  ['read-only admin', 'flex.readonlyadmin'],
  ['the name of an object’s method', 'toString'],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['an Insights role alone', 'wfo.full_access'],
];

const refusedRole = (
  name: string,
  value: string,
  expected: RefusalCode,
  connection: ConnectionName = 'either',
): AttackCase => ({
  class: 'values and names',
  name,
  connection,
  build: (mark) => posted(mark.respond({ attributes: attributesOf(mark.email, [value]) })),
  expected,
});

/** Attributes under names that are not the one that carries the roles. */
const NO_ROLE_NAMES: readonly string[] = [
  'Roles',
  'ROLES',
  'role',
  'roles ',
  ' roles',
  'roles\u200B',
  'r\u043Eles',
  'roles[]',
  'roles[0]',
  'roles.0',
  'flex.roles',
  'urn:roles',
  'https://evil.example/roles',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/role',
];

const ROLE_ATTACKS: readonly AttackCase[] = [
  ...NO_ROLES.map(([name, value]) => refusedRole(`a role with ${name}`, value, 'ROLE_NOT_GRANTED')),
  refusedRole('two roles in one value, where one value is one role', 'agent,admin', 'ROLE_NOT_GRANTED', 'whole'),
  refusedRole('a comma behind, where one value is one role', 'admin,', 'ROLE_NOT_GRANTED', 'whole'),
  refusedRole('a separator alone', ',', 'ATTRIBUTE_MISSING'),
  refusedRole('a blank role', ' \t', 'ATTRIBUTE_MISSING'),
  refusedRole('an unknown role, where all must be known', 'agent,superadmin', 'ROLE_UNKNOWN', 'known-only'),
  refusedRole('a look-alike beside a role, where all must be known', 'agent,\u0430dmin', 'ROLE_UNKNOWN', 'known-only'),
  ...NO_ROLE_NAMES.map((attribute): AttackCase => ({
    class: 'values and names',
    name: `admin under the name “${attribute}”`,
    connection: 'either',
    build: (mark: Mark) =>
      posted(
        mark.respond({
          attributes: [
            ['email', [mark.email]],
            ['full_name', ['A B']],
            [attribute, ['admin']],
          ],
        }),
      ),
    expected: 'ATTRIBUTE_MISSING',
  })),
  {
    class: 'values and names',
    name: 'roles by FriendlyName alone',
    connection: 'either',
    build: (mark) =>
      posted(mark.respond({ assertion: (xml) => swap(xml, 'Name="roles"', 'Name="other" FriendlyName="roles"') })),
    expected: 'ATTRIBUTE_MISSING',
  },
  {
    class: 'values and names',
    name: 'roles under a Name of a foreign namespace',
    connection: 'either',
    build: (mark) =>
      posted(
        mark.respond({
          assertion: (xml) => swap(xml, 'Name="roles"', 'Name="other" xmlns:x="urn:x" x:Name="roles"'),
        }),
      ),
    expected: 'ATTRIBUTE_MISSING',
  },
  {
    class: 'values and names',
    name: 'roles in the Extensions of the response',
    connection: 'either',
    build: (mark) =>
      posted(
        mark.respond({
          attributes: attributesOf(mark.email, []),
          response: (xml) =>
            inExtensions(
              xml,
              '<x:Attribute xmlns:x="urn:oasis:names:tc:SAML:2.0:assertion" Name="roles"><x:AttributeValue>admin</x:AttributeValue></x:Attribute>',
            ),
        }),
      ),
    expected: 'ATTRIBUTE_MISSING',
  },
];

/** Names that JavaScript gives a meaning to, and names that would reach what is decided elsewhere. */
const HOSTILE_NAMES: readonly string[] = [
  '__proto__',
  '__proto__.stringarray',
  'constructor',
  'constructor.string',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  '__defineGetter__',
  'toJSON',
  'then',
  'roles.stringarray',
  'roles.string',
  'roles.int',
  'email.string',
  'full_name.string',
  'team_sid',
  'routing',
  'routing.string',
  'disabled_skills',
];

/** What the worker must hold of them: nothing that is decided, whatever else was copied. */
export const HARMLESS_VALUES: readonly HarmlessCase[] = [
  ...HOSTILE_NAMES.map((attribute): HarmlessCase => ({
    class: 'values and names',
    name: `an attribute named ${attribute}`,
    connection: 'either',
    build: (mark) =>
      posted(mark.respond({ attributes: [...attributesOf(mark.email, ['agent']), [attribute, ['admin']]] })),
  })),
  ...NO_ROLES.filter(([, value]) => !value.startsWith('wfo.')).map(([name, value]): HarmlessCase => ({
    class: 'values and names',
    name: `a role with ${name}, beside agent`,
    connection: 'either',
    build: (mark) => posted(mark.respond({ attributes: attributesOf(mark.email, ['agent', value]) })),
  })),
  {
    class: 'values and names',
    name: 'Insights roles of an agent',
    connection: 'either',
    build: (mark) =>
      posted(mark.respond({ attributes: attributesOf(mark.email, ['agent', 'wfo.full_access', 'wfo.data_manager']) })),
  },
];

const big = (
  name: string,
  alter: (xml: string, mark: Mark) => string,
  expected: RefusalCode = 'SAML_TOO_LARGE',
): AttackCase => ({
  class: 'flood',
  name,
  connection: 'either',
  build: (mark) => ({ response: encode(alter(mark.respond({ sign: 'assertion' }), mark)) }),
  expected,
});

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

const manyValues = (mark: Mark, count: number, text: (index: number) => string) => ({
  attributes: [
    ...attributesOf(mark.email, ['agent']),
    ['groups', Array.from({ length: count }, (_, index) => text(index))] as const,
  ],
});

const prefixList = (prefixes: string): string =>
  `<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="${prefixes}"></ec:InclusiveNamespaces>`;

export const FLOODS: readonly AttackCase[] = [
  {
    class: 'flood',
    name: '270,000 letters of base64',
    connection: 'either',
    build: () => ({ response: 'A'.repeat(270_000) }),
    expected: 'SAML_TOO_LARGE',
  },
  {
    class: 'flood',
    name: '2 MB of base64',
    connection: 'either',
    build: () => ({ response: 'A'.repeat(2_000_000) }),
    expected: 'BODY_TOO_LARGE',
  },
  {
    class: 'flood',
    name: '2 MB of RelayState',
    connection: 'either',
    build: (mark) => ({ ...posted(mark.respond()), relayState: 'x'.repeat(2_000_000) }),
    expected: 'BODY_TOO_LARGE',
  },
  {
    class: 'flood',
    name: '5,000 characters of RelayState',
    connection: 'either',
    build: (mark) => ({ ...posted(mark.respond()), relayState: 'x'.repeat(5_000) }),
    expected: 'REQUEST_INVALID',
  },
  {
    class: 'flood',
    name: '250 kB of line ends',
    connection: 'either',
    build: () => ({ response: '\n'.repeat(90_000) }),
    expected: 'SAML_NOT_BASE64',
  },
  big('33 levels', (xml) => inExtensions(xml, `${'<x>'.repeat(31)}${'</x>'.repeat(31)}`)),
  big('10,000 levels', (xml) => inExtensions(xml, `${'<x>'.repeat(10_000)}${'</x>'.repeat(10_000)}`)),
  big('10,000 levels without an end', (xml) => inExtensions(xml, '<x>'.repeat(10_000))),
  big('10,000 elements', (xml) => inExtensions(xml, '<x/>'.repeat(10_000))),
  big('10,000 attributes of XML', (xml) =>
    inExtensions(
      xml,
      times(2_000, () => '<x a="" b="" c="" d="" e=""/>'),
    ),
  ),
  big('2,000 attributes on one element', (xml) => inExtensions(xml, `<x ${times(2_000, (i) => `a${i}="" `)}/>`)),
  big('2,000 namespaces on one element', (xml) => inExtensions(xml, `<x ${times(2_000, (i) => `xmlns:n${i}="u" `)}/>`)),
  big('150 kB of text', (xml) => inExtensions(xml, 'x'.repeat(150_000))),
  big('150 kB of text in the NameID', (xml) => swap(xml, '</saml2:NameID>', `${'x'.repeat(150_000)}</saml2:NameID>`)),
  big('150 kB of one attribute name', (xml) => swap(xml, 'Name="roles"', `Name="${'x'.repeat(150_000)}"`)),
  big('150 kB of one ID', (xml, { assertionId }) => xml.replaceAll(assertionId, `_${'x'.repeat(70_000)}`)),
  big(
    'an ID longer than any',
    (xml, { assertionId }) => xml.replaceAll(assertionId, `_${'x'.repeat(2_000)}`),
    'SAML_SHAPE',
  ),
  big('one long namespace, repeated by each of 2,300 elements in canonical form', (xml) =>
    inExtensions(xml, `<x xmlns:p="urn:${'x'.repeat(150_000)}">${'<p:x/>'.repeat(2_300)}</x>`),
  ),
  big('2,000 names of elements, each searched for to the end', (xml) =>
    inExtensions(xml, `${times(2_000, (i) => `<x${i}></x${i}>`)}<y>${'x'.repeat(60_000)}</y>`),
  ),
  big('a list of 70,000 prefixes, each compared with each attribute', (xml) =>
    swap(xml, '</ds:Transform></ds:Transforms>', `${prefixList('p '.repeat(70_000))}</ds:Transform></ds:Transforms>`),
  ),
  big(
    '50 lists of 1,000 prefixes',
    (xml) =>
      swap(
        xml,
        '</ds:Transform></ds:Transforms>',
        `${prefixList('p '.repeat(1_000)).repeat(50)}</ds:Transform></ds:Transforms>`,
      ),
    'SAML_SIGNATURE_SHAPE',
  ),
  big(
    '2,000 scripts of HTML, each with all before it in a lenient parser',
    (xml) => inExtensions(xml, `<x xmlns="http://www.w3.org/1999/xhtml">${'<script></script >'.repeat(2_000)}</x>`),
    'SAML_MALFORMED',
  ),
  big('150 kB of an open tag', (xml) => swap(xml, '<saml2:Subject>', `<${'x'.repeat(150_000)}`), 'SAML_MALFORMED'),
  big(
    '50,000 opening brackets',
    (xml) => swap(xml, '</saml2:NameID>', `${'<'.repeat(50_000)}</saml2:NameID>`),
    'SAML_MALFORMED',
  ),
  big(
    '50,000 ampersands',
    (xml) => swap(xml, '</saml2:NameID>', `${'&'.repeat(50_000)}</saml2:NameID>`),
    'SAML_MALFORMED',
  ),
  big(
    '100 signatures on the response',
    (xml) => {
      const signature = /<ds:Signature .*?<\/ds:Signature>/s.exec(xml)?.[0] ?? '';
      return swap(xml, '<saml2p:Status>', `${signature.repeat(60)}<saml2p:Status>`);
    },
    'SAML_SHAPE',
  ),
  big(
    '200 assertions',
    (xml) => {
      const assertion = '<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"/>';
      return swap(xml, '</saml2p:Response>', `${assertion.repeat(200)}</saml2p:Response>`);
    },
    'SAML_SHAPE',
  ),
  big(
    '1,000 References',
    (xml) => swap(xml, '</ds:SignedInfo>', `${'<ds:Reference URI="#x"/>'.repeat(1_000)}</ds:SignedInfo>`),
    'SAML_SIGNATURE_SHAPE',
  ),
  big(
    '1,000 transforms',
    (xml) =>
      swap(
        xml,
        '</ds:Transforms>',
        `${'<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'.repeat(1_000)}</ds:Transforms>`,
      ),
    'SAML_SIGNATURE_SHAPE',
  ),
  {
    class: 'flood',
    name: '10,000 values that the IdP signed',
    connection: 'either',
    build: (mark) => ({
      response: encode(mark.respond({ ...manyValues(mark, 10_000, () => ''), sign: 'none', style: PLAIN_STYLE })),
    }),
    expected: 'BODY_TOO_LARGE',
  },
  {
    class: 'flood',
    name: '10,000 attributes that the IdP signed',
    connection: 'either',
    build: (mark) => ({
      response: encode(
        mark.respond({
          sign: 'none',
          assertion: (xml) =>
            swap(
              xml,
              '</saml2:AttributeStatement>',
              `${times(10_000, (i) => `<saml2:Attribute Name="${i}"/>`)}</saml2:AttributeStatement>`,
            ),
        }),
      ),
    }),
    expected: 'BODY_TOO_LARGE',
  },
  {
    class: 'flood',
    name: '2,500 values that the IdP signed',
    connection: 'either',
    build: (mark) => ({
      response: encode(mark.respond({ ...manyValues(mark, 2_500, () => 'x'), style: PLAIN_STYLE })),
    }),
    expected: 'SAML_TOO_LARGE',
  },
  {
    class: 'flood',
    name: '900 groups that the IdP signed, which no worker can hold',
    connection: 'either',
    build: (mark) => ({
      response: encode(mark.respond({ ...manyValues(mark, 900, (index) => `group-${index}`), style: PLAIN_STYLE })),
    }),
    expected: 'ATTRIBUTES_TOO_LARGE',
  },
];

export const VALUE_ATTACKS: readonly AttackCase[] = [...ROLE_ATTACKS, ...FLOODS];
