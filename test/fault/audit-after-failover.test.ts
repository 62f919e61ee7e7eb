import type { AuditRecord } from '../../src/audit/audit-record.ts';
import { createAuditTrail } from '../../src/audit/audit-trail.ts';
import type { AuditTrail } from '../../src/audit/audit-trail.ts';
import { notedHeadsIn } from '../../src/audit/noted-heads.ts';
import { verifyLog } from '../../src/audit/verify-log.ts';
import { connectStore } from '../../src/store/connect.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import type { Store } from '../../src/store/store.ts';
import { AUDIT_KEY, AUDIT_KEYS } from '../support/audit-chains.ts';
import { startSentinelSet } from '../support/redis-sentinel.ts';
import type { SentinelSet } from '../support/redis-sentinel.ts';
import { aLog, T0 } from '../support/store-builders.ts';
import { eventuallyAnswers } from '../support/store-eventually.ts';

const KEYS = { keys: AUDIT_KEYS };

let redis: SentinelSet;
let store: Store;
let now = T0;
beforeAll(async () => {
  redis = await startSentinelSet();
  const connection = connectStore({ url: redis.url, timeoutMs: 2000, keyPrefix: 'fg:', log: aLog() });
  store = createRedisStore({ connection, clock: () => now });
  await eventuallyAnswers(() => store.ping());
}, 120_000);
afterAll(async () => {
  await store.close();
  await redis.remove();
});

function aReplica(replica: string): { readonly trail: AuditTrail; readonly log: ReturnType<typeof aLog> } {
  const log = aLog();
  return { log, trail: createAuditTrail({ audit: store.audit, clock: () => now, log, replica, key: AUDIT_KEY }) };
}

async function logins(trail: AuditTrail, ...subjects: readonly string[]): Promise<void> {
  for (const subject of subjects) await trail.append({ kind: 'login.granted', subject, by: 'a test' });
}

const subjectsOf = (records: readonly AuditRecord[]) => records.map(({ subject }) => subject);

test('records that a failover loses are told by the replica that had seen them kept, and by any noted head', async () => {
  const seeing = aReplica('seeing');
  await logins(seeing.trail, 'p1', 'p2', 'p3');
  await redis.replicated();
  await redis.cutOffReplica();
  now += 60_000;
  await logins(seeing.trail, 'lost-4', 'lost-5');
  const logged = seeing.log.lines.map(({ fields }) => JSON.stringify(fields)).join('\n');
  const noted = notedHeadsIn(logged);
  expect(noted).toEqual([expect.objectContaining({ seq: 4 })]);
  await expect(verifyLog(store.audit, { ...KEYS, noted })).resolves.toMatchObject({ ok: true, notedCompared: 1 });

  await redis.failOverAtOnce();
  await eventuallyAnswers(() => store.ping());
  const missing = await verifyLog(store.audit, { ...KEYS, noted });
  expect(missing).toMatchObject({ ok: false, problem: { kind: 'end-missing', seq: 4 } });

  await logins(aReplica('just started').trail, 'n4', 'n5', 'n6');
  await expect(verifyLog(store.audit, KEYS)).resolves.toMatchObject({ ok: true, records: 6 });
  const replaced = await verifyLog(store.audit, { ...KEYS, noted });
  expect(replaced).toMatchObject({ ok: false, problem: { kind: 'not-the-noted', seq: 4 } });

  await logins(seeing.trail, 'n7', 'n8');
  const records = await store.audit.read(0, 100);
  expect(subjectsOf(records)).toEqual(['p1', 'p2', 'p3', 'n4', 'n5', 'n6', undefined, 'n7', 'n8']);
  expect(records[6]).toMatchObject({ kind: 'audit.lost', by: 'gateway', replica: 'seeing' });
  const error = seeing.log.lines.find(({ level }) => level === 'error');
  expect(error?.fields).toMatchObject({ seq: 5, found: { seq: 6 } });
  expect(records[6]?.why).toContain(`record 5 with the hash ${String(error?.fields['hash'])}`);
  await expect(verifyLog(store.audit, KEYS)).resolves.toMatchObject({ ok: true, losses: [7] });
}, 120_000);
