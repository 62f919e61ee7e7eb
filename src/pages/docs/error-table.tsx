import type { VNode } from 'preact';
import type { RefusalEntry } from '../../kernel/refusals/entry.ts';
import { REFUSALS } from '../../kernel/refusals/table.ts';
import { Hint } from '../parts/hint.tsx';

type CodedEntry = readonly [code: string, entry: RefusalEntry<never>];

const Row = ({ coded: [code, { status, title, hint }] }: { readonly coded: CodedEntry }): VNode => (
  <tr id={code}>
    <th scope="row" class="wide">
      <a href={`#${code}`}>
        <code>{code}</code>
      </a>
    </th>
    <td>{status}</td>
    <td class="wide">
      <strong>{title}.</strong>{' '}
      <span class="muted">
        <Hint text={hint} />
      </span>
    </td>
  </tr>
);

/** Every code under the anchor that `type` of a problem names. */
export const ErrorTable = (): VNode => (
  <div class="table-frame">
    <table class="stacked errors">
      <thead>
        <tr>
          <th scope="col" class="col-code">
            Code
          </th>
          <th scope="col" class="col-status">
            Status
          </th>
          <th scope="col">What happened, and what to do</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(REFUSALS).map((coded: CodedEntry) => (
          <Row key={coded[0]} coded={coded} />
        ))}
      </tbody>
    </table>
  </div>
);
