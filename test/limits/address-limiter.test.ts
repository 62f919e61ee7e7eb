import { randomUUID } from 'node:crypto';
import { addressKeys } from '../../src/limits/address-key.ts';
import { addressLimiter } from '../../src/limits/address-limiter.ts';
import { memoryLimiters } from '../../src/limits/limiters.rate-limiter.ts';
import { refusalFrom } from '../support/saml-refusal.ts';

const limiter = (count = 3) => addressLimiter(memoryLimiters, randomUUID(), { count, seconds: 3600 });
const tooMany = { code: 'TOO_MANY_REQUESTS' };
const times = async (count: number, act: (turn: number) => Promise<void>): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await act(turn);
};

test('all addresses of a /64 are one caller, and another /64 is another', async () => {
  const { take } = limiter();
  await times(3, (turn) => take(addressKeys(`2001:db8:1:1::${turn}`)));
  await expect(refusalFrom(take(addressKeys('2001:db8:1:1:ffff::9')))).resolves.toMatchObject(tooMany);
  await take(addressKeys('2001:db8:1:2::1'));
});

test('a /48 may do four times as much as one of its /64, however many it uses; another /48 is another', async () => {
  const { take } = limiter();
  await times(12, (turn) => take(addressKeys(`2001:db8:1:${turn}::1`)));
  await expect(refusalFrom(take(addressKeys('2001:db8:1:ffff::1')))).resolves.toMatchObject(tooMany);
  await take(addressKeys('2001:db8:2:1::1'));
});

test('one /64 cannot use up what its /48 has for the neighbours, however often it tries', async () => {
  const { take, check } = limiter();
  await times(3, () => take(addressKeys('2001:db8:1:1::1')));
  await times(30, async () => {
    await refusalFrom(take(addressKeys('2001:db8:1:1::1')));
  });
  await times(9, (turn) => check(addressKeys(`2001:db8:1:a${turn}::1`)));
  await times(8, (turn) => take(addressKeys(`2001:db8:1:a${turn}::1`)));
  await expect(take(addressKeys('2001:db8:1:a8::1'))).resolves.toBeUndefined();
});

test('an IPv4 address has no wider network, and is the same inside IPv6', async () => {
  const { take } = limiter();
  await take(addressKeys('192.0.2.7'));
  await take(addressKeys('::ffff:192.0.2.7'));
  await take(addressKeys('::ffff:c000:207'));
  await expect(refusalFrom(take(addressKeys('192.0.2.7')))).resolves.toMatchObject(tooMany);
  await take(addressKeys('192.0.2.8'));
});

test('refusals that are noted close both widths', async () => {
  const { note, check } = limiter();
  await times(12, (turn) => note(addressKeys(`2001:db8:1:${turn}::1`)));
  await expect(refusalFrom(check(addressKeys('2001:db8:1:99::1')))).resolves.toMatchObject(tooMany);
});

test('off is off at both widths', async () => {
  const { take } = addressLimiter(memoryLimiters, randomUUID(), 'off');
  await times(50, () => take(addressKeys('2001:db8:1:1::1')));
  await expect(take(addressKeys('2001:db8:1:1::1'))).resolves.toBeUndefined();
});
