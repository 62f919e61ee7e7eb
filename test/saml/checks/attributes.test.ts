import * as fc from 'fast-check';
import { readAttributes } from '../../../src/saml/checks/attributes.ts';
import { anAssertion } from '../../support/saml-builders.ts';
import { ENTRA, GOOGLE, KEYCLOAK, OKTA } from '../../support/saml-idp.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const statement = (inner: string): string => `<saml2:AttributeStatement>${inner}</saml2:AttributeStatement>`;
const given = (attributesXml: string) => readAttributes(anAssertion({ attributesXml }));

test.each([
  { name: 'Okta, one element with all values', style: OKTA },
  { name: 'Keycloak, one element for each value', style: KEYCLOAK },
  { name: 'Entra, values without type', style: ENTRA },
  { name: 'Google, values of any type', style: GOOGLE },
])('reads the same from $name', ({ style }) => {
  const attributes = [
    ['roles', ['supervisor', 'wfo.team_leader']],
    ['email', ['ana@corp.example']],
  ] as const;
  expect(readAttributes(anAssertion({ style, attributes }))).toEqual(
    new Map(attributes.map(([name, values]) => [name, [...values]])),
  );
});

test.each([
  { name: 'absent', xml: '', roles: undefined },
  { name: 'without a value', xml: statement('<saml2:Attribute Name="roles"/>'), roles: [] },
  {
    name: 'with an empty value',
    xml: statement('<saml2:Attribute Name="roles"><saml2:AttributeValue/></saml2:Attribute>'),
    roles: [''],
  },
  {
    name: 'with a nil value',
    xml: statement(
      '<saml2:Attribute Name="roles"><saml2:AttributeValue xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/></saml2:Attribute>',
    ),
    roles: [''],
  },
  {
    name: 'with blanks',
    xml: statement('<saml2:Attribute Name="roles"><saml2:AttributeValue> a </saml2:AttributeValue></saml2:Attribute>'),
    roles: [' a '],
  },
])('keeps an attribute that is $name apart from the others', ({ xml, roles }) => {
  expect(given(xml).get('roles')).toEqual(roles);
});

const one = (value: string): string =>
  `<saml2:Attribute Name="r"><saml2:AttributeValue>${value}</saml2:AttributeValue></saml2:Attribute>`;

test('merges a name over elements and statements, in their order', () => {
  expect(given(statement(one('a') + one('b')) + statement(`${one('c')}<saml2:Attribute Name="r"/>`)).get('r')).toEqual([
    'a',
    'b',
    'c',
  ]);
});

test('goes by Name alone: a FriendlyName misleads', () => {
  const xml = statement(
    '<saml2:Attribute Name="dept" FriendlyName="roles"><saml2:AttributeValue>admin</saml2:AttributeValue></saml2:Attribute>',
  );
  expect([...given(xml).keys()]).toEqual(['dept']);
});

test.each(['__proto__', 'constructor', 'hasOwnProperty'])('takes %s for a name like any other', (name) => {
  const attributes = readAttributes(anAssertion({ attributes: [[name, ['admin']]] }));
  expect(attributes.get(name)).toEqual(['admin']);
  expect(attributes.get('roles')).toBeUndefined();
  expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
});

test.each([
  {
    name: 'an element inside a value',
    inner: '<saml2:Attribute Name="r"><saml2:AttributeValue>ad<b/>min</saml2:AttributeValue></saml2:Attribute>',
    reason: 'AttributeValue holds elements, only text is allowed',
  },
  {
    name: 'a NameID inside a value',
    inner:
      '<saml2:Attribute Name="r"><saml2:AttributeValue><saml2:NameID>x</saml2:NameID></saml2:AttributeValue></saml2:Attribute>',
    reason: 'AttributeValue holds elements, only text is allowed',
  },
  { name: 'no name', inner: '<saml2:Attribute/>', reason: 'an Attribute has no Name' },
  { name: 'an empty name', inner: '<saml2:Attribute Name=""/>', reason: 'an Attribute has no Name' },
  {
    name: 'an encrypted attribute',
    inner: '<saml2:EncryptedAttribute/>',
    reason: 'AttributeStatement holds an unexpected EncryptedAttribute',
  },
  {
    name: 'an attribute of another namespace',
    inner: '<x:Attribute xmlns:x="urn:x" Name="r"/>',
    reason: 'AttributeStatement holds an unexpected Attribute',
  },
  {
    name: 'a value of another namespace',
    inner: '<saml2:Attribute Name="r"><x:AttributeValue xmlns:x="urn:x">admin</x:AttributeValue></saml2:Attribute>',
    reason: 'Attribute holds an unexpected AttributeValue',
  },
])('refuses $name', ({ inner, reason }) => {
  expect(refusalOf(() => given(statement(inner)))).toMatchObject({ code: 'SAML_SHAPE', evidence: { reason } });
});

test('reads every value as it was sent', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'Ü', '漢', '<', '&', '"', ' ', '\u0085'), maxLength: 8 });
  const list = fc.uniqueArray(
    fc.tuple(
      text.filter((name) => name !== ''),
      fc.array(text, { maxLength: 3 }),
    ),
    { selector: ([name]) => name },
  );
  fc.assert(
    fc.property(list, (attributes) => {
      expect([...readAttributes(anAssertion({ attributes }))]).toEqual(attributes);
    }),
  );
});
