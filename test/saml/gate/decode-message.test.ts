import { decodeMessage } from '../../../src/saml/gate/decode-message.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const XML = '<r>Zoë · 漢字 · 🙂</r>';

test.each([
  { name: 'on one line', encoded: base64(XML) },
  { name: 'wrapped at 76 columns with CR LF', encoded: base64(XML.repeat(9)).replaceAll(/.{76}/g, '$&\r\n') },
  { name: 'wrapped with LF and a last line end', encoded: `${base64(XML.repeat(9)).replaceAll(/.{64}/g, '$&\n')}\n` },
])('takes base64 $name', ({ encoded }) => {
  expect(decodeMessage(encoded).startsWith(XML)).toBe(true);
});

test.each([
  { name: 'a blank inside', encoded: `${base64(XML).slice(0, 8)} ${base64(XML).slice(8)}` },
  { name: 'a plus that a form turned into a blank', encoded: 'PD94 bWw=' },
  { name: 'the alphabet of URLs', encoded: base64(Uint8Array.of(0x3e, 0x3e, 0x3f)).replace('/', '_') },
  { name: 'missing padding', encoded: base64('<ab>').replaceAll('=', '') },
  { name: 'padding in the middle', encoded: `${base64('<a>b')}${base64('c')}` },
  { name: 'bits left over that name no byte', encoded: 'PGE-'.replace('-', 'T').concat('PB==') },
  { name: 'a character of none of the alphabets', encoded: 'PGE!' },
  { name: 'bytes that are not UTF-8', encoded: base64(Uint8Array.of(0x3c, 0xc3, 0x28)) },
  { name: 'an overlong form of UTF-8', encoded: base64(Uint8Array.of(0x3c, 0xc0, 0xaf)) },
  { name: 'a deflated message', encoded: base64(Uint8Array.of(0x4b, 0xcb, 0xcf, 0x07, 0x00, 0xff)) },
  { name: 'line ends only', encoded: '\r\n\r\n' },
])('refuses $name', ({ encoded }) => {
  expect(refusalOf(() => decodeMessage(encoded))).toMatchObject({ code: 'SAML_NOT_BASE64', evidence: {} });
});

test('refuses an empty field as a missing message', () => {
  expect(refusalOf(() => decodeMessage(''))).toMatchObject({ code: 'SAML_MESSAGE_MISSING' });
});

test('takes as many characters as allowed, and not one more', () => {
  const encoded = base64('<abcdefgh>');
  expect(decodeMessage(encoded, encoded.length)).toBe('<abcdefgh>');
  expect(refusalOf(() => decodeMessage(encoded, encoded.length - 1))).toMatchObject({
    code: 'SAML_TOO_LARGE',
    evidence: { limit: 'characters of base64', allowed: encoded.length - 1 },
  });
});

test('refuses a byte order mark, which one parser skips and another reads as text', () => {
  expect(refusalOf(() => decodeMessage(base64(`\uFEFF${XML}`)))).toMatchObject({
    code: 'SAML_MALFORMED',
    evidence: { reason: 'it starts with a byte order mark' },
  });
});
