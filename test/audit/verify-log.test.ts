import { CHAIN_START } from '../../src/audit/audit-record.ts';
import type { AuditHead } from '../../src/audit/audit-record.ts';
import { verifyLog } from '../../src/audit/verify-log.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import { aChain, AUDIT_KEYS, beingCut } from '../support/audit-chains.ts';
import { connectTestRedis } from '../support/store-harness.ts';

const expected = { keys: AUDIT_KEYS };

test('a stream that its bound has cut verifies, and names the anchor of what was cut off', async () => {
  const store = createRedisStore({ connection: connectTestRedis(), clock: () => 0, auditRecords: 100 });
  const records = aChain(1_000);
  try {
    let head: AuditHead = CHAIN_START;
    for (let start = 0; start < records.length; start += 100)
      head = await store.audit.append(records.slice(start, start + 100), head);
    const report = await verifyLog(store.audit, expected);
    expect(report).toMatchObject({ ok: true, lastSeq: 1_000, head: records.at(-1)?.hash });
    const first = report.firstSeq ?? 0;
    expect(first).toBeGreaterThan(1);
    expect(report.anchor).toBe(records[first - 2]?.hash);
  } finally {
    await store.close();
  }
});

test('a cut in the middle of the reading is no gap: what is kept is verified', async () => {
  const records = aChain(2_500);
  const report = await verifyLog(beingCut(records, { at: 1, cut: 1_400 }), expected);
  expect(report).toMatchObject({ ok: true, firstSeq: 1_401, lastSeq: 2_500, anchor: records[1_399]?.hash });
});

test('records that somebody took out of the middle are a gap, cut or not', async () => {
  const records = aChain(2_500).toSpliced(2_000, 5);
  const report = await verifyLog(beingCut(records, { at: 1, cut: 1_400 }), expected);
  expect(report).toMatchObject({ ok: false, problem: { kind: 'gap', seq: 2_001 } });
});

test('a log that was emptied, head and all, does not verify against an anchor', async () => {
  const anchor = aChain(3).at(-1)!.hash;
  const emptied = { head: async () => CHAIN_START, read: async () => [] };
  const report = await verifyLog(emptied, { ...expected, anchor });
  expect(report).toMatchObject({ ok: false, records: 0, problem: { kind: 'not-the-anchor', seq: 1 } });
  expect(await verifyLog(emptied, { ...expected, anchor: CHAIN_START.hash })).toMatchObject({ ok: true });
  expect(await verifyLog(emptied, expected)).toMatchObject({ ok: true });
});
