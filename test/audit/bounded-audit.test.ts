import type { AuditEntry } from '../../src/audit/audit-record.ts';
import { createBoundedAudit } from '../../src/audit/bounded-audit.ts';

const GUESS = { kind: 'operator.token-refused', why: 'ADMIN_TOKEN_WRONG', by: 'anonymous' } as const;

function begin() {
  const told: AuditEntry[] = [];
  const clock = { now: 1_000_000 };
  const append = async (entry: AuditEntry): Promise<void> => void told.push(entry);
  const rest = { kind: GUESS.kind, what: 'wrong credentials' };
  return { told, clock, audit: createBoundedAudit({ append }, () => clock.now, rest) };
}

test('sixty a minute are told each, the rest of a flood as one record with a count', () => {
  const { told, clock, audit } = begin();
  for (let i = 0; i < 10_000; i += 1) audit.append(GUESS);
  expect(told).toHaveLength(60);
  clock.now += 60_000;
  audit.append(GUESS);
  expect(told.slice(60)).toEqual([
    { kind: GUESS.kind, by: 'anonymous', why: '9940 more wrong credentials since 1970-01-01T00:16:40.000Z' },
    GUESS,
  ]);
});

test('a window that is over is closed by a turn, once, and not before its time', () => {
  const { told, clock, audit } = begin();
  for (let i = 0; i < 61; i += 1) audit.append(GUESS);
  clock.now += 59_999;
  audit.turn();
  expect(told).toHaveLength(60);
  clock.now += 1;
  audit.turn();
  audit.turn();
  expect(told.slice(60).map(({ why }) => why)).toEqual([expect.stringMatching(/^1 more /)]);
});

test('what stays within the bound leaves no count behind', () => {
  const { told, clock, audit } = begin();
  audit.append(GUESS);
  clock.now += 120_000;
  audit.turn();
  expect(told).toEqual([GUESS]);
});
