import { REFUSALS } from '../kernel/refusals/table.ts';
import type { RefusalEntry } from '../kernel/refusals/entry.ts';
import type { OpenApiDocument, Operation } from './openapi.ts';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ESCAPES.get(character) ?? character);

const details = (title: string, schema: unknown): string =>
  schema === undefined
    ? ''
    : `<details><summary>${title}</summary><pre>${escaped(JSON.stringify(schema, null, 2))}</pre></details>`;

function operationSection(path: string, method: string, operation: Operation): string {
  const parameters = operation.parameters.length === 0 ? undefined : operation.parameters;
  return `<section id="${operation.operationId}">
<h3><code>${method.toUpperCase()} ${escaped(path)}</code></h3>
<p>${escaped(operation.summary)}. Access: <strong>${operation['x-access']}</strong>.</p>
${details('Parameters', parameters)}${details('Request body', operation.requestBody)}${details('Answers', operation.responses)}
</section>`;
}

const errorRow = ([code, { status, title, hint }]: readonly [string, RefusalEntry<never>]): string =>
  `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escaped(title)}</td><td>${escaped(hint)}</td></tr>`;

/** The documentation for people: every endpoint, every error code under the anchor that `type` of a problem names. */
export function docsPage({ paths, components, info }: OpenApiDocument, stylesheet?: string): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationSection(path, method, operation)),
  );
  const link = stylesheet === undefined ? '' : `<link rel="stylesheet" href="${escaped(stylesheet)}">`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>${link}</head>
<body><main>
<h1>${info.title} API</h1>
<p>Version ${escaped(info.version)}. For machines: <a href="/api/openapi.json">openapi.json</a>.</p>
<h2>Endpoints</h2>
${operations.join('\n')}
<h2>Schemas</h2>
${details('All components', components)}
<h2>Errors</h2>
<p>Every error is <code>application/problem+json</code> with one of these codes.</p>
<table><thead><tr><th>Code</th><th>Status</th><th>Title</th><th>What to do</th></tr></thead>
<tbody>${Object.entries(REFUSALS).map(errorRow).join('\n')}</tbody></table>
</main></body>
</html>`;
}
