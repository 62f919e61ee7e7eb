import { createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { effectiveRoles } from '../../src/sessions/effective.ts';
import { tokenClaims } from '../../src/tokens/claims.ts';
import { createJwtTokenIssuer } from '../../src/tokens/token-issuer.jwt.ts';
import { aState, ada } from '../support/subject-states.ts';
import { aTokenSettings } from '../support/token-settings.ts';

const NOW = Date.parse('2026-11-24T08:00:00.000Z');
const SECOND = NOW / 1000;
const settings = aTokenSettings();
const issuerAt = (now: number) => createJwtTokenIssuer({ settings, clock: () => now });
const issuer = issuerAt(NOW);

const claims = tokenClaims(
  {
    bearer: { identity: ada.identity, workerSid: 'WKada', roles: effectiveRoles(aState(['agent']))! },
    grants: ['chat'],
    ttlSeconds: 180,
    sessionExpiresAt: NOW + 3_600_000,
    now: NOW,
  },
  settings,
);
const token = issuer.issue(claims);

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token of these parts, signed as HS256 whatever its header says. */
function forged(payload: object, over: { header?: object; secret?: string } = {}): string {
  const { header = claims.header, secret = settings.apiKeySecret } = over;
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

test('a token is known again until its last second', () => {
  const good = { valid: true, token: { identity: ada.identity, issuedAt: NOW, expiresAt: NOW + 180_000 } };
  expect(issuer.verify(token)).toEqual(good);
  expect(issuerAt(NOW + 179_999).verify(token)).toEqual(good);
});

test('a token that Twilio’s other libraries made with the same API key is as good', () => {
  const { iat, exp, iss, sub } = claims.payload;
  expect(issuer.verify(forged({ grants: { identity: 'bob' }, sub, iss, exp, iat }))).toMatchObject({
    valid: true,
    token: { identity: 'bob' },
  });
});

describe('refused, with Twilio’s number and a sentence', () => {
  const { payload } = claims;
  const { exp: _exp, ...withoutExp } = payload;
  const { iat: _iat, ...withoutIat } = payload;
  const [head, body, signature] = token.split('.') as [string, string, string];
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rsaInput = `${encode({ ...claims.header, alg: 'RS256' })}.${encode(payload)}`;

  test.each<[string, string, number, string]>([
    ['nothing', '', 20101, 'Invalid Access Token'],
    ['no JWT at all', 'not a token', 20101, 'Invalid Access Token'],
    ['two parts only', `${head}.${body}`, 20101, 'Invalid Access Token'],
    [
      'a payload that is no JSON',
      `${head}.${Buffer.from('x').toString('base64url')}.${signature}`,
      20101,
      'Invalid Access Token',
    ],
    ['a signature cut off', `${head}.${body}.`, 20107, 'signature'],
    ['a signature altered', `${head}.${body}.${signature.slice(1)}A`, 20107, 'signature'],
    [
      'a payload altered',
      `${head}.${encode({ ...payload, grants: { identity: 'eve' } })}.${signature}`,
      20107,
      'signature',
    ],
    ['another secret', forged(payload, { secret: 'guessed' }), 20107, 'signature'],
    ['alg none, unsigned', `${encode({ ...claims.header, alg: 'none' })}.${body}.`, 20107, 'signature'],
    ['alg none, with a signature', forged(payload, { header: { ...claims.header, alg: 'none' } }), 20102, 'header'],
    ['HS512 with the right secret', jwt.sign(payload, settings.apiKeySecret, { algorithm: 'HS512' }), 20102, 'header'],
    [
      'RS256',
      `${rsaInput}.${signBytes('sha256', Buffer.from(rsaInput), rsa.privateKey).toString('base64url')}`,
      20102,
      'header',
    ],
    ['another API key', forged({ ...payload, iss: 'SKother' }), 20103, 'issuer'],
    ['another account', forged({ ...payload, sub: 'ACother' }), 20103, 'subject'],
    ['no issuer', forged({ ...payload, iss: undefined }), 20103, 'issuer'],
    ['past its end', forged({ ...payload, exp: SECOND - 1 }), 20104, 'expired'],
    ['at its end', forged({ ...payload, exp: SECOND }), 20104, 'expired'],
    ['a life of more than a day', forged({ ...payload, exp: SECOND + 86_401 }), 20104, '24 hours'],
    ['not yet begun', forged({ ...payload, nbf: SECOND + 1 }), 20105, 'not yet valid'],
    ['no end', forged(withoutExp), 20106, 'exp'],
    ['no time of issue', forged(withoutIat), 20106, 'iat'],
    ['no identity', forged({ ...payload, grants: {} }), 20106, 'identity'],
    ['an empty identity', forged({ ...payload, grants: { identity: '' } }), 20106, 'identity'],
    ['an identity that is no text', forged({ ...payload, grants: { identity: ['ada'] } }), 20106, 'identity'],
    ['no grants', forged({ ...payload, grants: undefined }), 20106, 'identity'],
  ])('%s', (_, bad, code, message) => {
    expect(issuer.verify(bad)).toStrictEqual({
      valid: false,
      fault: { code, message: expect.stringContaining(message) },
    });
  });

  test('the same token after its end', () => {
    expect(issuerAt(NOW + 180_000).verify(token)).toMatchObject({ valid: false, fault: { code: 20104 } });
  });
});

test('the secret is in no part of a token', () => {
  const readable = token.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  expect([token, ...readable].join('\n')).not.toContain(settings.apiKeySecret);
});
