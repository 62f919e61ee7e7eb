import fc from 'fast-check';
import { auditKeyOf, auditKeysOf } from '../../src/audit/audit-key.ts';
import { CHAIN_START } from '../../src/audit/audit-record.ts';
import type { AuditRecord } from '../../src/audit/audit-record.ts';
import { linkAll } from '../../src/audit/chain.ts';
import { notedHeadsIn } from '../../src/audit/noted-heads.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import type { Expected } from '../../src/audit/verify-chain.ts';

const KEY = auditKeyOf('the secret of the audit, for tests');
const KEYS = auditKeysOf(['the secret of the audit, for tests']);
const verified = (records: readonly AuditRecord[], expected: Expected = {}) =>
  verifyChain(records, { keys: KEYS, ...expected });

const aChain = (length: number): AuditRecord[] => [
  ...linkAll(
    Array.from({ length }, (_, i) => ({
      kind: 'role.changed' as const,
      subject: `p${i}`,
      from: ['agent'],
      to: ['supervisor'],
      by: 'operator:test',
      at: i,
      replica: 'r1',
    })),
    CHAIN_START,
    KEY,
  ),
];
const headOf = (records: readonly AuditRecord[]) => ({
  seq: records.at(-1)?.seq ?? 0,
  hash: records.at(-1)?.hash ?? '',
});

test('a chain of any length holds, and tells its ends', () => {
  const records = aChain(5);
  expect(verified(records, { head: headOf(records) })).toEqual({
    ok: true,
    records: 5,
    unkeyed: 0,
    firstSeq: 1,
    anchor: CHAIN_START.hash,
    lastSeq: 5,
    head: records[4]?.hash,
  });
  expect(verified([])).toEqual({ ok: true, records: 0, unkeyed: 0 });
});

test.each([
  { title: 'a word changed', change: (r: AuditRecord): AuditRecord => ({ ...r, to: ['admin'] }) },
  { title: 'a member added', change: (r: AuditRecord) => ({ ...r, extra: 1 }) as AuditRecord },
  { title: 'the time changed', change: (r: AuditRecord): AuditRecord => ({ ...r, at: 99 }) },
  { title: 'the hash changed', change: (r: AuditRecord): AuditRecord => ({ ...r, hash: 'e'.repeat(64) }) },
])('$title: that record is named as altered', ({ change }) => {
  const records = aChain(6).map((record) => (record.seq === 4 ? change(record) : record));
  expect(verified(records).problem).toMatchObject({ kind: 'altered', seq: 4 });
});

test('a record taken out is named as missing, one put twice too', () => {
  expect(verified(aChain(6).toSpliced(2, 1)).problem).toMatchObject({ kind: 'gap', seq: 3 });
  const [first] = aChain(6);
  expect(verified([...aChain(1), first!]).problem).toMatchObject({ kind: 'gap', seq: 2 });
});

test('a record replaced by one with a hash of its own is told by the next', () => {
  const records = aChain(6);
  const [forged] = linkAll(
    [{ kind: 'role.changed', subject: 'p3', to: ['agent'], by: 'operator:test', at: 3, replica: 'r1' }],
    headOf(records.slice(0, 3)),
    KEY,
  );
  expect(verified(records.with(3, forged!)).problem).toMatchObject({ kind: 'broken-link', seq: 5 });
});

test('the newest records taken away show against the head, and nothing else does it', () => {
  const records = aChain(6);
  expect(verified(records.slice(0, 4), { head: headOf(records) }).problem).toMatchObject({
    kind: 'end-missing',
    seq: 5,
  });
  expect(verified([], { head: headOf(records) }).problem).toMatchObject({ kind: 'end-missing', seq: 1 });
  expect(verified(records.slice(0, 4))).toMatchObject({ ok: true });
});

test('records cut off by the bound leave an anchor, which must be the hash of the last of them', () => {
  const records = aChain(6);
  const anchor = records[2]?.hash ?? '';
  expect(verified(records.slice(3))).toMatchObject({ ok: true, firstSeq: 4, anchor });
  expect(verified(records.slice(3), { anchor })).toMatchObject({ ok: true });
  expect(verified(records.slice(4), { anchor }).problem).toMatchObject({ kind: 'not-the-anchor', seq: 5 });
});

test('heads that were noted down must be in the chain, or be older than all that is kept', () => {
  const records = aChain(6);
  const noted = records.map(({ seq, hash }) => ({ seq, hash }));
  const older = { seq: 1, hash: noted[0]?.hash ?? '' };
  expect(verified(records, { noted })).toMatchObject({ ok: true, notedCompared: 6 });
  expect(verified(records.slice(3), { noted: [older] })).toMatchObject({ ok: true, notedCompared: 0 });
  expect(verified(records.slice(3), { noted })).toMatchObject({ ok: true, notedCompared: 4 });
  expect(verified(records)).not.toHaveProperty('notedCompared');
});

test.each([
  { title: 'another record in its place', noted: { seq: 5, hash: 'b'.repeat(64) }, kind: 'not-the-noted', seq: 5 },
  { title: 'another anchor', noted: { seq: 3, hash: 'b'.repeat(64) }, kind: 'not-the-noted', seq: 3 },
  { title: 'an end before it', noted: { seq: 9, hash: 'b'.repeat(64) }, kind: 'end-missing', seq: 7 },
])('$title: the noted head tells that the chain was written anew', ({ noted, kind, seq }) => {
  const records = aChain(6).slice(3);
  const own = { seq: noted.seq, hash: records.find((record) => record.seq === noted.seq)?.hash ?? noted.hash };
  expect(verified(records, { noted: [noted, own] }).problem).toMatchObject({ kind, seq });
  expect(verified(records, { noted: [own, noted] }).problem).toMatchObject({ kind, seq });
});

test('noted heads are found in any JSON lines, whatever stands between them', () => {
  const hash = 'c'.repeat(64);
  const lines = [
    'Flexgate listens',
    '{"level":30,"msg":"a login"}',
    `{"level":30,"seq":7,"hash":"${hash}","msg":"x"}`,
    `{"seq":0,"hash":"${hash}"}`,
    '{"seq":8,"hash":"short"}',
    'null',
    '',
  ];
  expect(notedHeadsIn(lines.join('\n'))).toEqual([{ seq: 7, hash }]);
});

test('a first record that claims to be another beginning is found out', () => {
  const [first] = linkAll(
    [{ kind: 'role.changed', by: 'x', at: 0, replica: 'r' }],
    { seq: 0, hash: 'a'.repeat(64) },
    KEY,
  );
  expect(verified([first!]).problem).toMatchObject({ kind: 'broken-link', seq: 1 });
});

test('whatever single record is changed, moved or taken out, the chain no longer holds', () => {
  const records = aChain(12);
  const head = headOf(records);
  fc.assert(
    fc.property(fc.nat(11), fc.nat(11), fc.constantFrom('alter', 'remove', 'swap'), (at, other, how) => {
      fc.pre(how !== 'swap' || at !== other);
      const changed = {
        alter: () => records.with(at, { ...records[at]!, subject: 'somebody else' }),
        remove: () => records.toSpliced(at, 1),
        swap: () => records.with(at, records[other]!).with(other, records[at]!),
      }[how]();
      const anchored = verified(changed, { head, anchor: CHAIN_START.hash });
      expect(anchored.ok).toBe(false);
    }),
  );
});
