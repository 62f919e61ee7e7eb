import { docsPage } from './docs-page.ts';
import { get } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { openApiDocument } from './openapi.ts';
import type { OpenApiDocument, OpenApiSettings } from './openapi.ts';

export interface DocsDeps extends OpenApiSettings {
  /** Those to describe. */
  readonly endpoints: readonly Endpoint[];
  /** Makes the page; a plain one by default. */
  readonly renderDocs?: (document: OpenApiDocument) => string;
}

/** The API for machines and for people. Made once: the tables do not change while we run. */
export function docsRoutes({ endpoints, renderDocs = docsPage, ...settings }: DocsDeps): readonly Endpoint[] {
  const document = openApiDocument(endpoints, settings);
  const page = renderDocs(document);
  return [
    get('/api/openapi.json', {
      access: 'public',
      summary: 'The API as an OpenAPI 3.1 document',
      handle: async () => ({ status: 200, json: document }),
    }),
    get('/api/docs', {
      access: 'public',
      page: true,
      summary: 'The API for people',
      handle: async () => ({ status: 200, html: page }),
    }),
  ];
}
