import * as fc from 'fast-check';
import { checkBegun, checkNotOver, parseInstant } from '../../../src/saml/checks/instant.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

test.each([
  { text: '2026-05-04T09:15:27Z', ms: Date.UTC(2026, 4, 4, 9, 15, 27) },
  { text: '2026-05-04T09:15:27.318Z', ms: Date.UTC(2026, 4, 4, 9, 15, 27, 318) },
  { text: '2026-05-04T09:15:27.3Z', ms: Date.UTC(2026, 4, 4, 9, 15, 27, 300) },
  { text: '2026-05-04T09:15:27.3189999Z', ms: Date.UTC(2026, 4, 4, 9, 15, 27, 318) },
  { text: '2024-02-29T00:00:00Z', ms: Date.UTC(2024, 1, 29) },
])('reads $text', ({ text, ms }) => {
  expect(parseInstant(text, 'x')).toBe(ms);
});

test.each([
  undefined,
  '',
  '2026-05-04',
  '2026-05-04T09:15:27',
  '2026-05-04T09:15:27+00:00',
  '2026-05-04T09:15:27z',
  '2026-05-04t09:15:27Z',
  '2026-05-04 09:15:27Z',
  ' 2026-05-04T09:15:27Z',
  '2026-05-04T09:15Z',
  '2026-05-04T09:15:27.Z',
  '2026-5-4T09:15:27Z',
  '+002026-05-04T09:15:27Z',
  '2026-02-30T09:15:27Z',
  '2025-02-29T09:15:27Z',
  '2026-13-01T09:15:27Z',
  '2026-05-04T24:00:00Z',
  '2026-05-04T09:60:00Z',
  '2026-05-04T09:15:60Z',
  '1777886127318',
  'tomorrow',
])('refuses %j', (text) => {
  expect(refusalOf(() => parseInstant(text, 'NotOnOrAfter'))).toMatchObject({
    code: 'SAML_TIME_FORMAT',
    evidence: { field: 'NotOnOrAfter', received: text ?? '' },
  });
});

test('reads back every instant that it is told in ISO form', () => {
  const date = fc.date({
    min: new Date('1970-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  fc.assert(fc.property(date, (value) => expect(parseInstant(value.toISOString(), 'x')).toBe(value.getTime())));
});

const moment = { now: 1_000_000, skewMs: 1000 };
const iso = (ms: number): string => new Date(ms).toISOString();

test('a time has begun up to the skew before it', () => {
  expect(() => checkBegun(1_001_000, moment)).not.toThrow();
  expect(refusalOf(() => checkBegun(1_001_001, moment))).toMatchObject({
    code: 'SAML_NOT_YET_VALID',
    evidence: { notBefore: iso(1_001_001), now: iso(1_000_000) },
  });
});

test('a time is over at its end, later by the skew', () => {
  expect(() => checkNotOver(999_001, moment)).not.toThrow();
  expect(refusalOf(() => checkNotOver(999_000, moment))).toMatchObject({
    code: 'SAML_EXPIRED',
    evidence: { notOnOrAfter: iso(999_000), now: iso(1_000_000) },
  });
});
