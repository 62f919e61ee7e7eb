import { z } from 'zod';
import type { DocsDeps } from '../../src/http/docs-routes.ts';
import { del, get, post } from '../../src/http/endpoint.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import { REFUSALS } from '../../src/kernel/refusals/table.ts';
import { renderDocs } from '../../src/pages/docs/render-docs.tsx';
import { typeText } from '../../src/pages/docs/schema.ts';
import { partOf, said, tagsOf, valuesOf, wordsOf } from '../support/markup.ts';

const handle = async () => ({ status: 204 });
const render: NonNullable<DocsDeps['renderDocs']> = renderDocs;
const html = render(
  openApiDocument(
    [
      get('/saml/:connection/login', { access: 'public', summary: 'Begins a login', handle }),
      del('/api/session', { access: 'session', summary: 'Ends the session', handle }),
      post('/api/things', {
        access: 'admin',
        summary: 'Makes a <thing>',
        query: z.object({ dry: z.enum(['yes', 'no']).optional().describe('Only say what would be done') }),
        body: { type: 'json', schema: z.object({ name: z.string(), size: z.number().optional() }), limitBytes: 10 },
        reply: z.object({ id: z.string().describe('Its id') }),
        handle,
      }),
      get('/healthz', { access: 'public', summary: 'Alive', handle }),
    ],
    { publicUrl: 'https://sso.example.com', version: '1.2.3', sessionCookie: 'flexgate' },
  ),
);

const operation = (id: string): string => html.slice(html.indexOf(`id="${id}"`)).split('</article>')[0] ?? '';

test('names the product and the version', () => {
  expect(wordsOf(html)).toContain('Flexgate API Version 1.2.3');
});

test.each([
  ['login', 'GET /saml/{connection}/login anyone Begins a login'],
  ['api', 'DELETE /api/session session Ends the session'],
  ['pages', 'GET /healthz anyone Alive'],
])('the group %s holds its endpoints with their access: %s', (group, words) => {
  expect(said(html, group)).toContain(words);
});

test('a group without endpoints is left out', () => {
  expect(partOf(html, 'scim')).toBeUndefined();
});

test('an operation shows its parameters, its body and its answer', () => {
  const words = wordsOf(operation('postApiThings'));
  expect(words).toContain('POST /api/things operators Makes a <thing>');
  expect(words).toContain('dry optional "yes" | "no" in the query; Only say what would be done');
  expect(words).toMatch(/Request body application\/json .* name string .*size optional number/);
  expect(words).toMatch(/Answer application\/json .* id string Its id/);
});

test('every error code has its row under the anchor that problems name', () => {
  const anchors = tagsOf(html).flatMap(({ name, attributes }) => (name === 'tr' ? (attributes.get('id') ?? []) : []));
  expect(anchors).toEqual(Object.keys(REFUSALS));
  expect(said(html, 'errors')).toContain(
    'SAML_REPLAYED 403 This sign-on was already used. Each assertion logs in once.',
  );
});

test('every link inside the page leads to an anchor that is there, and no anchor is there twice', () => {
  const ids = tagsOf(html).flatMap(({ attributes }) => attributes.get('id') ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  const inside = valuesOf(html, 'a', 'href').filter((href) => href.startsWith('#'));
  expect(inside.length).toBeGreaterThan(50);
  expect(inside.filter((href) => !ids.includes(href.slice(1)))).toEqual([]);
});

test.each([
  [{ type: 'string' }, 'string'],
  [{ type: 'string', format: 'date-time' }, 'string (date-time)'],
  [{ type: 'array', items: { type: 'integer' } }, 'list of integer'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
  [{ enum: ['a', 1] }, '"a" | 1'],
  [{ const: true }, 'true'],
  [{ $ref: '#/components/schemas/Problem' }, 'Problem'],
  [{}, 'any'],
])('the schema %j reads %s', (schema, text) => {
  expect(typeText(schema)).toBe(text);
});
