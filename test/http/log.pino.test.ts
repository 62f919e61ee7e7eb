import * as fc from 'fast-check';
import { createPinoLog } from '../../src/http/log.pino.ts';
import type { Log } from '../../src/kernel/log.ts';
import { Refusal } from '../../src/kernel/refusal.ts';

function logTo(level: keyof Log = 'debug') {
  const lines: string[] = [];
  const log = createPinoLog({ level, destination: { write: (line) => void lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

const SECRET = 'hunter2-hunter2-hunter2';

test('a line is JSON with its level, time, fields and message', () => {
  const { log, last } = logTo();
  log.info({ requestId: 'r1', nested: { status: 200, list: [1, 'a', null] } }, 'request');
  expect(last()).toEqual({
    level: 'info',
    time: expect.any(Number),
    requestId: 'r1',
    nested: { status: 200, list: [1, 'a', null] },
    msg: 'request',
  });
});

test('lines below the level are left out', () => {
  const { log, lines } = logTo('warn');
  log.debug({}, 'd');
  log.info({}, 'i');
  log.warn({}, 'w');
  log.error({}, 'e');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['w', 'e']);
});

const NAMES = [
  'authorization',
  'Authorization',
  'Proxy-Authorization',
  'cookie',
  'Cookie',
  'set-cookie',
  'cookies',
  'SAMLResponse',
  'samlResponse',
  'SAMLRequest',
  'RelayState',
  'relay_state',
  'token',
  'access_token',
  'adminToken',
  'authToken',
  'code',
  'secret',
  'client_secret',
  'apiKeySecret',
  'password',
  'Password',
  'credential',
  'credentials',
  'assertion',
  'signingKey',
  'private_key',
  'decryptionKey',
  'auth',
];

describe('secrets by name', () => {
  test.each(NAMES)('%s never appears, at the top or below', (name) => {
    const { log, lines } = logTo();
    log.info({ [name]: SECRET, inner: { deep: [{ [name]: SECRET }], map: new Map([[name, SECRET]]) } }, 'm');
    expect(lines[0]).not.toContain(SECRET);
    expect(lines[0]).toContain('[removed]');
  });

  test('a secret of several parts is removed as a whole', () => {
    const { log, last } = logTo();
    log.info({ cookies: { flexgate: SECRET }, authorization: [SECRET] }, 'm');
    expect(last()).toMatchObject({ cookies: '[removed]', authorization: '[removed]' });
  });

  test('wherever a secret hangs, it never appears', () => {
    const tree = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.record({ [NAMES[0] ?? '']: fc.constant(SECRET) }),
        fc.constantFrom(...NAMES).map((name) => ({ [name]: SECRET })),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 3 }),
        tie('value').map((inner) => Object.assign(new Error('failed', { cause: inner }), { response: inner })),
        tie('value').map((inner) => new Map([['key', inner]])),
        tie('value').map((inner) => new Set([inner])),
      ),
    })).value;
    fc.assert(
      fc.property(tree, (value) => {
        const { log, lines } = logTo();
        log.error({ value, err: value }, 'm');
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toContain(SECRET);
      }),
    );
  });

  test.each(['ROLE_NOT_GRANTED', 'ECONNREFUSED', 20429, undefined])('the code %s is no secret', (code) => {
    const { log, last } = logTo();
    log.info({ code }, 'm');
    expect(last()['code']).toBe(code);
  });

  test.each(['tokens', 'codes', 'encode', 'tokenTtlMs', 'route', 'passwordless'])('%s is no secret', (name) => {
    const { log, last } = logTo();
    log.info({ [name]: 3 }, 'm');
    expect(last()[name]).toBe(3);
  });
});

describe('secrets in texts', () => {
  const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';
  test.each([
    { text: `Bearer ${SECRET}`, kept: 'Bearer [removed]' },
    { text: `sent Basic ${Buffer.from(SECRET).toString('base64')} to it`, kept: 'sent Basic [removed] to it' },
    { text: `the token ${JWT} is odd`, kept: 'the token [removed] is odd' },
    { text: `GET /x?code=${SECRET}&a=1`, kept: 'GET /x?code=[removed]&a=1' },
    { text: `SAMLResponse=${SECRET}&RelayState=${SECRET}`, kept: 'SAMLResponse=[removed]&RelayState=[removed]' },
    {
      text: `connect to rediss://app:${SECRET}@redis.example:6379/0`,
      kept: 'connect to rediss://app:[removed]@redis.example:6379/0',
    },
    { text: `redis://:${SECRET}@redis.example`, kept: 'redis://:[removed]@redis.example' },
    { text: 'https://api.example.com:443/x has no secret', kept: 'https://api.example.com:443/x has no secret' },
  ])('$kept', ({ text, kept }) => {
    const { log, last, lines } = logTo();
    log.warn({ note: text, url: new Error(text) }, text);
    expect(last()['note']).toBe(kept);
    expect(last()['msg']).toBe(kept);
    expect(lines[0]).not.toContain(SECRET);
    expect(lines[0]).not.toContain(JWT);
  });
});

describe('errors', () => {
  test('keep what finds the cause: type, message, code, stack, cause', () => {
    const { log, last } = logTo();
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', port: 6379 });
    log.error({ err: new Refusal('STORE_UNAVAILABLE', { operation: 'claim', reason: 'away' }, { cause }) }, 'm');
    expect(last()['err']).toMatchObject({
      type: 'Refusal',
      message: 'STORE_UNAVAILABLE',
      code: 'STORE_UNAVAILABLE',
      evidence: { operation: 'claim', reason: 'away' },
      stack: expect.stringContaining('log.pino.test'),
      cause: { type: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED', port: 6379 },
    });
  });

  test('of an HTTP client lose the credentials that they carry', () => {
    const { log, lines, last } = logTo();
    const error = Object.assign(new Error('timeout'), {
      config: { headers: { Authorization: `Basic ${SECRET}` }, auth: { username: 'AC1', password: SECRET } },
      request: { _header: `POST / HTTP/1.1\r\nAuthorization: Basic ${Buffer.from(SECRET).toString('base64')}\r\n` },
      body: Buffer.from(SECRET),
    });
    log.error({ err: error }, 'm');
    expect(lines[0]).not.toContain(SECRET);
    expect(lines[0]).not.toContain(Buffer.from(SECRET).toString('base64'));
    expect(last()['err']).toMatchObject({ config: { auth: '[removed]' }, body: '[bytes]' });
  });
});

test('circles, depth, long lists, odd values and names of every object are logged without harm', () => {
  const { log, last } = logTo();
  const circle: Record<string, unknown> = { name: 'a' };
  circle['self'] = circle;
  const deep = Array.from({ length: 50 }).reduce<object>((inner) => ({ inner }), {});
  const odd = JSON.parse('{"__proto__":{"polluted":true},"constructor":"x"}') as object;
  log.info(
    { circle, deep, odd, list: Array.from({ length: 1000 }, () => 1), date: new Date(Number.NaN), big: 7n },
    'm',
  );
  expect(last()).toMatchObject({ circle: { name: 'a', self: '[circular]' }, date: 'Invalid Date', big: 7 });
  expect(last()['list']).toHaveLength(100);
  expect(JSON.stringify(last()['deep'])).toContain('[too deep]');
  expect(JSON.stringify(last()['odd'])).toBe('{"__proto__":{"polluted":true},"constructor":"x"}');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test.each([
  ['a control of eight bits', '\u009b2J'],
  ['an escape', '\u001b[2J'],
  ['delete', 'a\u007fb'],
  ['a direction mark', 'ana\u202ecod.exe'],
  ['a line separator', 'a\u2028b'],
])('%s in a name or a message reaches no terminal, and the line still says the same', (_, text) => {
  const { log, lines, last } = logTo();
  const cause = new Error(text);
  log.error({ username: text, [text]: 1, err: cause }, `login of ${text}`);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
  expect(last()).toMatchObject({ username: text, [text]: 1, err: { message: text }, msg: `login of ${text}` });
});
