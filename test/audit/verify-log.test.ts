import { auditKeyOf, auditKeysOf } from '../../src/audit/audit-key.ts';
import type { AuditLog } from '../../src/audit/audit-log.ts';
import { CHAIN_START } from '../../src/audit/audit-record.ts';
import type { AuditHead, AuditRecord } from '../../src/audit/audit-record.ts';
import { linkAll } from '../../src/audit/chain.ts';
import { verifyLog } from '../../src/audit/verify-log.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import { connectTestRedis } from '../support/store-harness.ts';

const SECRET = 'the secret of the audit, for tests';
const expected = { keys: auditKeysOf([SECRET]) };

const aChain = (length: number, from: AuditHead = CHAIN_START): readonly AuditRecord[] =>
  linkAll(
    Array.from({ length }, (_, i) => ({
      kind: 'role.changed' as const,
      subject: `p${i}`,
      from: ['agent'],
      to: ['supervisor'],
      by: 'operator:test',
      at: i,
      replica: 'r1',
    })),
    from,
    auditKeyOf(SECRET),
  );

/** A log whose bound cuts off its first `cut` records after the first page was read. */
function beingCut(records: readonly AuditRecord[], cut: number): Pick<AuditLog, 'read' | 'head'> {
  let kept = records;
  const { seq = 0, hash = '' } = records.at(-1) ?? {};
  return {
    head: async () => ({ seq, hash }),
    read: async (after, limit) => {
      const page = kept.filter((record) => record.seq > after).slice(0, limit);
      if (after === 0 && limit > 1) kept = records.slice(cut);
      return page;
    },
  };
}

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
  const report = await verifyLog(beingCut(records, 1_400), expected);
  expect(report).toMatchObject({ ok: true, firstSeq: 1_401, lastSeq: 2_500, anchor: records[1_399]?.hash });
});

test('records that somebody took out of the middle are a gap, cut or not', async () => {
  const records = aChain(2_500).toSpliced(2_000, 5);
  const report = await verifyLog(beingCut(records, 1_400), expected);
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
