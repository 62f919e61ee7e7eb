import * as fc from 'fast-check';
import { parseCookies } from '../../src/http/cookies.ts';
import { get } from '../../src/http/endpoint.ts';
import type { Cookie } from '../../src/http/endpoint.ts';
import { startApp } from '../support/http-app.ts';

const setCookie = async (cookie: Cookie, publicUrl: string) => {
  const app = await startApp(
    [get('/it', { access: 'public', summary: 'Cookie', handle: async () => ({ status: 200, cookies: [cookie] }) })],
    { settings: { publicUrl, cors: [], trustProxy: false } },
  );
  const response = await app.send('/it');
  await app.close();
  return { status: response.status, cookies: response.headers.getSetCookie(), log: app.log.lines };
};

describe('cookies that arrive', () => {
  test.each([
    { header: undefined, expected: [] },
    { header: '', expected: [] },
    { header: 'a=1', expected: [['a', '1']] },
    {
      header: 'a=1; b=x=y',
      expected: [
        ['a', '1'],
        ['b', 'x=y'],
      ],
    },
    {
      header: 'a=1;b=2;  c=',
      expected: [
        ['a', '1'],
        ['b', '2'],
        ['c', ''],
      ],
    },
    { header: 'a=%7B%22x%22%3A1%7D', expected: [['a', '{"x":1}']] },
    {
      header: '__proto__=1; constructor=2',
      expected: [
        ['__proto__', '1'],
        ['constructor', '2'],
      ],
    },
  ])('$header is read as $expected', ({ header, expected }) => {
    expect([...parseCookies(header)]).toEqual(expected);
  });

  test.each([
    { header: 'a', why: 'has no value' },
    { header: '=1', why: 'has no name' },
    { header: 'a b=1', why: 'has a space in its name' },
    { header: 'ä=1', why: 'has a name that is no token' },
    { header: 'a="1"', why: 'is quoted' },
    { header: 'a=1 2', why: 'has a space in its value' },
    { header: 'a=%E0%A4%A', why: 'cannot be decoded' },
  ])('$header is left out, for it $why; its neighbours stay', ({ header }) => {
    expect([...parseCookies(`before=1; ${header}; after=2`)]).toEqual([
      ['before', '1'],
      ['after', '2'],
    ]);
  });

  test.each([
    'flexgate=planted; flexgate=real',
    'flexgate=same; flexgate=same',
    'flexgate=; flexgate=real; flexgate=x',
  ])('a name that comes twice counts as absent: %s', (header) => {
    expect([...parseCookies(`${header}; other=1`)]).toEqual([['other', '1']]);
  });

  test('whatever arrives, no name is read that is not a token, and nothing throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        for (const [name] of parseCookies(header)) expect(name).toMatch(/^[!-~]+$/);
      }),
    );
  });
});

describe('cookies that leave', () => {
  const HTTPS = 'https://sso.example.com';
  const HTTP = 'http://localhost:3000';

  test.each<{ cookie: Cookie; publicUrl: string; expected: string }>([
    {
      cookie: { name: 'flexgate', value: 'a.b', sameSite: 'Lax' },
      publicUrl: HTTP,
      expected: 'flexgate=a.b; Path=/; HttpOnly; SameSite=Lax',
    },
    {
      cookie: { name: '__Host-flexgate', value: 'a.b', sameSite: 'Lax' },
      publicUrl: HTTPS,
      expected: '__Host-flexgate=a.b; Path=/; HttpOnly; Secure; SameSite=Lax',
    },
    {
      cookie: { name: 'attempt', value: '{"a":1}', sameSite: 'None', path: '/saml' },
      publicUrl: HTTPS,
      expected: 'attempt=%7B%22a%22%3A1%7D; Path=/saml; HttpOnly; Secure; SameSite=None',
    },
  ])('$cookie.name at $publicUrl', async ({ cookie, publicUrl, expected }) => {
    expect((await setCookie(cookie, publicUrl)).cookies).toEqual([expected]);
  });

  test('a value that leaves comes back the same', async () => {
    const value = 'ü {"a": "b;c"}';
    const { cookies } = await setCookie({ name: 'it', value, sameSite: 'Strict' }, HTTP);
    expect(parseCookies(cookies[0]?.split(';')[0]).get('it')).toBe(value);
  });

  test('maxAgeSeconds is Max-Age', async () => {
    const { cookies } = await setCookie({ name: 'it', value: 'x', sameSite: 'Lax', maxAgeSeconds: 90 }, HTTP);
    expect(cookies[0]).toContain('; Max-Age=90;');
  });

  test('no value removes the cookie', async () => {
    const { cookies } = await setCookie({ name: 'it', value: undefined, sameSite: 'Lax', maxAgeSeconds: 90 }, HTTP);
    expect(cookies[0]).toMatch(/^it=; Max-Age=0; Path=\/; .*HttpOnly/);
  });

  test.each<{ cookie: Cookie; publicUrl: string; why: string }>([
    { why: 'over http', cookie: { name: '__Host-x', value: '1', sameSite: 'Lax' }, publicUrl: HTTP },
    { why: 'under a path', cookie: { name: '__Host-x', value: '1', sameSite: 'Lax', path: '/saml' }, publicUrl: HTTPS },
  ])('a __Host- cookie $why is a defect, for a browser would drop it without a word', async ({ cookie, publicUrl }) => {
    const { status, cookies, log } = await setCookie(cookie, publicUrl);
    expect({ status, cookies }).toEqual({ status: 500, cookies: [] });
    expect(log).toContainEqual(expect.objectContaining({ level: 'error', err: expect.any(Error) }));
  });
});
