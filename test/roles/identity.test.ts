import * as fc from 'fast-check';
import { escapeIdentity, identityOf } from '../../src/roles/identity.ts';
import { refusalOf } from '../support/refusal-of.ts';

test.each([
  ['user@example.com', 'user_40example_2Ecom'],
  ['jdoe', 'jdoe'],
  ['ana-maria+flex@corp.example', 'ana_2Dmaria_2Bflex_40corp_2Eexample'],
  ['a_b', 'a_b'],
  ['Ana Ruiz', 'Ana_20Ruiz'],
  ['auth0|4711', 'auth0_7C4711'],
  ['josé', 'jos_C3_A9'],
  ['李', '_E6_9D_8E'],
  ['😀', '_F0_9F_98_80'],
  ['0 1', '0_201'],
])('%s becomes the identity %s', (username, identity) => {
  expect(identityOf(username)).toBe(identity);
});

test('an identity holds letters, digits and underscores only, and escaping it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const identity = escapeIdentity(text);
      expect(identity).toMatch(/^\w*$/);
      expect(escapeIdentity(identity)).toBe(identity);
    }),
  );
});

test('usernames without an underscore never meet in one identity', () => {
  const username = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('_'));
  fc.assert(
    fc.property(username, username, (a, b) => {
      expect(escapeIdentity(a) === escapeIdentity(b)).toBe(a === b);
    }),
  );
});

test.each([
  { username: '', reason: /empty/ },
  { username: 'a'.repeat(65), reason: /65 characters, at most 64/ },
  { username: ' ana', reason: /blank/ },
  { username: 'ana\n', reason: /blank/ },
  { username: 'ana\u00a0', reason: /blank/ },
  { username: 'an\u0000a', reason: /invisible/ },
  { username: 'an\u007fa', reason: /invisible/ },
  { username: 'an\ta', reason: /invisible/ },
  { username: 'an\u200ba', reason: /invisible/ },
  { username: 'an\u200da', reason: /invisible/ },
  { username: 'an\u202ea', reason: /invisible/ },
  { username: 'an\u2066a', reason: /invisible/ },
  { username: 'an\u2028a', reason: /invisible/ },
  { username: 'an\u00a0a', reason: /invisible/ },
  { username: 'an\u3164a', reason: /invisible/ },
  { username: 'an\ud800a', reason: /invisible/ },
  { username: '李'.repeat(29), reason: /identity has 261 characters, at most 256/ },
  { username: `US${'0123456789abcdef'.repeat(2)}`, reason: /SID of a Twilio User/ },
  { username: `us${'0123456789ABCDEF'.repeat(2)}`, reason: /SID of a Twilio User/ },
])('$username is refused as a username: $reason', ({ username, reason }) => {
  const { code, evidence } = refusalOf(() => identityOf(username));
  expect(code).toBe('USERNAME_INVALID');
  expect(evidence).toEqual({ username, reason: expect.stringMatching(reason) });
});

test.each(['a'.repeat(64), '李'.repeat(28), `US${'0'.repeat(31)}`, `US${'0'.repeat(33)}`, `US${'g'.repeat(32)}`])(
  '%s is just within what Twilio takes',
  (username) => {
    expect(identityOf(username)).toBe(escapeIdentity(username));
  },
);
