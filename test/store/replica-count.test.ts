import { redisReplicaCount } from '../../src/store/replica-count.redis.ts';
import { connectTestRedis, keysIn } from '../support/store-harness.ts';
import { eventually } from '../support/store-eventually.ts';

const A_MINUTE = 60_000;

test('counts who gave a sign of life, forgets who leaves and who falls silent', async () => {
  const connection = connectTestRedis();
  try {
    const [a, b, c] = [redisReplicaCount(connection), redisReplicaCount(connection), redisReplicaCount(connection)];
    expect(await a.beat(A_MINUTE)).toBe(1);
    expect(await a.beat(A_MINUTE)).toBe(1);
    expect(await b.beat(A_MINUTE)).toBe(2);
    expect(await c.beat(A_MINUTE)).toBe(3);
    await b.leave();
    expect(await a.beat(A_MINUTE)).toBe(2);
    // c says nothing any more.
    await eventually(
      () => a.beat(20),
      (count) => count === 1,
    );
    expect(await keysIn(connection)).toEqual([`${connection.prefix}replicas`]);
  } finally {
    await connection.close();
  }
});
