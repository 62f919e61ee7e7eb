/** The few ASN.1 DER encodings (ITU-T X.690) that a self-signed certificate is made of. */

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = 0x05;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const PRINTABLE_STRING = 0x13;
const IA5_STRING = 0x16;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const CONTEXT_CONSTRUCTED = 0xa0;

/** X.690 8.1.3: one byte below 128, else the number of length bytes and then these. */
function encodedLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

const element = (tag: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([tag]), encodedLength(content.length), content]);

export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(SEQUENCE, Buffer.concat(parts));
export const set = (...parts: readonly Uint8Array[]): Buffer => element(SET, Buffer.concat(parts));
export const nothing = (): Buffer => element(NULL, Buffer.alloc(0));
export const utf8String = (text: string): Buffer => element(UTF8_STRING, Buffer.from(text, 'utf8'));
export const printableString = (text: string): Buffer => element(PRINTABLE_STRING, Buffer.from(text, 'ascii'));
export const ia5String = (text: string): Buffer => element(IA5_STRING, Buffer.from(text, 'ascii'));
/** Whole bytes: no unused bits at the end. */
export const bitString = (content: Uint8Array): Buffer =>
  element(BIT_STRING, Buffer.concat([Buffer.from([0]), content]));
export const explicit = (number: number, content: Uint8Array): Buffer => element(CONTEXT_CONSTRUCTED | number, content);

/** A number from 0 on: a leading zero byte keeps the highest bit from reading as a minus (8.3). */
export function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const negative = (bytes[0] ?? 0) >= 0x80;
  return element(INTEGER, negative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function base128(value: number): number[] {
  const rest = Math.floor(value / 128);
  return rest === 0 ? [value % 128] : [...base128(rest).map((byte) => byte | 0x80), value % 128];
}

/** 8.19: the first two numbers share a byte. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(OBJECT_IDENTIFIER, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5280 4.1.2.5). Whole seconds. */
export function time(ms: number): Buffer {
  const digits = new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  return Number(digits.slice(0, 4)) < 2050
    ? element(UTC_TIME, Buffer.from(digits.slice(2), 'ascii'))
    : element(GENERALIZED_TIME, Buffer.from(digits, 'ascii'));
}
