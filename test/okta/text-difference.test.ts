import fc from 'fast-check';
import { textDifference } from '../../src/okta/verify/text-difference.ts';

test.each([
  ['https://a.example/acs/', 'https://a.example/acs', 'only the slash at the end differs: there is one too many'],
  ['https://a.example/acs', 'https://a.example/acs/', 'only the slash at the end differs: it is missing'],
  ['https://a.example/acs ', 'https://a.example/acs', 'only white space differs: there is a blank or line break in it'],
  ['https://A.example/acs', 'https://a.example/acs', 'only upper and lower case differ'],
  ['http://a.example/acs', 'https://a.example/acs', 'only the scheme differs: it begins with http://'],
  ['', 'https://a.example/acs', 'nothing is there'],
  ['https://a.example', 'https://a.example/acs', 'it ends before “/acs”'],
  ['https://a.example/acs?x=1', 'https://a.example/acs', '“?x=1” at the end is too much'],
  ['https://a.example/acs', 'https://a.example/saml', 'from character 19 on it says “acs” instead of “saml”'],
  ['urn:x', 'https://a.example', 'it is another text altogether'],
  [
    'https://a.example/\u202eacs',
    'https://a.example/acs',
    'from character 19 on it says “\\u{202e}acs” instead of “acs”',
  ],
])('“%s” for “%s”: %s', (found, expected, says) => {
  expect(textDifference(found, expected)).toBe(says);
});

test('always says something, and nothing invisible', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (found, expected) => {
      fc.pre(found !== expected);
      expect(textDifference(found, expected)).toMatch(/^[^\p{C}]+$/u);
    }),
  );
});
