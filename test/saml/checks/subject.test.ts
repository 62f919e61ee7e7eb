import { readNameId } from '../../../src/saml/checks/subject.ts';
import { parseXml } from '../../../src/saml/gate/parse-xml.ts';
import { anAssertion } from '../../support/saml-builders.ts';
import { assertionXml, EMAIL_FORMAT } from '../../support/saml-idp.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

test.each(['ana@corp.example', 'Ana Díaz', '漢字', 'a'.repeat(256), '<script>', '__proto__', `O'Neil & "sons"`])(
  'reads the name %s',
  (value) => {
    expect(readNameId(anAssertion({ nameId: value }))).toEqual({ value, format: EMAIL_FORMAT });
  },
);

test('leaves the format out where the IdP does', () => {
  expect(readNameId(anAssertion({ nameIdFormat: null }))).toEqual({ value: 'ana@corp.example' });
});

test.each([
  { name: 'none', nameId: null, reason: 'the Subject has no NameID' },
  { name: 'an empty one', nameId: '', reason: 'the NameID is empty' },
  { name: 'an endless one', nameId: 'a'.repeat(257), reason: 'the NameID is longer than 256 characters' },
  { name: 'a tab', nameId: 'ana\tadmin', reason: 'the NameID contains an invisible character' },
  { name: 'a line end', nameId: 'ana\n', reason: 'the NameID contains an invisible character' },
  { name: 'a bidi override', nameId: 'ana\u202Enimda', reason: 'the NameID contains an invisible character' },
  { name: 'a zero-width space', nameId: 'ana\u200B', reason: 'the NameID contains an invisible character' },
  { name: 'a soft hyphen', nameId: 'a\u00ADna', reason: 'the NameID contains an invisible character' },
  { name: 'a no-break space', nameId: 'ana\u00A0b', reason: 'the NameID contains an invisible character' },
  { name: 'a line separator', nameId: 'ana\u2028', reason: 'the NameID contains an invisible character' },
  { name: 'a private character', nameId: 'ana\uE000', reason: 'the NameID contains an invisible character' },
  { name: 'a blank in front', nameId: ' ana', reason: 'the NameID begins or ends with a blank' },
  { name: 'a blank behind', nameId: 'ana ', reason: 'the NameID begins or ends with a blank' },
  { name: 'only blanks', nameId: '  ', reason: 'the NameID begins or ends with a blank' },
])('refuses $name', ({ nameId, reason }) => {
  expect(refusalOf(() => readNameId(anAssertion({ nameId })))).toMatchObject({
    code: 'SAML_SUBJECT_MISSING',
    evidence: { reason },
  });
});

test('refuses one that is another at each login', () => {
  const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
  expect(refusalOf(() => readNameId(anAssertion({ nameIdFormat })))).toMatchObject({
    code: 'SAML_SUBJECT_MISSING',
    evidence: { reason: expect.stringMatching(/^the NameID is a transient one/) },
  });
});

test('refuses an assertion without Subject', () => {
  const xml = assertionXml().replace(/<saml2:Subject>.*<\/saml2:Subject>/, '');
  expect(refusalOf(() => readNameId(parseXml(xml)))).toMatchObject({
    code: 'SAML_SUBJECT_MISSING',
    evidence: { reason: 'the assertion has no Subject' },
  });
});
