import { assert, jsonValue, property, string } from 'fast-check';
import { visibleJson } from '../../src/pages/parts/json.tsx';
import { initialsOf } from '../../src/kernel/initials.ts';
import { initials } from '../../src/sandbox/ui/avatar.tsx';
import { durationText } from '../../src/pages/parts/time.tsx';
import { webAddress } from '../../src/pages/parts/web-address.ts';

test('JSON is shown as JSON of the same value, every character visible', () => {
  const strings = string({ unit: 'binary' });
  assert(
    property(jsonValue({ stringUnit: 'binary' }), strings, (value, text) => {
      const shown = visibleJson({ value, text });
      expect(JSON.stringify(JSON.parse(shown))).toBe(JSON.stringify({ value, text }));
      expect(shown.replaceAll('\n', '')).not.toMatch(
        /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u,
      );
    }),
  );
});

test.each([
  ['\u202E', String.raw`"\u202e"`],
  ['a\u200Bb', String.raw`"a\u200bb"`],
  ['\u{E0041}', String.raw`"\udb40\udc41"`],
  ['\u00A0', String.raw`"\u00a0"`],
  ['é 漢 ü', '"é 漢 ü"'],
  [undefined, 'null'],
])('%j is shown as %s', (value, shown) => {
  expect(visibleJson(value)).toBe(shown);
});

test.each([
  [0, '0 ms'],
  [12, '12 ms'],
  [999.6, '1 s'],
  [1500, '1 s 500 ms'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [5_400_000, '1 h 30 min'],
  [3_605_000, '1 h'],
  [90_000_000, '1 d 1 h'],
])('%d ms is told as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test.each([
  ['Ana Ruiz', 'AR'],
  ['ana maria de la ruiz', 'AR'],
  ['Ana', 'A'],
  ['(Ana) "Ruiz"', 'AR'],
  ['مريم علي', 'مع'],
  ['\u202E\u200B ---', ''],
  ['', ''],
  ['Zoë Ångström', 'ZÅ'],
  ['Z\u0308oe A\u030Angström', 'ZA'],
  ['Zhang 李', 'Z李'],
  ['𝒵oe 𠮷', '𝒵𠮷'],
  ['z ß', 'ZSS'],
])('the initials of %j are %j', (name, expected) => {
  expect(initialsOf(name)).toBe(expected);
});

test.each([
  ['zoë', 'ångström', 'ZÅ'],
  ['Zhang', '李', 'Z李'],
  ['Ana Maria', 'de la Ruiz', 'AR'],
  ['Ana', '', 'A'],
  ['"Ana"', '(Ruiz)', 'AR'],
])('%j %j has the same initials at the identity provider of the sandbox: %j', (firstName, lastName, expected) => {
  expect(initials({ firstName, lastName })).toBe(expected);
  expect(initialsOf(`${firstName} ${lastName}`)).toBe(expected);
});

test.each([
  ['/me', '/me'],
  ['/saml/okta/login?return_to=https://x', '/saml/okta/login?return_to=https://x'],
  ['https://desk.example.com/a', 'https://desk.example.com/a'],
  ['http://127.0.0.1:4000/people/ana', 'http://127.0.0.1:4000/people/ana'],
  ['JavaScript:alert(1)', '/'],
  ['java\nscript:alert(1)', '/'],
  ['vbscript:x', '/'],
  ['///evil.example', '/'],
])('%j may lead to %j', (address, allowed) => {
  expect(webAddress(address)).toBe(allowed);
});
