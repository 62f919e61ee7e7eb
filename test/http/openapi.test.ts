import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { docsPage } from '../../src/http/docs-page.ts';
import { docsRoutes } from '../../src/http/docs-routes.ts';
import { del, get, post } from '../../src/http/endpoint.ts';
import type { Endpoint } from '../../src/http/endpoint.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import { REFUSALS } from '../../src/kernel/refusals/table.ts';
import { startApp } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

const handle = async () => ({ status: 200, json: {} });
const worker = z.object({ sid: z.string(), skills: z.array(z.string()).default([]) }).meta({ id: 'Worker' });
const tree = z.object({
  name: z.string(),
  get children() {
    return z.array(tree);
  },
});

const ENDPOINTS: readonly Endpoint[] = [
  get('/saml/:connection/login', {
    access: 'public',
    summary: 'Log in',
    params: z.object({ connection: z.string().max(40) }),
    query: z.object({ return_to: z.string().optional(), binding: z.enum(['redirect', 'post']) }),
    handle,
  }),
  post('/saml/:connection/acs', {
    access: 'public',
    summary: 'Consume <an> assertion',
    body: { type: 'form', schema: z.object({ SAMLResponse: z.string() }), limitBytes: 10 },
    handle,
  }),
  post('/api/token', {
    access: 'session',
    summary: 'Mint a token',
    body: { type: 'json', schema: z.object({ ttl: z.number().optional() }).default({}), limitBytes: 10 },
    reply: z.object({ token: z.string(), expires_at: z.string().transform((text) => new Date(text)) }),
    handle,
  }),
  post('/api/admin/workers', {
    access: 'admin',
    summary: 'Write a worker',
    body: { type: 'json', schema: worker, limitBytes: 10 },
    reply: z.object({ worker, all: z.array(worker), tree }),
    handle,
  }),
  post('/api/admin/tree', {
    access: 'admin',
    summary: 'A schema that contains itself',
    body: { type: 'json', schema: tree, limitBytes: 10 },
    handle,
  }),
  post('/v1/Accounts/:AccountSid/Tokens/validate', { access: 'account', summary: 'Validate', handle }),
  del('/api/token', { access: 'session', summary: 'Remove', handle }),
];
const SETTINGS = { publicUrl: 'https://sso.example.com', version: '1.2.3', sessionCookie: '__Host-flexgate' };
const document = openApiDocument(ENDPOINTS, SETTINGS);
const operation = (path: string, method: string) => document.paths[path]?.[method];

test('the document says what it is, where the API is, and how one proves who one is', () => {
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Flexgate', version: '1.2.3' },
    servers: [{ url: 'https://sso.example.com' }],
    components: { securitySchemes: { sessionCookie: { in: 'cookie', name: '__Host-flexgate' } } },
  });
});

test('every line of the tables is an operation, under an id of its own', () => {
  const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId));
  expect(ids.toSorted()).toEqual([
    'deleteApiToken',
    'getSamlConnectionLogin',
    'postApiAdminTree',
    'postApiAdminWorkers',
    'postApiToken',
    'postSamlConnectionAcs',
    'postV1AccountsAccountSidTokensValidate',
  ]);
});

test('parameters come from the path and the query schema', () => {
  expect(operation('/saml/{connection}/login', 'get')?.parameters).toEqual([
    { name: 'connection', in: 'path', required: true, schema: { type: 'string', maxLength: 40 } },
    { name: 'return_to', in: 'query', required: false, schema: { type: 'string' } },
    { name: 'binding', in: 'query', required: true, schema: { type: 'string', enum: ['redirect', 'post'] } },
  ]);
  expect(operation('/v1/Accounts/{AccountSid}/Tokens/validate', 'post')?.parameters).toEqual([
    { name: 'AccountSid', in: 'path', required: true, schema: { type: 'string' } },
  ]);
});

test('a body is described as it is sent, an answer as it is received', () => {
  expect(operation('/saml/{connection}/acs', 'post')?.requestBody).toMatchObject({
    required: true,
    content: { 'application/x-www-form-urlencoded': { schema: { required: ['SAMLResponse'] } } },
  });
  expect(operation('/api/token', 'post')?.requestBody).toMatchObject({ required: false });
  expect(document.components['schemas']).toMatchObject({
    WorkerInput: { required: ['sid'] },
    Worker: { required: ['sid', 'skills'] },
  });
  expect(operation('/api/admin/workers', 'post')).toMatchObject({
    requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/WorkerInput' } } } },
    responses: {
      200: {
        content: {
          'application/json': { schema: { properties: { worker: { $ref: '#/components/schemas/Worker' } } } },
        },
      },
    },
  });
});

test('who may call is told for each', () => {
  const told = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((one) => [path, one['x-access'], one.security.flatMap(Object.keys)]),
  );
  expect(told).toContainEqual(['/saml/{connection}/acs', 'public', []]);
  expect(told).toContainEqual(['/api/token', 'session', ['sessionCookie', 'sessionBearer']]);
  expect(told).toContainEqual(['/api/admin/tree', 'admin', ['adminToken', 'sessionCookie', 'sessionBearer']]);
  expect(told).toContainEqual(['/v1/Accounts/{AccountSid}/Tokens/validate', 'account', ['account']]);
});

test('every operation may be refused, with any code of the table', () => {
  for (const methods of Object.values(document.paths)) {
    for (const one of Object.values(methods)) {
      expect(one.responses).toMatchObject({ default: { content: { 'application/problem+json': {} } } });
    }
  }
  expect(document.components['schemas']).toMatchObject({
    Problem: { properties: { code: { enum: Object.keys(REFUSALS) } } },
  });
});

test('every schema is valid JSON Schema 2020-12 whose references lead somewhere', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', ...document });
  const text = JSON.stringify(document);
  expect(text).not.toContain('$defs');
  expect(text).not.toContain('"$schema"');
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference);
  expect(references).toContain('#/components/schemas/postApiAdminTreeBody');
  for (const reference of references) {
    expect(() => ajv.compile({ $ref: `api${reference}` })).not.toThrow();
  }
  const accepts = ajv.compile({ $ref: 'api#/components/schemas/postApiAdminTreeBody' });
  expect(accepts({ name: 'a', children: [{ name: 'b', children: [] }] })).toBe(true);
  expect(accepts({ name: 'a', children: [{ name: 7, children: [] }] })).toBe(false);
});

describe('served', () => {
  let app: TestApp;
  afterEach(async () => {
    await app.close();
  });

  test('the document is JSON for anybody', async () => {
    app = await startApp(docsRoutes({ endpoints: ENDPOINTS, ...SETTINGS }));
    const response = await app.send('/api/openapi.json');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });

  test('the page lists every endpoint, and every code under the anchor that problems name', async () => {
    app = await startApp(docsRoutes({ endpoints: ENDPOINTS, ...SETTINGS }));
    const page = await (await app.send('/api/docs')).text();
    for (const path of Object.keys(document.paths)) expect(page).toContain(` ${path}</code>`);
    for (const code of Object.keys(REFUSALS)) expect(page).toContain(`<tr id="${code}">`);
    expect(page).toContain('Consume &lt;an&gt; assertion');
    expect(page).not.toMatch(/<script|style=|<style/);
  });

  test('the page may be made by another, or have a stylesheet', async () => {
    app = await startApp(docsRoutes({ endpoints: [], ...SETTINGS, renderDocs: ({ info }) => `<h1>${info.version}` }));
    expect(await (await app.send('/api/docs')).text()).toBe('<h1>1.2.3');
    expect(docsPage(document, '/assets/1/"a".css')).toContain('href="/assets/1/&quot;a&quot;.css"');
  });
});
