import { auditKeyOf, auditKeysOf } from '../../src/audit/audit-key.ts';
import type { AuditLog } from '../../src/audit/audit-log.ts';
import { CHAIN_START } from '../../src/audit/audit-record.ts';
import type { AuditHead, AuditRecord } from '../../src/audit/audit-record.ts';
import { linkAll } from '../../src/audit/chain.ts';

const SECRET = 'the secret of the audit, for tests';
export const AUDIT_KEY = auditKeyOf(SECRET);
export const AUDIT_KEYS = auditKeysOf([SECRET]);

/** A chain with a record for each of the moments. */
export const aChainAt = (moments: readonly number[], from: AuditHead = CHAIN_START): readonly AuditRecord[] =>
  linkAll(
    moments.map((at) => ({
      kind: 'role.changed' as const,
      subject: `p${at}`,
      from: ['agent'],
      to: ['supervisor'],
      by: 'operator:test',
      at,
      replica: 'r1',
    })),
    from,
    AUDIT_KEY,
  );

export const aChain = (length: number): readonly AuditRecord[] => aChainAt(Array.from({ length }, (_, at) => at));

/** A log whose bound cuts off its first `cut` records right after a page that holds the record `at` was read. */
export function beingCut(
  records: readonly AuditRecord[],
  { at, cut }: { readonly at: number; readonly cut: number },
): Pick<AuditLog, 'read' | 'head'> {
  let kept = records;
  const { seq = 0, hash = '' } = records.at(-1) ?? {};
  return {
    head: async () => ({ seq, hash }),
    read: async (after, limit) => {
      const page = kept.filter((record) => record.seq > after).slice(0, limit);
      if (page.length > 1 && page.some((record) => record.seq === at)) kept = records.slice(cut);
      return page;
    },
  };
}
