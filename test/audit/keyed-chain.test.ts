import { auditKeyOf, auditKeysOf } from '../../src/audit/audit-key.ts';
import type { AuditKey } from '../../src/audit/audit-key.ts';
import { CHAIN_START } from '../../src/audit/audit-record.ts';
import type { AuditRecord } from '../../src/audit/audit-record.ts';
import { createAuditTrail } from '../../src/audit/audit-trail.ts';
import { linkAll } from '../../src/audit/chain.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { memoryAuditLog } from '../../src/store/audit-log.memory.ts';
import { aLog, T0 } from '../support/store-builders.ts';

const [OLD, NEW] = ['an old secret of the audit', 'the new secret of the audit'];
const [OLD_KEY, NEW_KEY] = [auditKeyOf(OLD), auditKeyOf(NEW)];
const BOTH = auditKeysOf([NEW, OLD]);

/** A chain in which each key in turn made so many records. */
function aChain(...parts: readonly (readonly [count: number, key: AuditKey | undefined])[]): readonly AuditRecord[] {
  return parts.reduce<readonly AuditRecord[]>((chain, [count, key]) => {
    const entries = Array.from({ length: count }, (_, index) => ({
      kind: 'role.changed' as const,
      subject: `p${chain.length + index}`,
      to: ['agent'],
      by: 'a test',
      at: T0,
      replica: 'r1',
    }));
    return chain.concat(linkAll(entries, chain.at(-1) ?? CHAIN_START, key));
  }, []);
}

describe('a key', () => {
  test('is told by an id that is the same everywhere and does not give the secret away', () => {
    expect(OLD_KEY.id).toMatch(/^[\da-f]{12}$/);
    expect(auditKeyOf(OLD).id).toBe(OLD_KEY.id);
    expect(NEW_KEY.id).not.toBe(OLD_KEY.id);
    expect(auditKeyOf(OLD).hash('x')).toBe(OLD_KEY.hash('x'));
    expect(OLD_KEY.hash('x')).not.toContain(OLD_KEY.id);
  });

  test('stands in each record that it made, under the hash', () => {
    const [record] = aChain([1, NEW_KEY]);
    expect(record?.keyId).toBe(NEW_KEY.id);
    expect(verifyChain([{ ...record!, keyId: OLD_KEY.id }], { keys: BOTH }).problem).toMatchObject({ kind: 'altered' });
  });
});

test('a chain rebuilt by somebody who can write to the store, but has no key, does not hold', () => {
  const honest = aChain([6, NEW_KEY]);
  const wanted = honest.map(({ hash: _hash, previous: _previous, keyId: _keyId, ...entry }) => ({
    ...entry,
    to: ['admin'],
  }));
  const unkeyed = linkAll(wanted, CHAIN_START, undefined);
  const withAnotherKey = linkAll(wanted, CHAIN_START, auditKeyOf('a secret of the attacker’s own'));
  const claimed = unkeyed.map((record) => ({ ...record, keyId: NEW_KEY.id }));
  const expected = { keys: BOTH };
  expect(verifyChain(honest, expected).ok).toBe(true);
  const { ok, problem } = verifyChain(unkeyed, expected);
  expect([ok, problem]).toMatchObject([false, { kind: 'unkeyed', seq: 1 }]);
  expect(problem?.text).toContain('record 1 is unkeyed: whoever can write to the store');
  expect(verifyChain(withAnotherKey, expected).problem).toMatchObject({ kind: 'unknown-key', seq: 1 });
  expect(verifyChain(claimed, expected).problem).toMatchObject({ kind: 'altered', seq: 1 });
});

test('records from before there were keys verify where that is allowed, and are counted for what they are', () => {
  const records = aChain([4, undefined], [3, NEW_KEY]);
  const expected = { keys: BOTH, allowUnkeyed: true };
  expect(verifyChain(records, { keys: BOTH }).problem).toMatchObject({ kind: 'unkeyed', seq: 1 });
  expect(verifyChain(records, expected)).toMatchObject({ ok: true, records: 7, unkeyed: 4 });
  expect(verifyChain(records.slice(0, 4), { allowUnkeyed: true })).toMatchObject({ ok: true, records: 4, unkeyed: 4 });
  const altered = records.with(2, { ...records[2]!, to: ['admin'] });
  expect(verifyChain(altered, expected).problem).toMatchObject({ kind: 'altered', seq: 3 });
});

test('an unkeyed record after a keyed one is a downgrade whatever is allowed, also in an export of a part', () => {
  const records = aChain([2, undefined], [3, NEW_KEY], [2, undefined]);
  const problem = { kind: 'downgraded', seq: 6, text: 'record 6 is unkeyed, though records before it are keyed' };
  const expected = { keys: BOTH, allowUnkeyed: true };
  expect(verifyChain(records, expected)).toMatchObject({ ok: false, problem });
  expect(verifyChain(records.slice(3), expected)).toMatchObject({ ok: false, problem });
  expect(verifyChain(records.slice(3), { keys: BOTH })).toMatchObject({ ok: false, problem });
});

test('after a change of keys both verify; a key that is not at hand is said, with its id', () => {
  const records = aChain([2, OLD_KEY], [2, NEW_KEY]);
  expect(verifyChain(records, { keys: BOTH })).toMatchObject({ ok: true, unkeyed: 0 });
  const { ok, problem } = verifyChain(records, { keys: auditKeysOf([NEW]) });
  expect([ok, problem]).toMatchObject([false, { kind: 'unknown-key', seq: 1 }]);
  expect(problem?.text).toContain(`the key ${OLD_KEY.id}, which is not at hand`);
  expect(verifyChain(records).problem).toMatchObject({ kind: 'unknown-key', seq: 1 });
});

test('an id that is no key, but writes to a terminal, is shown harmless', () => {
  const [record] = aChain([1, NEW_KEY]);
  const { problem } = verifyChain([{ ...record!, keyId: '\u001B[2Jall is well' }], { keys: BOTH });
  expect(problem).toMatchObject({ kind: 'unknown-key' });
  expect(problem?.text).not.toContain('\u001B');
});

test('the trail keys what it appends, and goes on after records that are not', async () => {
  const audit = memoryAuditLog(1_000);
  await audit.append(aChain([2, undefined]), CHAIN_START);
  const trail = createAuditTrail({ audit, clock: () => T0, log: aLog(), replica: 'r1', key: NEW_KEY });
  await trail.append({ kind: 'login.granted', by: 'a test' });
  const records = await trail.read(0, 10);
  expect(records.map(({ keyId }) => keyId)).toEqual([undefined, undefined, NEW_KEY.id]);
  const expected = { keys: BOTH, head: await trail.head(), allowUnkeyed: true };
  expect(verifyChain(records, expected)).toMatchObject({ ok: true, unkeyed: 2 });
});

test('the log gets an anchor for every thousand records, which a chain that was cut and rebuilt does not fit', async () => {
  const audit = memoryAuditLog(10_000);
  const log = aLog();
  const trail = createAuditTrail({ audit, clock: () => T0, log, replica: 'r1', key: NEW_KEY });
  await Promise.all(Array.from({ length: 2_500 }, () => trail.append({ kind: 'login.granted', by: 'a test' })));
  const anchors = log.lines.filter(({ level }) => level === 'info').map(({ fields }) => fields);
  expect(anchors).toHaveLength(2);
  for (const { seq, hash } of anchors) {
    const [record] = await trail.read(Number(seq) - 1, 1);
    expect(record?.hash).toBe(hash);
  }
  expect(anchors.map(({ seq }) => Math.floor(Number(seq) / 1_000))).toEqual([1, 2]);
});
