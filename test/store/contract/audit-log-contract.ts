import { auditKeyOf, auditKeysOf } from '../../../src/audit/audit-key.ts';
import { CHAIN_START } from '../../../src/audit/audit-record.ts';
import type { AuditHead } from '../../../src/audit/audit-record.ts';
import { createAuditTrail } from '../../../src/audit/audit-trail.ts';
import { linkAll } from '../../../src/audit/chain.ts';
import { exportLog } from '../../../src/audit/export-log.ts';
import { readNewest } from '../../../src/audit/read-all.ts';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import { aLog, T0 } from '../../support/store-builders.ts';
import { withStore } from '../../support/store-harness.ts';
import type { OpenAStore } from '../../support/store-harness.ts';

const SECRET = 'the secret of the audit, for tests';
const KEY = auditKeyOf(SECRET);
const KEYS = auditKeysOf([SECRET]);
const entries = (...names: readonly string[]) =>
  names.map((subject) => ({ kind: 'login.granted' as const, subject, by: 'a test', at: T0, replica: 'r1' }));

/** What every implementation of AuditLog promises. */
export function auditLogContract(name: string, open: OpenAStore): void {
  describe(`AuditLog in ${name}`, () => {
    const opened = withStore(open);
    const log = () => opened().store.audit;
    const append = (head: AuditHead, ...names: readonly string[]) =>
      log().append(linkAll(entries(...names), head, KEY), head);
    const all = async () => {
      const records = [];
      for await (const record of exportLog(log())) records.push(record);
      return records;
    };

    test('begins empty', async () => {
      await expect(log().head()).resolves.toEqual(CHAIN_START);
      await expect(log().read(0, 10)).resolves.toEqual([]);
      await expect(readNewest(log(), { limit: 5 })).resolves.toEqual([]);
    });

    test('keeps records as they were, in order, and tells where the chain ends', async () => {
      const first = await append(CHAIN_START, 'ann “the” ☎', 'bob');
      const second = await append(first, 'cid');
      expect(second).toMatchObject({ seq: 3 });
      await expect(log().head()).resolves.toEqual(second);
      const records = await all();
      expect(records.map(({ seq, subject }) => [seq, subject])).toEqual([
        [1, 'ann “the” ☎'],
        [2, 'bob'],
        [3, 'cid'],
      ]);
      expect(verifyChain(records, { head: second, keys: KEYS })).toMatchObject({ ok: true, records: 3 });
    });

    test('takes nothing that does not follow the end, and answers the end', async () => {
      const first = await append(CHAIN_START, 'ann');
      await expect(append(CHAIN_START, 'late')).resolves.toEqual(first);
      await expect(append({ seq: 7, hash: 'f'.repeat(64) }, 'lost')).resolves.toEqual(first);
      expect((await all()).map(({ subject }) => subject)).toEqual(['ann']);
    });

    test('reads pages from anywhere, and the newest backwards', async () => {
      await append(CHAIN_START, ...Array.from({ length: 9 }, (_, i) => `p${i + 1}`));
      const subjects = (records: readonly { subject?: string }[]) => records.map(({ subject }) => subject);
      expect(subjects(await log().read(0, 2))).toEqual(['p1', 'p2']);
      expect(subjects(await log().read(7, 5))).toEqual(['p8', 'p9']);
      expect(subjects(await log().read(9, 5))).toEqual([]);
      expect(subjects(await readNewest(log(), { limit: 3 }))).toEqual(['p9', 'p8', 'p7']);
      expect(subjects(await readNewest(log(), { limit: 3, before: 7 }))).toEqual(['p6', 'p5', 'p4']);
      expect(subjects(await readNewest(log(), { limit: 3, before: 2 }))).toEqual(['p1']);
    });

    test('of several replicas that append at once, none loses a record, and the chain holds', async () => {
      const trails = ['r1', 'r2', 'r3'].map((replica) =>
        createAuditTrail({ audit: log(), clock: () => T0, log: aLog(), replica, key: KEY }),
      );
      const told = trails.flatMap((trail, at) =>
        Array.from({ length: 40 }, (_, i) =>
          trail.append({ kind: 'login.granted', subject: `${at}-${i}`, by: 'a test' }),
        ),
      );
      await Promise.all(told);
      const records = await all();
      expect(new Set(records.map(({ subject }) => subject)).size).toBe(120);
      expect(verifyChain(records, { head: await log().head(), keys: KEYS })).toMatchObject({
        ok: true,
        records: 120,
        firstSeq: 1,
      });
      for (const replica of ['0', '1', '2']) {
        const own = records.filter(({ subject }) => subject?.startsWith(`${replica}-`)).map(({ subject }) => subject);
        expect(own).toEqual(Array.from({ length: 40 }, (_, i) => `${replica}-${i}`));
      }
    });
  });
}
