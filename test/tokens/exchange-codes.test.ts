import * as fc from 'fast-check';
import type { Records } from '../../src/kernel/records.ts';
import { EXCHANGE_CODE_TTL_MS, createExchangeCodes } from '../../src/tokens/exchange-codes.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import { watchRecords } from '../support/watched-records.ts';

const CREDENTIAL = 'ada_40example_2Ecom.c2VjcmV0IG9mIHRoZSBzZXNzaW9u';
const invalid = expect.objectContaining({ code: 'EXCHANGE_CODE_INVALID', evidence: {} });

function setUp() {
  const clock = { now: 1_000_000 };
  const records = watchRecords(createMemoryStore({ clock: () => clock.now }).records);
  return { clock, records, codes: createExchangeCodes(records) };
}

test('a code gives the session back', async () => {
  const { codes } = setUp();
  await expect(codes.redeem(await codes.issue(CREDENTIAL))).resolves.toBe(CREDENTIAL);
});

test('any credential survives the way', async () => {
  const { codes } = setUp();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (credential) => {
      expect(await codes.redeem(await codes.issue(credential))).toBe(credential);
    }),
  );
});

test('a code is 32 random bytes that fit into a URL as they are', async () => {
  const { codes } = setUp();
  const [first, second] = [await codes.issue(CREDENTIAL), await codes.issue(CREDENTIAL)];
  expect(first).toMatch(/^[\w-]{43}$/);
  expect(second).not.toBe(first);
});

test('it works once', async () => {
  const { codes } = setUp();
  const code = await codes.issue(CREDENTIAL);
  await codes.redeem(code);
  await expect(codes.redeem(code)).rejects.toEqual(invalid);
});

test('of many who redeem it at the same moment, one gets the session', async () => {
  const { codes } = setUp();
  const code = await codes.issue(CREDENTIAL);
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => codes.redeem(code)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('it lives for a minute', async () => {
  const { codes, clock } = setUp();
  const [early, late] = [await codes.issue(CREDENTIAL), await codes.issue(CREDENTIAL)];
  clock.now += EXCHANGE_CODE_TTL_MS - 1;
  await expect(codes.redeem(early)).resolves.toBe(CREDENTIAL);
  clock.now += 1;
  await expect(codes.redeem(late)).rejects.toEqual(invalid);
  expect(EXCHANGE_CODE_TTL_MS).toBe(60_000);
});

test.each([
  ['empty', ''],
  ['too short', 'abc'],
  ['too long', 'A'.repeat(44)],
  ['of other characters', `${'A'.repeat(42)}=`],
  ['with a line break after it', `${'A'.repeat(43)}\n`],
])('a code that is %s is refused without asking the store', async (_, code) => {
  const { codes, records } = setUp();
  await expect(codes.redeem(code)).rejects.toEqual(invalid);
  expect(records.asked).toEqual([]);
});

test('an unknown code is refused, and uses up no other', async () => {
  const { codes } = setUp();
  const code = await codes.issue(CREDENTIAL);
  await expect(codes.redeem('A'.repeat(43))).rejects.toEqual(invalid);
  await expect(codes.redeem(code)).resolves.toBe(CREDENTIAL);
});

describe('what the store holds', () => {
  test('opens nothing: neither the code nor the credential is in it', async () => {
    const { codes, records } = setUp();
    const code = await codes.issue(CREDENTIAL);
    const [[key, value]] = [...records.written] as [[string, string]];
    for (const secret of [code, CREDENTIAL]) {
      for (const text of [key, value, Buffer.from(value, 'base64url').toString('latin1')]) {
        expect(text).not.toContain(secret);
      }
    }
    await expect(codes.redeem(key.replace('exchange:', ''))).rejects.toEqual(invalid);
  });

  test('is different each time for the same credential', async () => {
    const { codes, records } = setUp();
    await codes.issue(CREDENTIAL);
    await codes.issue(CREDENTIAL);
    expect(new Set(records.written.values()).size).toBe(2);
  });

  test.each([
    ['altered', (value: string) => `${value.slice(0, -2)}${value.endsWith('AA') ? 'BB' : 'AA'}`],
    ['cut', (value: string) => value.slice(0, 20)],
    ['emptied', () => ''],
  ])('cannot be %s without being noticed', async (_, spoil) => {
    const { codes, records } = setUp();
    const code = await codes.issue(CREDENTIAL);
    const [[key, value]] = [...records.written] as [[string, string]];
    await records.put(key, spoil(value), 1000);
    await expect(codes.redeem(code)).rejects.toEqual(invalid);
  });

  test('cannot be swapped for the record of another code', async () => {
    const { codes, records } = setUp();
    const mine = await codes.issue('the session of Eve');
    const [[, sealed]] = [...records.written] as [[string, string]];
    const theirs = await codes.issue(CREDENTIAL);
    const [, [key]] = [...records.written] as [[string, string], [string, string]];
    await records.put(key, sealed, 1000);
    await expect(codes.redeem(theirs)).rejects.toEqual(invalid);
    await expect(codes.redeem(mine)).resolves.toBe('the session of Eve');
  });
});

test('a store that does not answer is an outage, not a wrong code', async () => {
  const outage = new Error('store down');
  const down = { take: () => Promise.reject(outage) } as unknown as Records;
  await expect(createExchangeCodes(down).redeem('A'.repeat(43))).rejects.toBe(outage);
});
