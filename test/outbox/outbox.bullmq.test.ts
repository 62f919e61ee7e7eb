import { createQueuedOutbox } from '../../src/outbox/outbox.bullmq.ts';
import type { Outbox } from '../../src/provisioning/outbox.ts';
import type { Subject } from '../../src/provisioning/subject.ts';
import { PATIENT, quickOutbox, sharedStore, SOON } from '../support/a-fault-bench.ts';
import type { SharedStore } from '../support/a-fault-bench.ts';
import { failureOf } from '../support/failing.ts';
import { startCluster } from '../support/redis-cluster.ts';
import { redisProcess } from '../support/redis-process.ts';
import { aLog, aSubject } from '../support/store-builders.ts';
import { eventually, eventuallyAnswers } from '../support/store-eventually.ts';
import { connectTestRedis, keysIn } from '../support/store-harness.ts';

const ann = aSubject('ann@example.com');
const opened: Outbox[] = [];
const open = (store: SharedStore, waits = PATIENT): Outbox => {
  const outbox = quickOutbox(store, waits);
  opened.push(outbox);
  return outbox;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((outbox) => outbox.close()));
});

const drained = (outbox: Outbox): Promise<unknown> =>
  eventually(
    () => outbox.stats(),
    ({ pending }) => pending === 0,
  );

test('a guard that nobody takes back comes to life by itself, on any replica', async () => {
  const store = sharedStore();
  const waits = { ...PATIENT, guardMs: SOON.guardMs };
  await open(store, waits).guard(ann);
  const done: Subject[] = [];
  const other = open(store, waits);
  other.start(async (subject) => void done.push(subject));
  await drained(other);
  expect(done).toEqual([ann]);
});

test('two replicas share the work, and do each entry once', async () => {
  const store = sharedStore();
  const [a, b] = [open(store), open(store)];
  const people = Array.from({ length: 30 }, (_, index) => aSubject(`p${index}@example.com`));
  const done: string[] = [];
  for (const outbox of [a, b]) outbox.start(async ({ username }) => void done.push(username));
  await Promise.all(people.map((subject) => a.enqueue(subject, 'test')));
  await drained(b);
  expect(done.toSorted()).toEqual(people.map(({ username }) => username).toSorted());
});

test('all its keys share one hash tag, and none is left of what is done', async () => {
  const store = sharedStore();
  const outbox = open(store);
  outbox.start(() => Promise.resolve());
  await outbox.enqueue(ann, 'test');
  const release = await outbox.guard(ann);
  await release();
  await drained(outbox);
  const connection = connectTestRedis('');
  const keys = (await keysIn(connection)).filter((key) => key.includes(store.keyPrefix));
  await connection.close();
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.filter((key) => !key.startsWith(`{${store.keyPrefix}outbox}:outbox:`))).toEqual([]);
  expect(keys.filter((key) => /:(?:guard-|\d+$|de:)/.test(key))).toEqual([]);
});

test('a Redis that does not answer refuses within the deadline, and the outbox goes on when it is back', async () => {
  const redis = redisProcess(['--port', '0', '--appendonly', 'yes', '--appendfsync', 'always']);
  await redis.start();
  const store = { url: `redis+unix://${redis.socket}`, keyPrefix: 'fg:' };
  const outbox = quickOutbox(store, PATIENT);
  const hasty = createQueuedOutbox({ ...store, timeoutMs: 500, guardMs: 60_000, clock: Date.now, log: aLog() });
  try {
    const done: Subject[] = [];
    outbox.start(async (subject) => void done.push(subject));
    await outbox.guard(aSubject('bob@example.com'));
    await eventuallyAnswers(() => hasty.stats());
    await redis.kill();
    expect(await failureOf(hasty.enqueue(ann, 'test'))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      evidence: { operation: 'outbox.enqueue', reason: 'no answer in time' },
    });
    await redis.start();
    await eventually(
      async () => done,
      (subjects) => subjects.length > 0,
    );
    await eventually(
      () => outbox.stats(),
      ({ pending }) => pending === 1,
    );
    expect(done).toEqual([ann]);
  } finally {
    await Promise.all([outbox.close(), hasty.close()]);
    await redis.remove();
  }
});

test('closes while Redis is away', async () => {
  const redis = redisProcess(['--port', '0']);
  await redis.start();
  const outbox = quickOutbox({ url: `redis+unix://${redis.socket}`, keyPrefix: 'fg:' }, PATIENT);
  outbox.start(() => Promise.resolve());
  await outbox.enqueue(ann, 'test');
  await drained(outbox);
  await redis.remove();
  await expect(outbox.close()).resolves.toBeUndefined();
});

test('works on a Redis Cluster', async () => {
  const nodes = await startCluster();
  const url = `redis-cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  const outbox = open({ url, keyPrefix: 'fg:' });
  try {
    const done: string[] = [];
    outbox.start(async ({ username }) => void done.push(username));
    for (const name of ['a', 'b', 'c']) await outbox.enqueue(aSubject(`${name}@example.com`), 'test');
    await drained(outbox);
    expect(done.toSorted()).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
  } finally {
    await outbox.close();
    await Promise.all(nodes.map(({ process }) => process.remove()));
  }
});
