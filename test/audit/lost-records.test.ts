import type { AuditLog } from '../../src/audit/audit-log.ts';
import { CHAIN_START } from '../../src/audit/audit-record.ts';
import { createAuditTrail } from '../../src/audit/audit-trail.ts';
import type { AuditTrail } from '../../src/audit/audit-trail.ts';
import { linkAll } from '../../src/audit/chain.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { memoryAuditLog } from '../../src/store/audit-log.memory.ts';
import { aChain, AUDIT_KEY, AUDIT_KEYS } from '../support/audit-chains.ts';
import { aLog, T0 } from '../support/store-builders.ts';

/** A log that can be put back to what another one holds. */
function restorable(first: AuditLog) {
  let log = first;
  const audit: AuditLog = {
    append: (...args) => log.append(...args),
    head: () => log.head(),
    read: (...args) => log.read(...args),
  };
  return { audit, restore: (other: AuditLog) => void (log = other) };
}

async function holding(count: number, keep = 1_000): Promise<AuditLog> {
  const log = memoryAuditLog(keep);
  if (count > 0) await log.append(aChain(count), CHAIN_START);
  return log;
}

const aTrail = (audit: AuditLog, log = aLog(), clock = () => T0): AuditTrail =>
  createAuditTrail({ audit, clock, log, replica: 'ours', key: AUDIT_KEY });
const anotherTrail = (audit: AuditLog): AuditTrail =>
  createAuditTrail({ audit, clock: () => T0, log: aLog(), replica: 'theirs', key: AUDIT_KEY });
const login = (trail: AuditTrail, subject: string) => trail.append({ kind: 'login.granted', subject, by: 'a test' });
const kindsOf = async (audit: AuditLog) => (await audit.read(0, 100)).map(({ kind }) => kind);
const errorsOf = (log: ReturnType<typeof aLog>) => log.lines.filter(({ level }) => level === 'error');

test.each([
  ['an older state', 3],
  ['nothing at all', 0],
])('a store that went back to %s is told once, before what comes next', async (_state, left) => {
  const log = aLog();
  const { audit, restore } = restorable(await holding(5));
  const trail = aTrail(audit, log);
  await login(trail, 'before');
  restore(await holding(left));
  await login(trail, 'after');
  await login(trail, 'later');
  const records = await audit.read(left, 100);
  expect(records.map(({ kind }) => kind)).toEqual(['audit.lost', 'login.granted', 'login.granted']);
  expect(records[0]?.why).toMatch(/^record 6 with the hash [\da-f]{64} was kept and is there no more/);
  expect(errorsOf(log)).toMatchObject([{ fields: { seq: 6, found: { seq: left } } }]);
  const report = verifyChain(await audit.read(0, 100), { keys: AUDIT_KEYS, head: await audit.head() });
  expect(report).toMatchObject({ ok: true, losses: [left + 1] });
});

test('what other replicas append is no loss', async () => {
  const log = aLog();
  const audit = await holding(0);
  const [ours, theirs] = [aTrail(audit, log), anotherTrail(audit)];
  for (const name of ['a', 'b', 'c']) await Promise.all([login(ours, name), login(theirs, name), login(theirs, name)]);
  expect(await kindsOf(audit)).toEqual(Array.from({ length: 9 }, () => 'login.granted'));
  expect(errorsOf(log)).toEqual([]);
});

test('a record that the bound has cut off since is no loss', async () => {
  const log = aLog();
  const audit = await holding(0, 10);
  const [ours, theirs] = [aTrail(audit, log), anotherTrail(audit)];
  await login(ours, 'first');
  for (let count = 0; count < 30; count += 1) await login(theirs, `p${count}`);
  await login(ours, 'last');
  expect((await audit.read(0, 1))[0]?.seq).toBeGreaterThan(1);
  expect(await kindsOf(audit)).not.toContain('audit.lost');
});

test('an append whose answer was lost is no loss: the store holds more than is known', async () => {
  const log = aLog();
  const audit = await holding(2);
  let answers = true;
  const trail = aTrail(
    {
      ...audit,
      append: async (...args) => {
        const head = await audit.append(...args);
        if (!answers) throw new Error('no answer');
        return head;
      },
    },
    log,
  );
  await login(trail, 'known');
  answers = false;
  await login(trail, 'unknown');
  answers = true;
  await login(trail, 'next');
  expect((await audit.read(2, 10)).map(({ subject }) => subject)).toEqual(['known', 'unknown', 'next']);
});

test('a replica whose chain was written anew by others, beyond where it had been, tells it', async () => {
  const { audit, restore } = restorable(await holding(5));
  const trail = aTrail(audit);
  await login(trail, 'before');
  const other = await holding(3);
  await other.append(
    linkAll(
      Array.from({ length: 9 }, () => ({ kind: 'login.granted' as const, by: 'another', at: T0, replica: 'r2' })),
      await other.head(),
      AUDIT_KEY,
    ),
    await other.head(),
  );
  restore(other);
  await login(trail, 'after');
  expect((await audit.read(12, 10)).map(({ kind }) => kind)).toEqual(['audit.lost', 'login.granted']);
});

test('the head is noted down in the log with the first record a minute after the last note', async () => {
  const log = aLog();
  let now = T0;
  const audit = await holding(0);
  const trail = aTrail(audit, log, () => now);
  for (const later of [0, 59_999, 1, 30_000, 30_000]) {
    now += later;
    await login(trail, 'ann');
  }
  const [third, , fifth] = await audit.read(2, 3);
  expect(log.lines.filter(({ level }) => level === 'info').map(({ fields }) => fields)).toEqual([
    { seq: 3, hash: third?.hash },
    { seq: 5, hash: fifth?.hash },
  ]);
});
