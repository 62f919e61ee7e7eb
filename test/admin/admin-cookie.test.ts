import { createAdminCookie } from '../../src/admin/admin-cookie.ts';

const TOKEN = 'a-long-admin-token-for-tests';
const cookieAt = (clock: { now: number }, adminToken = TOKEN, publicUrl = 'https://sso.example.com') =>
  createAdminCookie({ adminToken, publicUrl, clock: () => clock.now });
const NOW = Date.UTC(2026, 10, 24);

test('is for an hour, this site only, and does not hold the token', () => {
  const clock = { now: NOW };
  const cookie = cookieAt(clock);
  const { value = '', ...issued } = cookie.issue();
  expect(issued).toEqual({ name: '__Host-flexgate-admin', sameSite: 'Strict', path: '/', maxAgeSeconds: 3600 });
  expect(value).not.toContain(TOKEN);
  expect(cookie.isValid(value)).toBe(true);
  clock.now += 3_599_999;
  expect(cookie.isValid(value)).toBe(true);
  clock.now += 1;
  expect(cookie.isValid(value)).toBe(false);
});

test('holds on another replica with the same token, and on none with another', () => {
  const { value = '' } = cookieAt({ now: NOW }).issue();
  expect(cookieAt({ now: NOW }).isValid(value)).toBe(true);
  expect(cookieAt({ now: NOW }, 'another-long-admin-token-here').isValid(value)).toBe(false);
});

test.each([
  ['nothing', () => ''],
  ['a later end under the same signature', (value: string) => value.replace(/^\d/, '9')],
  ['another signature', (value: string) => value.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))],
  ['no signature', (value: string) => value.split('.')[0] ?? ''],
  ['the token itself', () => TOKEN],
  ['more behind it', (value: string) => `${value}x`],
])('%s is refused', (_title, change) => {
  const cookie = cookieAt({ now: NOW });
  expect(cookie.isValid(change(cookie.issue().value ?? ''))).toBe(false);
});

test('over http it has no prefix that browsers would refuse', () => {
  expect(cookieAt({ now: NOW }, TOKEN, 'http://localhost:3000').name).toBe('flexgate-admin');
});
