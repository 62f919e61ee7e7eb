import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Refusal } from '../../src/kernel/refusal.ts';
import { connectStore } from '../../src/store/connect.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import type { Store } from '../../src/store/store.ts';
import { redisProcess } from '../support/redis-process.ts';
import type { RedisProcess } from '../support/redis-process.ts';
import { aBlock, aClaim, aConfirmed, aLog, aSession, aSubject, HOUR, slot, T0 } from '../support/store-builders.ts';
import { eventually, eventuallyAnswers } from '../support/store-eventually.ts';

const SECRET = 'hunter2';
const CREDENTIAL = `${'A'.repeat(22)}.${'B'.repeat(43)}`;

/** Every operation of the store, by the name that a refusal gives it. */
const operations = (store: Store): readonly [string, () => Promise<unknown>][] => {
  const { records, ledger, sessions } = store;
  return [
    ['ping', () => store.ping()],
    ['records.put', () => records.put('hunter2', SECRET, HOUR)],
    ['records.putOnce', () => records.putOnce('hunter2', SECRET, HOUR)],
    ['records.get', () => records.get('hunter2')],
    ['records.take', () => records.take('hunter2')],
    ['ledger.claim', () => ledger.claim(aClaim({ assertionId: SECRET }))],
    ['ledger.read', () => ledger.read(slot)],
    ['ledger.lease', () => ledger.lease(slot, HOUR)],
    ['ledger.release', () => ledger.release({ slot, token: 1 })],
    ['ledger.confirm', () => ledger.confirm({ slot, token: 1 }, aConfirmed())],
    ['ledger.confirm', () => ledger.forgetConfirmed({ slot, token: 1 })],
    ['ledger.block', () => ledger.block(slot, aBlock(SECRET))],
    ['ledger.block', () => ledger.blockSubject(aSubject(), aBlock(SECRET))],
    ['ledger.unblock', () => ledger.unblock(slot)],
    ['sessions.create', () => sessions.create(aSession())],
    ['sessions.resume', () => sessions.resume(CREDENTIAL, T0)],
    ['sessions.end', () => sessions.end(CREDENTIAL)],
    ['sessions.endOf', () => sessions.endOf(slot)],
    ['sessions.listOf', () => sessions.listOf(slot, T0)],
  ];
};

const refusalOf = async (asked: Promise<unknown>): Promise<Refusal> => {
  const answer: unknown = await asked.catch((error: unknown) => error);
  if (answer instanceof Refusal) return answer;
  throw new Error(`no refusal but ${String(answer)}`);
};

const everythingIn = (error: Error): string =>
  JSON.stringify([error, error.message, error.stack, error.cause, Object.entries(error)]);

describe('when Redis fails', () => {
  let redis: RedisProcess;
  const stores: Store[] = [];
  const openAt = (url: string, timeoutMs = 5000): { store: Store; log: ReturnType<typeof aLog> } => {
    const log = aLog();
    const connection = connectStore({ url, timeoutMs, keyPrefix: 'fg:', log });
    const store = createRedisStore({ connection, clock: () => T0 });
    stores.push(store);
    return { store, log };
  };
  const open = (timeoutMs?: number) => openAt(redis.socket, timeoutMs);
  beforeEach(() => {
    redis = redisProcess(['--port', '0']);
  });
  afterEach(async () => {
    redis.goOn();
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await redis.remove();
  });

  test('every operation is refused by name while there is no server', async () => {
    const { store } = open();
    for (const [operation, ask] of operations(store)) {
      const refusal = await refusalOf(ask());
      expect(refusal.code).toBe('STORE_UNAVAILABLE');
      expect(refusal.evidence).toEqual({ operation, reason: 'connection refused' });
    }
  });

  test('a store that was opened before its server came answers when it is there', async () => {
    const { store } = open();
    await refusalOf(store.ping());
    await redis.start();
    await eventuallyAnswers(() => store.ping());
    await expect(store.ledger.claim(aClaim())).resolves.toMatchObject({ kind: 'accepted' });
  });

  test('operations that meet the first connection wait for it', async () => {
    await redis.start();
    const { store } = open();
    const kinds = await Promise.all([1, 2, 3].map(async () => (await store.ledger.claim(aClaim())).kind));
    expect(kinds.toSorted()).toEqual(['accepted', 'replay', 'replay']);
  });

  test('a server that goes and comes back: refusals in between, one log line each, the same store', async () => {
    await redis.start();
    const { store, log } = open();
    await store.ledger.claim(aClaim());
    await redis.kill();
    for (const [, ask] of operations(store)) {
      expect((await refusalOf(ask())).code).toBe('STORE_UNAVAILABLE');
    }
    await redis.start();
    await eventuallyAnswers(() => store.ping());
    await expect(store.ledger.claim(aClaim())).resolves.toMatchObject({ kind: 'accepted' });
    await redis.kill();
    await eventually(
      () => Promise.resolve(log.lines.length),
      (lines) => lines === 3,
    );
    await refusalOf(store.ping());
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'store does not answer: logins are refused until it does'],
      ['info', 'store answers again'],
      ['warn', 'store does not answer: logins are refused until it does'],
    ]);
  });

  test('a server that hangs: refused within the deadline, at once after the connection is given up', async () => {
    await redis.start();
    const { store } = open(200);
    await eventuallyAnswers(() => store.ping());
    redis.hang();
    const refusals = await Promise.all(operations(store).map(([, ask]) => refusalOf(ask())));
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['STORE_UNAVAILABLE']));
    expect(refusals[0]?.evidence).toEqual({ operation: 'ping', reason: 'no answer in time' });
    redis.goOn();
    await eventuallyAnswers(() => store.ping());
  });

  test('a server that hangs before the first connection', async () => {
    await redis.start();
    redis.hang();
    const { store } = open(200);
    expect((await refusalOf(store.ping())).evidence).toEqual({ operation: 'ping', reason: 'no answer in time' });
    redis.goOn();
    await eventuallyAnswers(() => store.ping());
  });

  test('what was asked of a hung server that then dies is refused', async () => {
    await redis.start();
    const { store } = open();
    await store.ping();
    redis.hang();
    const asked = [store.ledger.claim(aClaim()), store.sessions.create(aSession()), store.records.get('k')];
    const refusals = Promise.all(asked.map(refusalOf));
    await redis.kill();
    expect((await refusals).map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => 'STORE_UNAVAILABLE'));
  });

  test('a claim whose answer is lost is refused and never sent twice: no false replay', async () => {
    await redis.start();
    const proxy = await answerEatingProxy(redis.socket, join(redis.folder, 'proxy'));
    const { store } = openAt(proxy.path);
    await store.ping();
    proxy.eatNextAnswer();
    expect((await refusalOf(store.ledger.claim(aClaim()))).code).toBe('STORE_UNAVAILABLE');
    await eventuallyAnswers(() => store.ping());
    expect(proxy.claimsSent()).toBe(1);
    await expect(store.ledger.claim(aClaim())).resolves.toEqual({ kind: 'replay' });
    await store.close();
    await proxy.close();
  });

  test.each([
    { title: 'out of memory', args: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'], reason: 'answered OOM' },
    { title: 'a replica', args: ['--replicaof', '127.0.0.1 1'], reason: 'answered READONLY' },
  ])('a server that takes no writes ($title) is told by the ping', async ({ args, reason }) => {
    redis = redisProcess(['--port', '0', ...args]);
    await redis.start();
    const { store } = open();
    expect((await refusalOf(store.ping())).evidence).toEqual({ operation: 'ping', reason });
    expect((await refusalOf(store.ledger.claim(aClaim()))).code).toBe('STORE_UNAVAILABLE');
  });

  test.each([
    { title: 'a wrong password', login: `:${SECRET}@`, reason: 'answered WRONGPASS' },
    { title: 'a wrong user', login: `ann:${SECRET}@`, reason: 'answered WRONGPASS' },
  ])('$title is told as such, without it', async ({ login, reason }) => {
    redis = redisProcess(['--port', '0', '--requirepass', 'right']);
    await redis.start();
    const { store, log } = openAt(`redis+unix://${login}${redis.socket}`);
    const refusal = await refusalOf(store.ping());
    expect(refusal.evidence).toEqual({ operation: 'ping', reason });
    expect(everythingIn(refusal) + JSON.stringify(log.lines)).not.toContain(SECRET);
    const right = openAt(`redis+unix://:right@${redis.socket}?db=3`);
    await expect(right.store.ping()).resolves.toBeUndefined();
  });

  test('no refusal and no log line holds a key, a value or a credential', async () => {
    redis = redisProcess(['--port', '0', '--maxmemory', '1', '--maxmemory-policy', 'noeviction']);
    await redis.start();
    const { store, log } = open();
    const answers = await Promise.allSettled(operations(store).map(([, ask]) => ask()));
    await redis.kill();
    const after = await Promise.allSettled(operations(store).map(([, ask]) => ask()));
    const errors = [...answers, ...after].flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as Error] : [],
    );
    expect(errors.length).toBeGreaterThan(20);
    const told = errors.map(everythingIn).join('\n') + JSON.stringify(log.lines);
    for (const secret of [SECRET, CREDENTIAL.slice(23), 'ann', 'fg:']) expect(told).not.toContain(secret);
  });

  test('a closed store refuses and does not come back', async () => {
    await redis.start();
    const { store, log } = open();
    await store.ping();
    await store.close();
    expect((await refusalOf(store.ping())).code).toBe('STORE_UNAVAILABLE');
    expect(log.lines).toEqual([]);
  });

  test('a store that was closed before it was used stays closed', async () => {
    await redis.start();
    const { store } = open();
    await store.close();
    expect((await refusalOf(store.ping())).code).toBe('STORE_UNAVAILABLE');
  });
});

test.each(['fg{1}:', 'fg }', 'fg\n'])('a key prefix that would break keys is refused: %j', (keyPrefix) => {
  const open = () => connectStore({ url: '/nowhere', timeoutMs: 100, keyPrefix, log: aLog() });
  expect(open).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      evidence: expect.objectContaining({ problems: [{ path: 'store.keyPrefix', reason: expect.any(String) }] }),
    }),
  );
});

/** Stands before a server, and on demand drops the connection with the next answer instead of passing it on. */
async function answerEatingProxy(target: string, path: string) {
  let eating = false;
  let claims = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
    client.on('data', (data) => {
      claims += data.includes('_a1') ? 1 : 0;
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (eating) client.destroy();
      else client.write(data);
      eating = false;
    });
    client.on('close', () => upstream.destroy());
  }).listen(path);
  await once(server, 'listening');
  return {
    path,
    eatNextAnswer: () => void (eating = true),
    claimsSent: () => claims,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
