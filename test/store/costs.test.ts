import { connectStore } from '../../src/store/connect.redis.ts';
import type { StoreConnection } from '../../src/store/connect.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import type { Store } from '../../src/store/store.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { redisProcess } from '../support/redis-process.ts';
import { aBlock, aClaim, aConfirmed, aLog, aSession, aSubject, HOUR, slot, T0 } from '../support/store-builders.ts';

const OTHERS = 200;

/** Commands that a Redis of its own has run since the last reset, those inside scripts included. */
async function commandsOf(connection: StoreConnection, act: () => Promise<unknown>): Promise<Map<string, number>> {
  await connection.command('test', (redis) => redis.config('RESETSTAT'));
  await act();
  const info = await connection.command('test', (redis) => redis.info('commandstats'));
  const counted = [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(
    ([, name = '', calls]) => [name, Number(calls)] as const,
  );
  return new Map(counted.filter(([name]) => !name.startsWith('config') && name !== 'info'));
}

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);

const reads = (info: string): number => Number(/total_reads_processed:(\d+)/.exec(info)?.[1]);

describe('what an operation costs in Redis', () => {
  const redis = redisProcess(['--port', '0']);
  let connection: StoreConnection;
  let store: Store;
  let fresh = 0;
  beforeAll(async () => {
    await redis.start();
    connection = connectStore({ url: redis.socket, timeoutMs: 10_000, keyPrefix: 'fg:', log: aLog() });
    store = createRedisStore({ connection, clock: () => T0 });
  });
  afterAll(async () => {
    await store.close();
    await redis.remove();
  });

  const nextClaim = () => aClaim({ issuedAt: T0 + (fresh += 1), assertionId: `_${fresh}` });
  /** What a login and the requests after it do, one after the other on one subject. */
  const aLife = async (): Promise<ReadonlyMap<string, readonly [roundTrips: number, commands: number]>> => {
    const { ledger, sessions, records } = store;
    const costs = new Map<string, readonly [number, number]>();
    let lease = { slot, token: 0 };
    let credential = '';
    const steps: readonly [string, () => Promise<unknown>][] = [
      ['claim', () => ledger.claim(nextClaim())],
      ['lease', async () => (lease = (await ledger.lease(slot, HOUR)) ?? lease)],
      ['read', () => ledger.read(slot)],
      ['confirm', () => ledger.confirm(lease, aConfirmed())],
      ['release', () => ledger.release(lease)],
      ['create session', async () => (credential = await sessions.create(aSession()))],
      ['resume', () => sessions.resume(credential, T0 + 1)],
      ['end', () => sessions.end(credential)],
      ['put', () => records.put('k', 'v', HOUR)],
      ['take', () => records.take('k')],
    ];
    for (const [name, act] of steps) {
      const counts = await commandsOf(connection, act);
      const scripts = (counts.get('eval') ?? 0) + (counts.get('evalsha') ?? 0);
      costs.set(name, [scripts || sum(counts.values()), sum(counts.values()) - scripts]);
    }
    return costs;
  };

  test('is one round trip each, and the same however many subjects and sessions there are', async () => {
    const alone = await aLife();
    expect([...alone.values()].every(([roundTrips]) => roundTrips === 1)).toBe(true);
    expect(Math.max(...[...alone.values()].map(([, commands]) => commands))).toBeLessThanOrEqual(8);
    const others = Array.from({ length: OTHERS }, (_, index) => aSubject(`person${index}@example.com`));
    await Promise.all(others.map((subject) => store.ledger.claim(aClaim({ subject }))));
    await Promise.all(others.map((subject) => store.sessions.create(aSession({ subject }))));
    for (let i = 0; i < 50; i += 1) await store.sessions.create(aSession());
    const among = await aLife();
    expect(Object.fromEntries(among)).toEqual({ ...Object.fromEntries(alone), 'create session': expect.anything() });
    expect(among.get('create session')?.[1]).toBeLessThanOrEqual(alone.get('create session')?.[1] ?? 0);
  });

  test('blocking ends any number of sessions with the same few commands', async () => {
    const others = ['few@example.com', 'many@example.com'].map((username) => aSubject(username));
    for (const subject of others) await store.ledger.claim(aClaim({ subject }));
    for (let i = 0; i < 50; i += 1) await store.sessions.create(aSession({ subject: others[1]! }));
    await store.sessions.create(aSession({ subject: others[0]! }));
    const [few, many] = others.map((subject) => slotOf(subject.identity));
    const forFew = await commandsOf(connection, () => store.ledger.block(few!, aBlock()));
    const forMany = await commandsOf(connection, () => store.ledger.block(many!, aBlock()));
    expect(sum(forMany.values())).toBe(sum(forFew.values()));
  });

  test('operations of the same moment travel together', async () => {
    await store.ping();
    const before = await connection.command('test', (client) => client.info('stats'));
    await Promise.all(Array.from({ length: 100 }, () => store.ledger.read(slot)));
    const after = await connection.command('test', (client) => client.info('stats'));
    expect(reads(after) - reads(before)).toBeLessThan(20);
  });
});
