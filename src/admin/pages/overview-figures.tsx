import type { ComponentChildren, VNode } from 'preact';
import { securityFindings } from '../../drift/drift-report.ts';
import type { DriftReport } from '../../drift/drift-report.ts';
import { Moment } from '../../pages/parts/time.tsx';

export interface FiguresView {
  /** Absent where the store does not answer. */
  readonly people?: number;
  readonly auditRecords?: number;
  readonly outbox?: { readonly pending: number; readonly oldestAgeMs: number };
  readonly drift?: DriftReport;
}

const Figure = ({
  name,
  value,
  note,
  href,
}: {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly note: ComponentChildren;
  readonly href?: string;
}): VNode => {
  const inner = (
    <>
      <span class="figure-name">{name}</span>
      <span class="figure-value">{value}</span>
      <span class="figure-note">{note}</span>
    </>
  );
  return (
    <li>
      {href === undefined ? (
        <div class="card figure">{inner}</div>
      ) : (
        <a class="card figure" href={href}>
          {inner}
        </a>
      )}
    </li>
  );
};

function driftFigure(drift: DriftReport | undefined): { readonly value: string; readonly note: ComponentChildren } {
  if (drift === undefined) return { value: 'Not yet', note: 'Twilio was not compared in the last week' };
  const security = securityFindings(drift);
  const when = <Moment at={drift.endedAt} />;
  if (drift.subjects.length === 0)
    return {
      value: 'None',
      note: (
        <>
          of {drift.checked} people, {when}
        </>
      ),
    };
  const value = `${drift.subjects.length} ${drift.subjects.length === 1 ? 'person' : 'people'}`;
  return {
    value,
    note:
      security > 0 ? (
        <>
          {security} above what was decided, {when}
        </>
      ) : (
        when
      ),
  };
}

const count = (value: number | undefined): string => (value === undefined ? '–' : value.toLocaleString('en-GB'));

export const Figures = ({ people, auditRecords, outbox, drift }: FiguresView): VNode => (
  <ul class="figures" aria-label="At a glance">
    <Figure name="People" value={count(people)} note="logged in at least once" href="/admin/subjects" />
    <Figure
      name="Waiting for Twilio"
      value={count(outbox?.pending)}
      note={outbox === undefined || outbox.pending === 0 ? 'everything is written' : 'retried until it is written'}
    />
    <Figure name="Drift" {...driftFigure(drift)} href="/admin/drift" />
    <Figure name="Audit" value={count(auditRecords)} note="records, chained" href="/admin/audit" />
  </ul>
);
