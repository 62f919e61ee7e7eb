import * as fc from 'fast-check';
import { parseXml, XML_LIMITS, type XmlLimits } from '../../../src/saml/gate/parse-xml.ts';
import { childNamed, childrenNamed, descendants } from '../../../src/saml/gate/xml-element.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

test('builds a tree with namespaces resolved and prefixes forgotten', () => {
  const root = parseXml(
    '<?xml version="1.0" encoding="utf-8"?>\n<p:a xmlns:p="urn:p" xmlns="urn:d" ID="1"><b c="x &amp; y">t&#65;&lt;</b></p:a>\n',
  );
  expect(root).toMatchObject({ namespace: 'urn:p', name: 'a', text: '' });
  expect([...root.attributes]).toEqual([['ID', '1']]);
  expect(childNamed(root, 'urn:d', 'b')).toMatchObject({ text: 'tA<', children: [] });
  expect([...(childNamed(root, 'urn:d', 'b')?.attributes ?? [])]).toEqual([['c', 'x & y']]);
});

test('keeps only attributes without a namespace', () => {
  const root = parseXml('<a xmlns:x="urn:x" x:type="t" xml:lang="en" type="mine"/>');
  expect([...root.attributes]).toEqual([['type', 'mine']]);
});

test.each(['__proto__', 'constructor', 'toString'])('takes %s for a name like any other', (name) => {
  const root = parseXml(`<${name} ${name}="v"><${name}>t</${name}></${name}>`);
  expect(root.name).toBe(name);
  expect(root.attributes.get(name)).toBe('v');
  expect(childNamed(root, '', name)?.text).toBe('t');
});

test('lists descendants in document order with their parents', () => {
  const root = parseXml('<a><b><c/></b><d/></a>');
  expect([...descendants(root)].map(({ element, parent }) => `${parent.name}>${element.name}`)).toEqual([
    'a>b',
    'b>c',
    'a>d',
  ]);
  expect(childrenNamed(root, '', 'b')).toHaveLength(1);
});

test.each([
  { what: 'a document type', xml: '<!DOCTYPE a><a/>' },
  { what: 'a document type', xml: '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>' },
  { what: 'a document type', xml: '<!doctype a><a/>' },
  { what: 'a document type', xml: '<a><!ELEMENT b></a>' },
  { what: 'a comment', xml: '<a>ad<!-- -->min</a>' },
  { what: 'a comment', xml: '<!-- before --><a/>' },
  { what: 'a comment', xml: '<a/><!-- after -->' },
  { what: 'a CDATA section', xml: '<a><![CDATA[admin]]></a>' },
  { what: 'a processing instruction', xml: '<a>ad<?x y?>min</a>' },
  { what: 'a processing instruction', xml: '<?xml version="1.0"?><?xml-stylesheet href="x"?><a/>' },
  { what: 'a processing instruction', xml: '<?xml-stylesheet href="x"?><a/>' },
  { what: 'a processing instruction', xml: '<a/><?x?>' },
  { what: 'a processing instruction', xml: ' <?xml version="1.0"?><a/>' },
])('refuses $what: $xml', ({ what, xml }) => {
  expect(refusalOf(() => parseXml(xml))).toMatchObject({
    code: 'SAML_MALFORMED',
    evidence: { reason: `it contains ${what}` },
  });
});

/** Each is one element or text more, or less, to xmldom, which the signatures are verified with. */
test.each([
  '<a><script xmlns="http://www.w3.org/1999/xhtml">&amp;</script></a>',
  '<a xmlns="http://www.w3.org/1999/xhtml"><script></script ></a>',
  '<a><p:b xmlns:p="http://www.w3.org/1999/xhtml"/></a>',
  '<a><b xmlns="http://www.w3.org/1999/&#120;html"/></a>',
])('refuses elements of HTML: %s', (xml) => {
  expect(refusalOf(() => parseXml(xml))).toMatchObject({
    code: 'SAML_MALFORMED',
    evidence: { reason: 'it contains HTML' },
  });
});

test.each([
  '',
  'text',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '<a/>text',
  'text<a/>',
  '<a b=c/>',
  '<a b="1" b="2"/>',
  '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>',
  '<a b="<"/>',
  '<a>&</a>',
  '<a>&unknown;</a>',
  '<a>&#0;</a>',
  '<a>\u0001</a>',
  '<a>]]></a>',
  '<p:a/>',
  '<a p:b="1"/>',
  '<a xmlns:p=""/>',
  '<a xmlns:xml="urn:other"/>',
  '<1a/>',
  '<a b/>',
  '<?xml version="1.0"',
])('refuses what is not well-formed: %j', (xml) => {
  expect(refusalOf(() => parseXml(xml))).toMatchObject({
    code: 'SAML_MALFORMED',
    evidence: { reason: 'it is not well-formed XML' },
  });
});

test.each([
  { declaration: '<?xml version="1.1"?>', reason: 'it is not XML 1.0' },
  {
    declaration: '<?xml version="1.0" encoding="ISO-8859-1"?>',
    reason: 'its XML declaration names an encoding other than UTF-8',
  },
  {
    declaration: '<?xml version="1.0" encoding="UTF-16"?>',
    reason: 'its XML declaration names an encoding other than UTF-8',
  },
])('refuses the declaration $declaration', ({ declaration, reason }) => {
  expect(refusalOf(() => parseXml(`${declaration}<a/>`))).toMatchObject({
    code: 'SAML_MALFORMED',
    evidence: { reason },
  });
});

test.each([
  '<a ID="x"><b ID="x"/></a>',
  '<a ID="x"><b Id="x"/></a>',
  '<a ID="x"><b id="x"/></a>',
  '<a ID="x" xmlns:w="urn:w"><b w:Id="x"/></a>',
  '<a ID="x" Id="x"/>',
])('refuses an ID that two attributes carry: %s', (xml) => {
  expect(refusalOf(() => parseXml(xml))).toMatchObject({
    code: 'SAML_SHAPE',
    evidence: { reason: 'two elements have the same ID' },
  });
});

test('takes two elements with different IDs', () => {
  expect(parseXml('<a ID="x"><b ID="X"/></a>').children).toHaveLength(1);
});

const small: XmlLimits = {
  depth: 3,
  elements: 4,
  attributesPerElement: 2,
  attributes: 3,
  attributeText: 4,
  names: 2,
  text: 5,
};

test.each([
  { limit: 'depth', fits: '<a><a><a/></a></a>', over: '<a><a><a><a/></a></a></a>' },
  { limit: 'elements', fits: '<a><b/><b/><b/></a>', over: '<a><b/><b/><b/><b/></a>' },
  { limit: 'attributesPerElement', fits: '<a b="" c=""/>', over: '<a b="" xmlns:c="c" d=""/>' },
  { limit: 'attributes', fits: '<a b="" c=""><a b=""/></a>', over: '<a b="" c=""><a b="" c=""/></a>' },
  { limit: 'attributeText', fits: '<a b="1234"/>', over: '<a b="12345"/>' },
  { limit: 'attributeText', fits: '<a xmlns="urn:"/>', over: '<a xmlns="urn:d"/>' },
  { limit: 'names', fits: '<a><b/><b/></a>', over: '<a><b/><c/></a>' },
  { limit: 'names', fits: '<p:a xmlns:p="p"><p:b/></p:a>', over: '<p:a xmlns:p="p"><p:b/><b/></p:a>' },
  { limit: 'text', fits: '<a>12345</a>', over: '<a>123456</a>' },
  { limit: 'text', fits: '<a>123<b/>45</a>', over: '<a>123<b/>456</a>' },
] as const)('counts $limit, and stops where it is too much', ({ limit, fits, over }) => {
  expect(parseXml(fits, small).name).toBe('a');
  expect(refusalOf(() => parseXml(over, small))).toMatchObject({
    code: 'SAML_TOO_LARGE',
    evidence: { limit, allowed: small[limit] },
  });
});

test('leaves cipher text to the limit of the whole message', () => {
  expect(parseXml('<CipherValue>0123456789</CipherValue>', small).text).toBe('0123456789');
});

test('takes the largest message that an IdP sensibly sends: a thousand groups', () => {
  const groups = '<AttributeValue xmlns:xs="x" xmlns:xsi="y" xsi:type="xs:string">group</AttributeValue>'.repeat(1000);
  expect(parseXml(`<Attribute>${groups}</Attribute>`, XML_LIMITS).children).toHaveLength(1000);
});

test('answers any text with a tree or a refusal, never with another error', () => {
  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<a/>',
    ' ',
    'x',
    '&amp;',
    '&',
    '<!',
    '<?xml version="1.0"?>',
    '"',
    '<a b="c">',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const xml = pieces.join('');
      let outcome: string;
      try {
        outcome = parseXml(xml).name;
      } catch (error) {
        outcome = (error as { code?: string }).code ?? String(error);
      }
      expect(['a', 'SAML_MALFORMED']).toContain(outcome);
    }),
  );
});
