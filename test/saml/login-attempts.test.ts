import { randomBytes } from 'node:crypto';
import { createLoginAttempts, type LoginAttempts } from '../../src/saml/login-attempts.ts';
import { memoryRecords } from '../../src/store/records.memory.ts';
import { refusalFrom } from '../support/saml-refusal.ts';
import { watchRecords, type WatchedRecords } from '../support/watched-records.ts';

const TTL_MS = 600_000;
let now: number;
let records: WatchedRecords;
let attempts: LoginAttempts;
beforeEach(() => {
  now = 1_000_000;
  records = watchRecords(memoryRecords(() => now, 1000));
  attempts = createLoginAttempts({ records, ttlMs: TTL_MS, random: randomBytes });
});

const begin = (overrides: { connection?: string; returnTo?: string; browserSecret?: string } = {}) =>
  attempts.begin({ connection: 'okta', returnTo: 'https://desk.example/', ...overrides });

test('hands out an ID for XML, a handle for RelayState and a secret for the browser', async () => {
  const attempt = await begin();
  expect(attempt.requestId).toMatch(/^_[0-9a-f]{40}$/);
  expect(attempt.relayState).toMatch(/^[\w-]{32}$/);
  expect(attempt.browserSecret).toMatch(/^[\w-]{43}$/);
  const next = await begin();
  for (const part of ['requestId', 'relayState', 'browserSecret'] as const) expect(next[part]).not.toBe(attempt[part]);
});

test.each(['ours', 'none'])('ends once, with %s for RelayState', async (kind) => {
  const { requestId, relayState, browserSecret } = await begin();
  const finish = () =>
    attempts.finish({
      connection: 'okta',
      inResponseTo: requestId,
      browserSecret,
      relayState: kind === 'ours' ? relayState : undefined,
    });
  expect(await finish()).toEqual({ returnTo: 'https://desk.example/' });
  expect(await refusalFrom(finish())).toMatchObject({
    code: 'SAML_REQUEST_UNKNOWN',
    evidence: { reason: 'the login it answers is unknown, has expired or was used already' },
  });
});

test('of many that finish at the same moment, one does', async () => {
  const { requestId, browserSecret } = await begin();
  const finish = () =>
    attempts.finish({ connection: 'okta', inResponseTo: requestId, browserSecret, relayState: undefined });
  const settled = await Promise.allSettled(Array.from({ length: 20 }, finish));
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('keeps no address where none was asked for', async () => {
  const { requestId, browserSecret } = await attempts.begin({ connection: 'okta', returnTo: undefined });
  expect(
    await attempts.finish({ connection: 'okta', inResponseTo: requestId, browserSecret, relayState: undefined }),
  ).toEqual({});
});

test('a second tab of one browser does not cut off the first', async () => {
  const first = await begin();
  const second = await begin({ browserSecret: first.browserSecret });
  expect(second.browserSecret).toBe(first.browserSecret);
  for (const { requestId } of [first, second])
    expect(
      await attempts.finish({
        connection: 'okta',
        inResponseTo: requestId,
        browserSecret: second.browserSecret,
        relayState: undefined,
      }),
    ).toBeDefined();
});

test.each(['', 'short', 'a'.repeat(44), `${'a'.repeat(42)};`])(
  'does not go on with “%s” for a secret',
  async (browserSecret) => {
    expect((await begin({ browserSecret })).browserSecret).not.toBe(browserSecret);
  },
);

const unknown = 'the login it answers is unknown, has expired or was used already';
test.each([
  { name: 'nobody began', change: { inResponseTo: `_${'0'.repeat(40)}` }, reason: unknown },
  { name: 'has no ID of ours', change: { inResponseTo: 'id123' }, reason: unknown },
  { name: 'has an empty ID', change: { inResponseTo: '' }, reason: unknown },
  { name: 'began at another connection', change: { connection: 'entra' }, reason: unknown },
  {
    name: 'began in another browser',
    change: { browserSecret: 'b'.repeat(43) },
    reason: 'the login was begun in another browser',
  },
  {
    name: 'comes without the cookie',
    change: { browserSecret: undefined },
    reason: 'the cookie of the browser that began the login did not arrive',
  },
  { name: 'comes with another RelayState', change: { relayState: 'x' }, reason: 'RelayState belongs to another login' },
])('refuses a login that $name', async ({ change, reason }) => {
  const { requestId, browserSecret, relayState } = await begin();
  const finishing = attempts.finish({
    connection: 'okta',
    inResponseTo: requestId,
    browserSecret,
    relayState,
    ...change,
  });
  expect(await refusalFrom(finishing)).toMatchObject({ code: 'SAML_REQUEST_UNKNOWN', evidence: { reason } });
});

test('another connection neither finishes an attempt nor uses it up', async () => {
  const { requestId, browserSecret } = await begin();
  const finish = (connection: string) =>
    attempts.finish({ connection, inResponseTo: requestId, browserSecret, relayState: undefined });
  await refusalFrom(finish('entra'));
  expect(await finish('okta')).toBeDefined();
});

test('a failed try uses the attempt up', async () => {
  const { requestId, browserSecret } = await begin();
  const finish = (secret: string) =>
    attempts.finish({ connection: 'okta', inResponseTo: requestId, browserSecret: secret, relayState: undefined });
  await refusalFrom(finish('b'.repeat(43)));
  expect((await refusalFrom(finish(browserSecret))).code).toBe('SAML_REQUEST_UNKNOWN');
});

test('expires', async () => {
  const { requestId, browserSecret } = await begin();
  now += TTL_MS;
  const finishing = attempts.finish({
    connection: 'okta',
    inResponseTo: requestId,
    browserSecret,
    relayState: undefined,
  });
  expect((await refusalFrom(finishing)).code).toBe('SAML_REQUEST_UNKNOWN');
});

test('does not ask the store for an ID that cannot be ours', async () => {
  await refusalFrom(
    attempts.finish({
      connection: 'okta',
      inResponseTo: 'x'.repeat(10_000),
      browserSecret: undefined,
      relayState: undefined,
    }),
  );
  expect(records.asked).toEqual([]);
});

test('the store never sees the secret of the browser', async () => {
  const { browserSecret } = await begin();
  expect([...records.written.entries()].flat().join('\n')).not.toContain(browserSecret);
});
