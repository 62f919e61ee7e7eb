import type { Outbox } from '../../src/provisioning/outbox.ts';
import { quickOutbox } from '../support/a-fault-bench.ts';
import { startCluster } from '../support/redis-cluster.ts';
import type { ClusterNode } from '../support/redis-cluster.ts';
import { startSentinelSet } from '../support/redis-sentinel.ts';
import type { SentinelSet } from '../support/redis-sentinel.ts';
import { aSubject } from '../support/store-builders.ts';
import { eventually, eventuallyAnswers } from '../support/store-eventually.ts';

const people = Array.from({ length: 12 }, (_, index) => aSubject(`p${index}@example.com`));
const late = aSubject('late@example.com');
const names = people.map(({ username }) => username);

const drained = (outbox: Outbox): Promise<unknown> =>
  eventually(
    () => outbox.stats(),
    ({ pending }) => pending === 0,
  );

/** Two workers whose work fails until `heal`; what each did is in `done`. */
function failingWorkers(outboxes: readonly Outbox[]) {
  const done: string[] = [];
  const tried = new Set<string>();
  let ill = true;
  for (const outbox of outboxes)
    outbox.start(async ({ username }) => {
      tried.add(username);
      if (ill) throw new Error('Twilio is away');
      done.push(username);
    });
  return { done, tried, heal: () => void (ill = false) };
}

describe('behind a Sentinel', () => {
  let redis: SentinelSet;
  const outboxes: Outbox[] = [];
  beforeAll(async () => {
    redis = await startSentinelSet();
    const store = { url: redis.url, keyPrefix: 'fg:' };
    outboxes.push(quickOutbox(store), quickOutbox(store));
  });
  afterAll(async () => {
    await Promise.all(outboxes.map((outbox) => outbox.close()));
    await redis.remove();
  });

  test('a failover in the middle of the work loses no entry, and the same workers go on', async () => {
    const [one, other] = outboxes as [Outbox, Outbox];
    const { done, tried, heal } = failingWorkers(outboxes);
    await Promise.all(people.map((subject) => one.enqueue(subject, 'TWILIO_UNAVAILABLE')));
    await other.guard(late);
    await eventually(
      async () => tried.size,
      (count) => count >= people.length,
    );
    await redis.failOver();
    heal();
    await eventually(
      async () => new Set(done).size,
      (count) => count === people.length + 1,
    );
    await drained(other);
    expect([...new Set(done)].toSorted()).toEqual([...names, late.username].toSorted());
    done.splice(0);
    // The other may have done all of it, while this one still looks for the new primary.
    await eventuallyAnswers(() => one.stats());
    await one.enqueue(late, 'after the failover');
    await drained(other);
    expect(done).toEqual([late.username]);
  });
});

describe('on a Redis Cluster', () => {
  let nodes: readonly ClusterNode[] = [];
  const outboxes: Outbox[] = [];
  beforeAll(async () => {
    nodes = await startCluster(['--appendonly', 'yes', '--appendfsync', 'always']);
    const url = `redis-cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
    outboxes.push(quickOutbox({ url, keyPrefix: 'fg:' }), quickOutbox({ url, keyPrefix: 'fg:' }));
  });
  afterAll(async () => {
    await Promise.all(outboxes.map((outbox) => outbox.close()));
    await Promise.all(nodes.map(({ process }) => process.remove()));
  });

  test('all nodes restart in the middle: no entry is lost, and the same workers go on', async () => {
    const [one, other] = outboxes as [Outbox, Outbox];
    const { done, tried, heal } = failingWorkers(outboxes);
    await Promise.all(people.map((subject) => one.enqueue(subject, 'TWILIO_UNAVAILABLE')));
    await eventually(
      async () => tried.size,
      (count) => count === people.length,
    );
    for (const { process } of nodes) await process.kill();
    await Promise.all(nodes.map(({ process }) => process.start()));
    heal();
    await eventually(
      async () => new Set(done).size,
      (count) => count === people.length,
    );
    await drained(other);
    expect([...new Set(done)].toSorted()).toEqual(names.toSorted());
  });
});
