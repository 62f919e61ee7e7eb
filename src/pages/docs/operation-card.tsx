import type { VNode } from 'preact';
import { Badge } from '../parts/badge.tsx';
import type { Tone } from '../parts/badge.tsx';
import { Json } from '../parts/json.tsx';
import type { PlacedOperation } from './api-document.ts';
import { contentOf, fieldsOf, memberAt, parameterField } from './schema.ts';
import type { Field } from './schema.ts';

const ACCESS: ReadonlyMap<string, { readonly tone: Tone; readonly text: string }> = new Map([
  ['public', { tone: 'neutral', text: 'anyone' }],
  ['session', { tone: 'accent', text: 'session' }],
  ['admin', { tone: 'warn', text: 'operators' }],
  ['account', { tone: 'good', text: 'account credentials' }],
]);

const FieldTable = ({ fields }: { readonly fields: readonly Field[] }): VNode => (
  <div class="table-frame">
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ name, type, required, description }) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
              {!required && <span class="muted"> optional</span>}
            </th>
            <td>
              <code class="muted">{type}</code>
            </td>
            <td class="wide">{description}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Schema = ({ title, holder }: { readonly title: string; readonly holder: unknown }): VNode | null => {
  const content = contentOf(holder);
  if (content === undefined) return null;
  const fields = fieldsOf(content.schema);
  return (
    <details>
      <summary>
        {title} <code class="muted">{content.mediaType}</code>
      </summary>
      {fields.length > 0 ? <FieldTable fields={fields} /> : <Json value={content.schema} />}
    </details>
  );
};

const Parameters = ({ parameters }: { readonly parameters: readonly object[] }): VNode | null =>
  parameters.length === 0 ? null : (
    <div>
      <h4>Parameters</h4>
      <FieldTable fields={parameters.map(parameterField)} />
    </div>
  );

/** One line of the API. Its anchor is the operation id. */
export const OperationCard = ({ placed: { method, path, operation } }: { readonly placed: PlacedOperation }): VNode => {
  const access = ACCESS.get(operation['x-access']) ?? { tone: 'neutral', text: operation['x-access'] };
  return (
    <article class="card operation" id={operation.operationId} data-testid="operation">
      <h3>
        <span class={`method method-${method}`}>{method.toUpperCase()}</span>
        <a href={`#${operation.operationId}`}>
          <code>{path}</code>
        </a>
        <Badge tone={access.tone}>{access.text}</Badge>
      </h3>
      <p>{operation.summary}</p>
      <Parameters parameters={operation.parameters} />
      <Schema title="Request body" holder={operation.requestBody} />
      <Schema title="Answer" holder={memberAt(operation.responses, '200')} />
    </article>
  );
};
