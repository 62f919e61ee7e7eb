import type { AuditLog } from '../audit/audit-log.ts';
import { CHAIN_START } from '../audit/audit-record.ts';
import type { AuditHead, AuditRecord } from '../audit/audit-record.ts';
import type { StoreConnection } from './connect.redis.ts';

type Entry = readonly [id: string, fields: readonly string[]];

const recordOf = ([, fields]: Entry): AuditRecord => JSON.parse(fields[1] ?? '') as AuditRecord;

/**
 * A stream whose ids are the records' own numbers, and the end of the chain beside it, so that a stream whose newest
 * records were taken away can be told. `keep`: records, at least; Redis cuts off whole nodes of the stream.
 */
export function redisAuditLog(connection: StoreConnection, keep: number): AuditLog {
  const [log, headKey] = ['log', 'head'].map((name) => `${connection.prefix}{audit}:${name}`) as [string, string];
  const read: AuditLog['read'] = async (after, limit) => {
    const entries = await connection.command('audit.read', (redis) =>
      redis.xrange(log, `${after + 1}-0`, '+', 'COUNT', limit),
    );
    return entries.map(recordOf);
  };
  return {
    append: async (records, after) => {
      const placed = records.flatMap((record) => [record.seq, record.hash, JSON.stringify(record)]);
      const [seq, hash] = await connection.script<readonly [seq: string, hash: string]>('audit.append', 'appendAudit', {
        keys: [log, headKey],
        args: [after.hash, CHAIN_START.hash, keep, ...placed],
      });
      return { seq: Number(seq), hash };
    },
    head: async (): Promise<AuditHead> => {
      const [seq, hash] = await connection.command('audit.head', (redis) => redis.hmget(headKey, 'seq', 'hash'));
      return typeof hash === 'string' ? { seq: Number(seq), hash } : CHAIN_START;
    },
    read,
  };
}
