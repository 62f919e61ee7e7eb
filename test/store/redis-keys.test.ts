import { createHash } from 'node:crypto';
import type { StoreConnection } from '../../src/store/connect.redis.ts';
import { aBlock, aClaim, aSession, aSubject, HOUR, MINUTE, slot, T0 } from '../support/store-builders.ts';
import { keysIn, openRedisStore } from '../support/store-harness.ts';

const tag = createHash('sha256').update(slot).digest('base64url').slice(0, 22);

async function contentsOf(connection: StoreConnection, key: string): Promise<string> {
  const contents = await connection.command<unknown>('test', async (redis) => {
    const type = await redis.type(key);
    if (type === 'hash') return redis.hgetall(key);
    return type === 'zset' ? redis.zrange(key, '0', '-1') : redis.get(key);
  });
  return JSON.stringify(contents);
}

describe('what is in Redis', () => {
  const opened = openRedisStore();
  const { connection } = opened;
  const keyOf = (name: string): string => `${connection.prefix}{${tag}}:${name}`;
  const remainingMs = (name: string) => connection.command('test', (redis) => redis.pttl(keyOf(name)));
  const { ledger, sessions, records } = opened.store;
  afterEach(async () => {
    const keys = await keysIn(connection);
    await connection.command('test', (redis) => redis.del('none', ...keys));
  });
  afterAll(() => opened.close());

  test('the keys of one subject, all under one hash tag', async () => {
    await ledger.claim(aClaim());
    await ledger.lease(slot, HOUR);
    await sessions.create(aSession());
    const used = createHash('sha256').update('_a1').digest('base64url');
    const names = ['endings', 'lease', 'sessions', 'state', `used:${used}`];
    expect((await keysIn(connection)).toSorted()).toEqual(names.map(keyOf).toSorted());
  });

  test('the secret of a session is nowhere, only its hash', async () => {
    await ledger.claim(aClaim());
    const credential = await sessions.create(aSession());
    await sessions.resume(credential, T0 + 1);
    const secret = credential.slice(23);
    const keys = await keysIn(connection);
    const everything = [...keys, ...(await Promise.all(keys.map((key) => contentsOf(connection, key))))].join('\n');
    expect(everything).toContain(createHash('sha256').update(secret).digest('base64url'));
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(secret.slice(0, 16));
  });

  test('a subject stays; used assertions, leases and sessions end by themselves', async () => {
    await ledger.claim(aClaim({ usedUntil: T0 + 5 * MINUTE }));
    await ledger.lease(slot, 30_000);
    await sessions.create(aSession({ expiresAt: T0 + 2 * HOUR }));
    const used = `used:${createHash('sha256').update('_a1').digest('base64url')}`;
    await expect(remainingMs('state')).resolves.toBe(-1);
    for (const [name, ms] of [
      [used, 5 * MINUTE],
      ['lease', 30_000],
      ['sessions', 2 * HOUR],
      ['endings', 2 * HOUR],
    ] as const) {
      const remaining = await remainingMs(name);
      expect(remaining).toBeGreaterThan(ms / 2);
      expect(remaining).toBeLessThanOrEqual(ms);
    }
  });

  test('a shorter session does not cut a longer one off', async () => {
    await ledger.claim(aClaim());
    await sessions.create(aSession({ expiresAt: T0 + 12 * HOUR }));
    await sessions.create(aSession({ expiresAt: T0 + HOUR }));
    expect(await remainingMs('sessions')).toBeGreaterThan(6 * HOUR);
    expect(await remainingMs('endings')).toBeGreaterThan(6 * HOUR);
  });

  test('sessions that are over are cleared away by the next login', async () => {
    await ledger.claim(aClaim());
    for (let i = 0; i < 5; i += 1) await sessions.create(aSession());
    await sessions.create(aSession({ createdAt: T0 + HOUR, expiresAt: T0 + 2 * HOUR }));
    await expect(connection.command('test', (redis) => redis.hlen(keyOf('sessions')))).resolves.toBe(1);
    await expect(connection.command('test', (redis) => redis.zcard(keyOf('endings')))).resolves.toBe(1);
  });

  test('a block leaves no session behind, a refused block nothing at all', async () => {
    await ledger.block(slot, aBlock());
    await expect(keysIn(connection)).resolves.toEqual([]);
    await ledger.claim(aClaim());
    await sessions.create(aSession());
    await ledger.block(slot, aBlock());
    expect((await keysIn(connection)).filter((key) => /sessions|endings/.test(key))).toEqual([]);
  });

  test('a conflict and the lease of an unknown subject write nothing', async () => {
    await ledger.lease(slot, HOUR);
    await expect(keysIn(connection)).resolves.toEqual([]);
    await ledger.claim(aClaim());
    const before = (await keysIn(connection)).toSorted();
    await ledger.claim(aClaim({ subject: aSubject('ann@example.com', 'entra'), assertionId: '_b' }));
    expect((await keysIn(connection)).toSorted()).toEqual(before);
  });

  test('records lie under their own prefix, with their end', async () => {
    await records.put('attempt', 'x', HOUR);
    await expect(keysIn(connection)).resolves.toEqual([`${connection.prefix}r:attempt`]);
    const remaining = await connection.command('test', (redis) => redis.pttl(`${connection.prefix}r:attempt`));
    expect(remaining).toBeGreaterThan(HOUR / 2);
  });

  test('scripts that the server has forgotten are sent again', async () => {
    await ledger.claim(aClaim());
    await connection.command('test', (redis) => redis.script('FLUSH'));
    await expect(ledger.claim(aClaim())).resolves.toEqual({ kind: 'replay' });
  });

  test('two prefixes on one Redis know nothing of each other', async () => {
    const other = openRedisStore();
    await ledger.claim(aClaim());
    await expect(other.store.ledger.claim(aClaim())).resolves.toMatchObject({ kind: 'accepted' });
    await other.close();
  });
});
