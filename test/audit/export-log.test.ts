import type { AuditLog } from '../../src/audit/audit-log.ts';
import type { AuditRecord } from '../../src/audit/audit-record.ts';
import { exportLog } from '../../src/audit/export-log.ts';
import type { Period } from '../../src/audit/export-log.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { aChain, aChainAt, AUDIT_KEYS, beingCut } from '../support/audit-chains.ts';

interface Exported {
  readonly records: readonly AuditRecord[];
  readonly error?: unknown;
}

async function exported(log: Pick<AuditLog, 'read' | 'head'>, period?: Period): Promise<Exported> {
  const records: AuditRecord[] = [];
  try {
    for await (const record of exportLog(log, period)) records.push(record);
    return { records };
  } catch (error) {
    return { records, error };
  }
}
const uncut = { at: 0, cut: 0 };
const seqsOf = ({ records }: Exported) => records.map(({ seq }) => seq);
const verified = ({ records }: Exported) => verifyChain(records, { keys: AUDIT_KEYS });

test('a cut right under the export is said, and what was written before it has no gap', async () => {
  const cut = await exported(beingCut(aChain(2_500), { at: 1, cut: 1_400 }));
  expect(cut.error).toMatchObject({ code: 'AUDIT_OVERTAKEN', evidence: { first: 1_001 } });
  expect(verified(cut)).toMatchObject({ ok: true, records: 1_000, lastSeq: 1_000 });
});

test('a cut of all that was left to read is said too', async () => {
  const records = aChain(2_500);
  const log = beingCut(records, { at: 1, cut: 2_400 });
  const part = await exported({ ...log, head: async () => ({ seq: 2_000, hash: records[1_999]?.hash ?? '' }) });
  expect(part.error).toMatchObject({ code: 'AUDIT_OVERTAKEN', evidence: { first: 1_001 } });
});

test.each([
  ['before anything was written', { from: 1_200 }],
  ['of what was written already', {}],
])('a cut %s takes nothing away', async (_when, period) => {
  const records = aChain(2_500);
  const part = await exported(beingCut(records, { at: 1, cut: 900 }), period);
  expect(part.error).toBeUndefined();
  expect(verified(part)).toMatchObject({ ok: true, lastSeq: 2_500 });
});

test('records that somebody took out are no cut: the export goes on, and tells of them when it is verified', async () => {
  const part = await exported(beingCut(aChain(2_500).toSpliced(999, 5), uncut));
  expect(part.error).toBeUndefined();
  expect(part.records).toHaveLength(2_495);
  expect(verified(part).problem).toMatchObject({ kind: 'gap', seq: 1_000 });
});

test.each([
  [{ from: 20 }, [2, 3, 4, 5, 6, 7]],
  [{ to: 40 }, [1, 2, 3, 4, 5]],
  [{ from: 20, to: 40 }, [2, 3, 4, 5]],
  [{ from: 71 }, []],
  [{ to: 9 }, []],
])('clocks of replicas that differ make no gap in the part of %j', async (period, seqs) => {
  const part = await exported(beingCut(aChainAt([10, 25, 19, 41, 39, 60, 70]), uncut), period);
  expect(seqsOf(part)).toEqual(seqs);
  expect(verified(part).ok).toBe(true);
});

test('ends where the chain ended when it began, however many come meanwhile', async () => {
  const records = aChain(30);
  const log = beingCut(records, uncut);
  const part = await exported({ ...log, head: async () => ({ seq: 10, hash: records[9]?.hash ?? '' }) });
  expect(part.records).toHaveLength(10);
});
