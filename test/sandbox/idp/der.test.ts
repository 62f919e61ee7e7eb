import {
  bitString,
  explicit,
  integer,
  nothing,
  objectIdentifier,
  printableString,
  sequence,
  set,
  time,
  utf8String,
} from '../../../src/sandbox/idp/der.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test.each([
  { what: 'a short length', bytes: utf8String('ab'), expected: '0c026162' },
  { what: 'NULL', bytes: nothing(), expected: '0500' },
  { what: 'an empty sequence', bytes: sequence(), expected: '3000' },
  { what: 'a set around an element', bytes: set(nothing()), expected: '31020500' },
  { what: 'a printable string', bytes: printableString('US'), expected: '13025553' },
  { what: 'a bit string, without unused bits', bytes: bitString(Buffer.from([0xff])), expected: '030200ff' },
  { what: 'an explicit tag', bytes: explicit(0, integer(2n)), expected: 'a003020102' },
  { what: 'zero', bytes: integer(0n), expected: '020100' },
  { what: 'a number of an odd count of digits', bytes: integer(0x123n), expected: '02020123' },
  { what: 'a number whose highest bit would read as minus', bytes: integer(0x80n), expected: '02020080' },
  {
    what: 'sha256WithRSAEncryption',
    bytes: objectIdentifier('1.2.840.113549.1.1.11'),
    expected: '06092a864886f70d01010b',
  },
  { what: 'commonName', bytes: objectIdentifier('2.5.4.3'), expected: '0603550403' },
])('$what is written as $expected', ({ bytes, expected }) => {
  expect(hex(bytes)).toBe(expected);
});

test.each([
  { length: 127, header: '0c7f' },
  { length: 128, header: '0c8180' },
  { length: 255, header: '0c81ff' },
  { length: 256, header: '0c820100' },
  { length: 65_536, header: '0c83010000' },
])('a content of $length bytes begins with $header', ({ length, header }) => {
  const bytes = utf8String('x'.repeat(length));
  expect(hex(bytes).startsWith(header)).toBe(true);
  expect(bytes).toHaveLength(header.length / 2 + length);
});

test.each([
  { at: '2026-05-04T09:15:27.318Z', tag: 0x17, text: '260504091527Z' },
  { at: '2049-12-31T23:59:59.999Z', tag: 0x17, text: '491231235959Z' },
  { at: '2050-01-01T00:00:00.000Z', tag: 0x18, text: '20500101000000Z' },
])('$at is the time $text', ({ at, tag, text }) => {
  const bytes = time(Date.parse(at));
  expect(bytes[0]).toBe(tag);
  expect(bytes.subarray(2).toString('ascii')).toBe(text);
});
