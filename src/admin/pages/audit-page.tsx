import type { AuditHead, AuditRecord } from '../../audit/audit-record.ts';
import { renderAdminPage } from './admin-layout.tsx';
import { AuditTable } from './audit-table.tsx';

export interface AuditView {
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  readonly head: AuditHead;
  /** Where the next page begins. */
  readonly older?: number;
}

/** GET /admin/audit. */
export const auditPage = ({ records, head, older }: AuditView): string =>
  renderAdminPage({
    title: 'Audit',
    children: (
      <>
        <div class="stack">
          <h1>Audit</h1>
          <p class="lead">
            Logins, changes of role and acts of operators, newest first. Each record carries the hash of the one before:{' '}
            <code>flexgate audit verify</code> finds what was altered or taken out.
          </p>
        </div>
        {records.length === 0 ? <p class="card muted">There is no record.</p> : <AuditTable records={records} />}
        {older !== undefined && (
          <div class="row">
            <a class="button" href={`/admin/audit?before=${older}`}>
              Older records
            </a>
          </div>
        )}
        <p class="hash" data-testid="head">
          The chain ends with record {head.seq}, {head.hash}
        </p>
      </>
    ),
  });
