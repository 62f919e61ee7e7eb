import type { Clock } from '../kernel/clock.ts';
import type { StoreConnection } from './connect.redis.ts';
import { redisRecords } from './records.redis.ts';
import { redisSessionStore } from './session-store.redis.ts';
import type { Store } from './store.ts';
import { redisSubjectLedger } from './subject-ledger.redis.ts';

const PING_MS = 10_000;

/** The store that replicas share. Closing it closes the connection. */
export function createRedisStore({ connection, clock }: { connection: StoreConnection; clock: Clock }): Store {
  return {
    records: redisRecords(connection),
    ledger: redisSubjectLedger(connection),
    sessions: redisSessionStore(connection, clock),
    // A write, because a read also succeeds where no login can: on a replica, on a full disk, out of memory.
    ping: async () => {
      await connection.command('ping', (redis) => redis.set(`${connection.prefix}ping`, '1', 'PX', PING_MS));
    },
    close: () => connection.close(),
  };
}
