import { sessionCookie } from '../../src/sessions/session-cookie.ts';

test.each([
  ['https://sso.example.com', '__Host-flexgate'],
  ['https://sso.example.com/gateway', '__Host-flexgate'],
  ['HTTPS://sso.example.com', '__Host-flexgate'],
  ['http://localhost:3000', 'flexgate'],
  ['http://https.example.com', 'flexgate'],
])('at %s the cookie is called %s', (publicUrl, name) => {
  expect(sessionCookie(publicUrl).name).toBe(name);
});

test('it goes to the whole host, not across sites, and ends with the browser', () => {
  expect(sessionCookie('https://sso.example.com').carrying('credential')).toStrictEqual({
    name: '__Host-flexgate',
    value: 'credential',
    sameSite: 'Lax',
    path: '/',
  });
});

test('clearing it names the same cookie, or the browser would keep it', () => {
  const cookie = sessionCookie('http://localhost:3000');
  expect(cookie.cleared).toStrictEqual({ ...cookie.carrying('x'), value: undefined });
});
