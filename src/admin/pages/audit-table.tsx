import type { VNode } from 'preact';
import type { AuditRecord } from '../../audit/audit-record.ts';
import { printable } from '../../kernel/printable.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import type { Tone } from '../../pages/parts/badge.tsx';
import { RoleChip } from '../../pages/parts/chips.tsx';
import { Moment } from '../../pages/parts/time.tsx';
import { PersonLink, TraceLink } from './links.tsx';

const TONES: readonly (readonly [ending: RegExp, tone: Tone])[] = [
  [/\.(refused|failed|blocked|token-refused|deprovision-incomplete)$/, 'bad'],
  [/\.(granted|unblocked|repaired|adopted)$/, 'good'],
  [/\.(deprovisioned|found)$/, 'warn'],
];
const toneOf = (kind: string): Tone => TONES.find(([ending]) => ending.test(kind))?.[1] ?? 'accent';

const Words = ({ words }: { readonly words: readonly string[] }): VNode => (
  <>
    {words.map((word, index) => (
      <RoleChip key={index} role={word} />
    ))}
  </>
);

const Change = ({ record: { from, to } }: { readonly record: AuditRecord }): VNode | null => {
  if (from === undefined && to === undefined) return null;
  return (
    <span class="move">
      {from !== undefined && (
        <>
          {from.length === 0 ? <span class="muted">nothing</span> : <Words words={from} />}
          <span class="arrow" aria-hidden="true">
            →
          </span>
          <span class="visually-hidden">became</span>
        </>
      )}
      {to !== undefined && <Words words={to} />}
    </span>
  );
};

const Row = ({ record }: { readonly record: AuditRecord }): VNode => (
  <tr>
    <td class="when">
      <Moment at={record.at} />
      <br />
      <span class="small">#{record.seq}</span>
    </td>
    <td>
      <Badge tone={toneOf(record.kind)}>{record.kind}</Badge>
    </td>
    <td>
      {record.subject === undefined ? <span class="muted">nobody</span> : <PersonLink username={record.subject} />}
    </td>
    <td class="wide">
      <div class="stack">
        <Change record={record} />
        {record.why !== undefined && <span>{printable(record.why)}</span>}
        <span class="muted small">
          by <bdi>{printable(record.by)}</bdi>
          {record.trace !== undefined && (
            <>
              , trace <TraceLink id={record.trace} />
            </>
          )}
        </span>
      </div>
    </td>
  </tr>
);

/** Records of the audit, as they come. */
export const AuditTable = ({ records }: { readonly records: readonly AuditRecord[] }): VNode => (
  <div class="table-frame">
    <table class="stacked dense" data-testid="audit">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Person</th>
          <th scope="col">Details</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <Row key={record.seq} record={record} />
        ))}
      </tbody>
    </table>
  </div>
);
