import * as fc from 'fast-check';
import { chooseReturnTarget, type ReturnTarget } from '../../src/saml/return-targets.ts';

const FLEX = { url: 'https://flex.twilio.com/your-app-1234', code: false };
const DESK = { url: 'https://desk.example.com', code: true };
const OPEN = { url: 'https://desk.example.com/open/', code: false };
const LOCAL = { url: 'http://localhost:3001/app', code: false };
const targets: readonly [ReturnTarget, ...ReturnTarget[]] = [FLEX, DESK, OPEN, LOCAL];
const choose = (asked: string | undefined) => chooseReturnTarget(asked, targets);

test.each([undefined, ''])('goes to the first entry where nothing is asked for (%j)', (asked) => {
  expect(choose(asked)).toEqual({ target: FLEX });
});

test.each([
  { asked: 'https://flex.twilio.com/your-app-1234', url: 'https://flex.twilio.com/your-app-1234', code: false },
  { asked: 'https://flex.twilio.com/your-app-1234/', url: 'https://flex.twilio.com/your-app-1234/', code: false },
  {
    asked: 'https://flex.twilio.com/your-app-1234/teams?a=b#/c',
    url: 'https://flex.twilio.com/your-app-1234/teams?a=b#/c',
    code: false,
  },
  { asked: 'HTTPS://FLEX.TWILIO.COM:443/your-app-1234', url: 'https://flex.twilio.com/your-app-1234', code: false },
  { asked: 'https://desk.example.com', url: 'https://desk.example.com/', code: true },
  {
    asked: 'https://desk.example.com/any/where?x=..%2F',
    url: 'https://desk.example.com/any/where?x=..%2F',
    code: true,
  },
  { asked: 'https://desk.example.com/open', url: 'https://desk.example.com/open', code: false },
  { asked: 'https://desk.example.com/open/x', url: 'https://desk.example.com/open/x', code: false },
  { asked: 'https://desk.example.com/opened', url: 'https://desk.example.com/opened', code: true },
  { asked: 'https://desk.example.com/open/x?code=1', url: 'https://desk.example.com/open/x?code=1', code: false },
  { asked: 'https://desk.example.com/caf%C3%A9', url: 'https://desk.example.com/caf%C3%A9', code: true },
  { asked: 'http://localhost:3001/app/x', url: 'http://localhost:3001/app/x', code: false },
])('goes to $asked', ({ asked, url, code }) => {
  expect(choose(asked)).toEqual({ target: { url, code } });
});

const OUTSIDE = 'it lies outside every entry of returnTo';
const CHARACTER = 'it contains a character that an address may not contain';
const NOT_ABSOLUTE = 'it is not an absolute http or https address without user name';
const TRICKY = 'its path contains dot segments or encoded separators';
const APP = 'https://flex.twilio.com/your-app-1234';

test.each([
  { asked: 'https://evil.example', dropped: OUTSIDE },
  { asked: 'http://flex.twilio.com/your-app-1234', dropped: OUTSIDE },
  { asked: 'https://flex.twilio.com:8443/your-app-1234', dropped: OUTSIDE },
  { asked: 'https://flex.twilio.com.evil.example/your-app-1234', dropped: OUTSIDE },
  { asked: 'https://evilflex.twilio.com/your-app-1234', dropped: OUTSIDE },
  { asked: 'https://flex.twilio.com./your-app-1234', dropped: OUTSIDE },
  { asked: 'https://flex.twilio.com/your-app-12345', dropped: OUTSIDE },
  { asked: 'https://flex.twilio.com/your-app-123', dropped: OUTSIDE },
  { asked: 'https://flex.twilio.com/Your-App-1234', dropped: OUTSIDE },
  { asked: 'https://flex.twilio.com//your-app-1234', dropped: OUTSIDE },
  { asked: 'http://localhost:3002/app', dropped: OUTSIDE },
  { asked: 'https://user@flex.twilio.com/your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: 'https://flex.twilio.com@evil.example/your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: 'https://flex.twilio.com:443@evil.example/your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: '//flex.twilio.com/your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: '///flex.twilio.com/your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: 'https:flex.twilio.com/your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: 'https:/flex.twilio.com/your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: 'https:///flex.twilio.com/your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: '/your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: 'your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: 'javascript:alert(1)', dropped: NOT_ABSOLUTE },
  { asked: 'data:text/html,x', dropped: NOT_ABSOLUTE },
  { asked: 'https://', dropped: NOT_ABSOLUTE },
  { asked: 'https://[::1', dropped: NOT_ABSOLUTE },
  { asked: 'https://flex.twilio.com:99999/your-app-1234', dropped: NOT_ABSOLUTE },
  { asked: 'https://flex.twilio.com\\@evil.example/your-app-1234', dropped: CHARACTER },
  { asked: 'https:\\\\flex.twilio.com/your-app-1234', dropped: CHARACTER },
  { asked: `${APP}/\r\nSet-Cookie: a=b`, dropped: CHARACTER },
  { asked: `${APP}/a\tb`, dropped: CHARACTER },
  { asked: `${APP}/\u0000`, dropped: CHARACTER },
  { asked: ` ${APP}`, dropped: CHARACTER },
  { asked: `${APP}/ü`, dropped: CHARACTER },
  { asked: 'https://flex.twilio.com\u3002evil.example/', dropped: CHARACTER },
  { asked: `${APP}/..`, dropped: TRICKY },
  { asked: `${APP}/../other`, dropped: TRICKY },
  { asked: `${APP}/./x`, dropped: TRICKY },
  { asked: `${APP}/%2e%2e/other`, dropped: TRICKY },
  { asked: `${APP}/.%2E/other`, dropped: TRICKY },
  { asked: `${APP}/%2fevil`, dropped: TRICKY },
  { asked: `${APP}/%5Cevil`, dropped: TRICKY },
  { asked: `${APP}/%252e%252e/other`, dropped: TRICKY },
  { asked: `${APP}/%0d%0aSet-Cookie:a=b`, dropped: TRICKY },
  { asked: `${APP}/%00`, dropped: TRICKY },
  { asked: `${APP}?${'a'.repeat(2048)}`, dropped: 'it is longer than 2048 characters' },
  { asked: 'https://desk.example.com/?code=stolen', dropped: 'it brings a code of its own' },
  { asked: 'https://desk.example.com/?a=b&c%6fde=stolen', dropped: 'it brings a code of its own' },
])('drops $asked', ({ asked, dropped }) => {
  expect(choose(asked)).toEqual({ target: FLEX, dropped });
});

test('an address of 2048 characters is not too long', () => {
  const asked = `${APP}?${'a'.repeat(2048 - APP.length - 1)}`;
  expect(choose(asked).dropped).toBeUndefined();
});

test('never leaves the entries, whatever is asked for', () => {
  const part = fc.constantFrom(
    'https:',
    'http:',
    '//',
    '/',
    '\\',
    '@',
    'flex.twilio.com',
    'evil.example',
    ':443',
    '/your-app-1234',
    '..',
    '%2e',
    '%2f',
    '?',
    '#',
    'x',
    '\t',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
      const { url } = choose(parts.join('')).target;
      const { origin, pathname } = new URL(url);
      expect(origin).toBe('https://flex.twilio.com');
      expect(pathname === '/your-app-1234' || pathname.startsWith('/your-app-1234/')).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
