import { z } from 'zod';
import { get, post } from '../../src/http/endpoint.ts';
import { startApp } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp([
    post('/people/:sid', {
      access: 'public',
      summary: 'All parts',
      params: z.object({ sid: z.string().startsWith('WK', 'must be a Worker SID') }),
      query: z.object({ limit: z.coerce.number().max(10, 'at most 10').optional() }),
      body: {
        type: 'json',
        limitBytes: 1000,
        schema: z.strictObject({ roles: z.array(z.enum(['agent', 'admin'])), name: z.string().default('none') }),
      },
      handle: async ({ params, query, body }) => ({ status: 200, json: { params, query, body } }),
    }),
    get('/bare/:id', {
      access: 'public',
      summary: 'No schemas',
      handle: async ({ params, query, body }) => ({
        status: 200,
        json: [params ?? 'none', query ?? 'none', body ?? 'none'],
      }),
    }),
  ]);
});
afterAll(async () => {
  await app.close();
});

const send = async (path: string, body: unknown) =>
  app.send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('a handler receives what the schemas made of the input', async () => {
  const response = await send('/people/WK1?limit=5', { roles: ['admin'] });
  expect(await response.json()).toEqual({
    params: { sid: 'WK1' },
    query: { limit: 5 },
    body: { roles: ['admin'], name: 'none' },
  });
});

test('all problems of all parts are told at once, each with its path', async () => {
  const response = await send('/people/XX1?limit=11', { roles: ['agent', 'boss'], surprise: true });
  expect(response.status).toBe(400);
  const { code, problems, detail } = await response.json();
  expect(code).toBe('REQUEST_INVALID');
  expect(problems).toEqual([
    { path: 'path.sid', reason: 'must be a Worker SID' },
    { path: 'query.limit', reason: 'at most 10' },
    { path: 'body.roles.1', reason: 'must be one of agent, admin' },
    { path: 'body', reason: 'unknown key “surprise”' },
  ]);
  expect(detail).toContain('query.limit: at most 10.');
});

test.each([
  [{}, 'body.roles', 'is missing; must be a list'],
  [{ roles: null }, 'body.roles', 'is empty; must be a list'],
  [{ roles: [], name: 7 }, 'body.name', 'must be text'],
  [[], 'body', 'must be an object'],
  [{ roles: [], a: 1, b: 2 }, 'body', 'unknown keys “a”, “b”'],
])('what is wrong with %j is told in plain words', async (body, path, reason) => {
  expect(await (await send('/people/WK1', body)).json()).toMatchObject({ problems: [{ path, reason }] });
});

test('a query that is no number is told so, and its value is not repeated', async () => {
  const answer = await (await send('/people/WK1?limit=s3cret', { roles: [] })).json();
  expect(answer).toMatchObject({ problems: [{ path: 'query.limit', reason: 'must be a number' }] });
  expect(JSON.stringify(answer)).not.toContain('s3cret');
});

test('a query field that comes twice is refused', async () => {
  const response = await send('/people/WK1?limit=1&limit=2', { roles: [] });
  expect(await response.json()).toMatchObject({
    problems: [{ path: 'query.limit', reason: 'occurs more than once' }],
  });
});

test('what no schema has checked never reaches a handler', async () => {
  expect(await (await app.send('/bare/7?a=1&a=2')).json()).toEqual(['none', 'none', 'none']);
});
