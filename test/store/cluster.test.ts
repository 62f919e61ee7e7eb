import { randomUUID } from 'node:crypto';
import { connectStore } from '../../src/store/connect.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { askNode, startCluster } from '../support/redis-cluster.ts';
import type { ClusterNode } from '../support/redis-cluster.ts';
import { aClaim, aLog, aSession, aSubject, T0 } from '../support/store-builders.ts';
import { eventually, eventuallyAnswers } from '../support/store-eventually.ts';
import type { OpenStore } from '../support/store-harness.ts';
import { recordsContract } from './contract/records-contract.ts';
import { sessionStoreContract } from './contract/session-store-contract.ts';
import { subjectLedgerContract } from './contract/subject-ledger-contract.ts';

let nodes: readonly ClusterNode[] = [];
beforeAll(async () => {
  nodes = await startCluster();
});
afterAll(() => Promise.all(nodes.map((node) => node.process.remove())));

function openClusterStore(timeoutMs = 10_000): OpenStore {
  const clock = { now: T0 };
  const url = `redis-cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  const connection = connectStore({ url, timeoutMs, keyPrefix: `test:${randomUUID()}:`, log: aLog() });
  const store = createRedisStore({ connection, clock: () => clock.now });
  return { store, clock, close: () => store.close() };
}

// Redis Cluster refuses a script whose keys lie in more than one slot, and one that touches a key of another node.
recordsContract('a Redis Cluster', openClusterStore);
subjectLedgerContract('a Redis Cluster', openClusterStore);
sessionStoreContract('a Redis Cluster', openClusterStore);

const people = Array.from({ length: 30 }, (_, index) => aSubject(`person${index}@example.com`));

describe('a Redis Cluster', () => {
  test('subjects spread over the nodes; many at the same moment, each in one piece', async () => {
    const { store, close } = openClusterStore();
    const before = await Promise.all(nodes.map(({ port }) => askNode(port, (redis) => redis.dbsize())));
    await Promise.all(people.map((subject) => store.ledger.claim(aClaim({ subject }))));
    const credentials = await Promise.all(people.map((subject) => store.sessions.create(aSession({ subject }))));
    const resumed = await Promise.all(credentials.map((credential) => store.sessions.resume(credential, T0)));
    expect(resumed.map((session) => session?.state.subject)).toEqual(people);
    const after = await Promise.all(nodes.map(({ port }) => askNode(port, (redis) => redis.dbsize())));
    expect(after.every((keys, index) => keys > before[index]!)).toBe(true);
    await close();
  });

  test('one node gone: its subjects are refused, and served again when it is back', async () => {
    const { store, close } = openClusterStore(1000);
    const readAll = () => Promise.allSettled(people.map(({ identity }) => store.ledger.read(slotOf(identity))));
    await eventuallyAnswers(() => store.ping());
    await nodes[0]!.process.kill();
    const answers = await readAll();
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as object] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const refusal of refused) expect(refusal).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await nodes[0]!.process.start();
    await eventually(readAll, (again) => again.every(({ status }) => status === 'fulfilled'));
    await eventuallyAnswers(() => store.ping());
    await close();
  });
});
