import { createJwtTokenIssuer } from '../../src/tokens/token-issuer.jwt.ts';
import type { TokenClaims } from '../../src/tokens/claims.ts';
import { aConfigFile } from '../support/a-config-file.ts';
import { aFolder } from '../support/a-folder.ts';
import { flexgate } from '../support/flexgate-cli.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const SECRET = '0123456789abcdef';
const ACCOUNT = 'AC00000000000000000000000000000001';
const KEY = 'SK00000000000000000000000000000001';

let folder: ReturnType<typeof aFolder>;
let config: readonly string[];
beforeEach(() => {
  folder = aFolder();
  config = ['--config', folder.write('flexgate.yaml', aConfigFile())];
});
afterEach(() => folder.remove());

const claims = (payload: Partial<TokenClaims['payload']> = {}): TokenClaims => ({
  header: { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' },
  payload: {
    jti: `${KEY}-1`,
    grants: {
      identity: 'ana',
      chat: { service_sid: 'IS1' },
      flex: { flex_role: 'supervisor', insights_roles: ['wfo.team_leader'], roles: ['supervisor', 'wfo.team_leader'] },
    },
    iat: NOW / 1000 - 60,
    exp: NOW / 1000 + 3540,
    iss: KEY,
    sub: ACCOUNT,
    ...payload,
  },
});

const aToken = (payload: Partial<TokenClaims['payload']> = {}, secret = SECRET): string =>
  createJwtTokenIssuer({
    settings: { accountSid: ACCOUNT, apiKeySid: KEY, apiKeySecret: secret },
    clock: () => NOW,
  }).issue(claims(payload));

const signatureOf = (token: string): string => token.split('.')[2] ?? '';

test('a token of ours is verified and shown: identity, roles, grants, expiry', async () => {
  const { code, out } = await flexgate(['token', 'inspect', aToken(), ...config]);
  expect(code).toBe(0);
  expect(out).toContain(`verified
  identity  ana
  roles     supervisor, wfo.team_leader
  account   ${ACCOUNT}, API key ${KEY}
  issued    2026-11-24T11:59:00.000Z
  expires   2026-11-24T12:59:00.000Z
  grants    chat, flex
    chat: {"service_sid":"IS1"}
`);
});

test('it may come over standard input', async () => {
  const run = await flexgate(['token', 'inspect', '-', ...config, '--json'], { input: `${aToken()}\n` });
  expect(run.json()).toMatchObject({ verified: true, payload: { grants: { identity: 'ana' } } });
});

test.each([
  { title: 'expired', token: () => aToken({ iat: NOW / 1000 - 200, exp: NOW / 1000 - 1 }), code: 20104 },
  { title: 'signed with another key', token: () => aToken({}, 'another-secret-altogether'), code: 20107 },
  { title: 'of another account', token: () => aToken({ sub: 'AC2' }), code: 20103 },
])('one that is $title is shown, and the exit code is 1', async ({ token, code }) => {
  const run = await flexgate(['token', 'inspect', token(), ...config, '--json']);
  expect(run.code).toBe(1);
  expect(run.json()).toMatchObject({ verified: false, code, payload: { grants: { identity: 'ana' } } });
  const { out } = await flexgate(['token', 'inspect', token(), ...config]);
  expect(out).toMatch(/^NOT VALID: /);
});

test.each([
  { title: 'there is no configuration', given: () => [], reason: 'there is no configuration' },
  {
    title: 'the secret is not known here',
    given: () => ['--config', folder.write('no-secret.yaml', aConfigFile().replace(SECRET, "'${NOT_SET_HERE}'"))],
    reason: 'the configuration does not give the API key here',
  },
])('where $title it is shown without a verdict', async ({ given, reason }) => {
  const run = await flexgate(['token', 'inspect', aToken(), ...given(), '--json']);
  expect(run.code).toBe(0);
  expect(run.json()).toMatchObject({ verified: 'not checked', reason });
});

test('neither the signature nor the secret is shown', async () => {
  const token = aToken();
  for (const format of [[], ['--json']]) {
    const { out, err } = await flexgate(['token', 'inspect', token, ...config, ...format]);
    expect(out + err).not.toContain(signatureOf(token));
    expect(out + err).not.toContain(SECRET);
  }
});

test.each(['', 'x', 'a.b', 'a.b.c', 'a.b.c.d', `${Buffer.from('[]').toString('base64url')}.e30.x`])(
  '“%s” is no token',
  async (text) => {
    const { code, out, err } = await flexgate(['token', 'inspect', '-', ...config], { input: text });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('this is not an access token');
  },
);

test('what is no token is not repeated: it may be a secret given by mistake', async () => {
  const { err } = await flexgate(['token', 'inspect', 'correct-horse-battery', ...config]);
  expect(err).not.toContain('correct-horse-battery');
});
