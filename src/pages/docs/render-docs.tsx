import type { VNode } from 'preact';
import { renderPage } from '../layout.tsx';
import { Json } from '../parts/json.tsx';
import { Section } from '../parts/section.tsx';
import { groupedOperations } from './api-document.ts';
import type { ApiDocument, OperationGroup } from './api-document.ts';
import { ErrorTable } from './error-table.tsx';
import { OperationCard } from './operation-card.tsx';
import { memberAt, membersOf } from './schema.ts';

const Contents = ({ groups }: { readonly groups: readonly OperationGroup[] }): VNode => (
  <nav class="docs-nav" aria-label="Contents">
    {groups.map(({ id, title, operations }) => (
      <div key={id}>
        <a class="docs-nav-group" href={`#${id}`}>
          {title}
        </a>
        <ul>
          {operations.map(({ method, path, operation }) => (
            <li key={operation.operationId}>
              <a href={`#${operation.operationId}`}>
                {method.toUpperCase()} {path}
              </a>
            </li>
          ))}
        </ul>
      </div>
    ))}
    <a class="docs-nav-group" href="#schemas">
      Schemas
    </a>
    <a class="docs-nav-group" href="#errors">
      Errors
    </a>
  </nav>
);

const Schemas = ({ components }: Pick<ApiDocument, 'components'>): VNode => (
  <Section id="schemas" title="Schemas" lead="What the answers and requests above refer to.">
    {[...membersOf(memberAt(components, 'schemas'))].map(([name, schema]) => (
      <details key={name} class="card operation">
        <summary>{name}</summary>
        <Json value={schema} />
      </details>
    ))}
  </Section>
);

/** The API for people, from the document for machines. */
export const renderDocs = (document: ApiDocument): string => {
  const groups = groupedOperations(document);
  return renderPage({
    title: 'API',
    links: [{ label: 'openapi.json', href: '/api/openapi.json' }],
    children: (
      <>
        <div class="stack">
          <h1>{document.info.title} API</h1>
          <p class="lead">
            Version {document.info.version}, made from the schemas that validate every request. For machines:{' '}
            <a href="/api/openapi.json">openapi.json</a>.
          </p>
        </div>
        <div class="docs">
          <Contents groups={groups} />
          <div class="docs-body">
            {groups.map(({ id, title, operations }) => (
              <Section key={id} id={id} title={title}>
                {operations.map((placed) => (
                  <OperationCard key={placed.operation.operationId} placed={placed} />
                ))}
              </Section>
            ))}
            <Schemas components={document.components} />
            <Section
              id="errors"
              title="Errors"
              lead="Every error is application/problem+json (RFC 9457) with one of these codes. They are never renamed."
            >
              <ErrorTable />
            </Section>
          </div>
        </div>
      </>
    ),
  });
};
