import type { Clock } from '../kernel/clock.ts';
import { redisAuditLog } from './audit-log.redis.ts';
import type { StoreConnection } from './connect.redis.ts';
import { redisRecords } from './records.redis.ts';
import { redisSessionStore } from './session-store.redis.ts';
import { redisSharedBudget } from './shared-budget.redis.ts';
import { AUDIT_RECORDS } from './store.ts';
import type { Store } from './store.ts';
import { redisSubjectIndex } from './subject-index.redis.ts';
import { redisTraceIndex } from './trace-index.redis.ts';
import { redisSubjectLedger } from './subject-ledger.redis.ts';

const PING_MS = 10_000;

export interface RedisStoreDeps {
  readonly connection: StoreConnection;
  readonly clock: Clock;
  /** How many records the audit keeps, at least. */
  readonly auditRecords?: number;
}

/** The store that replicas share. Closing it closes the connection. */
export function createRedisStore({ connection, clock, auditRecords = AUDIT_RECORDS }: RedisStoreDeps): Store {
  return {
    records: redisRecords(connection),
    ledger: redisSubjectLedger(connection),
    sessions: redisSessionStore(connection, clock),
    traces: redisTraceIndex(connection),
    subjects: redisSubjectIndex(connection),
    audit: redisAuditLog(connection, auditRecords),
    budget: redisSharedBudget(connection),
    // A write, because a read also succeeds where no login can: on a replica, on a full disk, out of memory.
    ping: async () => {
      await connection.command('ping', (redis) => redis.set(`${connection.prefix}ping`, '1', 'PX', PING_MS));
    },
    close: () => connection.close(),
  };
}
