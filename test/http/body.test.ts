import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { post } from '../../src/http/endpoint.ts';
import { sendRaw, startApp, until } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

const LIMIT = 64;
const echo = async ({ body }: { body: unknown }) => ({ status: 200, json: { body: body ?? null } });

let app: TestApp;
beforeAll(async () => {
  app = await startApp([
    post('/json', {
      access: 'public',
      summary: 'JSON',
      body: { type: 'json', limitBytes: LIMIT, schema: z.object({ a: z.unknown() }) },
      handle: echo,
    }),
    post('/optional', {
      access: 'public',
      summary: 'JSON or nothing',
      body: { type: 'json', limitBytes: LIMIT, schema: z.object({ ttl: z.number().optional() }).default({}) },
      handle: echo,
    }),
    post('/form', {
      access: 'public',
      summary: 'Form',
      body: {
        type: 'form',
        limitBytes: LIMIT,
        schema: z.object({ SAMLResponse: z.string(), RelayState: z.string().optional() }),
      },
      handle: echo,
    }),
    post('/none', { access: 'public', summary: 'No body', handle: echo }),
    post('/closed', {
      access: 'session',
      summary: 'Guarded',
      body: { type: 'json', limitBytes: LIMIT, schema: z.object({}) },
      handle: echo,
    }),
  ]);
});
afterAll(async () => {
  await app.close();
});

const send = async (path: string, type: string | undefined, body: BodyInit, headers: Record<string, string> = {}) =>
  app.send(path, {
    method: 'POST',
    headers: { ...(type !== undefined && { 'content-type': type }), ...headers },
    body,
  });

const FORM = 'application/x-www-form-urlencoded';

test.each([
  { path: '/json', type: 'application/json', body: '{"a":1}', expected: { a: 1 } },
  { path: '/json', type: 'Application/JSON; charset=UTF-8', body: '{"a":"ü"}', expected: { a: 'ü' } },
  { path: '/json', type: 'application/json; charset="utf-8"', body: '{"a":1}', expected: { a: 1 } },
  { path: '/json', type: 'application/scim+json', body: '{"a":1}', expected: { a: 1 } },
  { path: '/json', type: 'application/json', body: '\uFEFF{"a":1}', expected: { a: 1 } },
  {
    path: '/form',
    type: FORM,
    body: 'SAMLResponse=a%2Bb+c&RelayState=',
    expected: { SAMLResponse: 'a+b c', RelayState: '' },
  },
  { path: '/form', type: `${FORM}; charset=utf-8`, body: 'SAMLResponse=x', expected: { SAMLResponse: 'x' } },
  { path: '/none', type: 'text/plain', body: 'whatever', expected: null },
])('$path takes $body as $type', async ({ path, type, body, expected }) => {
  const response = await send(path, type, body);
  expect(await response.json()).toEqual({ body: expected });
});

test.each([
  { path: '/json', type: FORM, body: 'a=1', expected: 'application/json' },
  { path: '/json', type: 'text/plain', body: '{"a":1}', expected: 'application/json' },
  { path: '/json', type: 'application/json; charset=utf-16', body: '{"a":1}', expected: 'application/json' },
  { path: '/json', type: 'application/json; charset=utf-8x', body: '{"a":1}', expected: 'application/json' },
  { path: '/form', type: 'application/json', body: '{"SAMLResponse":"x"}', expected: FORM },
  { path: '/form', type: 'multipart/form-data; boundary=x', body: '--x--', expected: FORM },
  { path: '/form', type: `${FORM}; charset=iso-8859-1`, body: 'SAMLResponse=x', expected: FORM },
])('$path refuses $body as $type: MEDIA_TYPE_UNSUPPORTED', async ({ path, type, body, expected }) => {
  const response = await send(path, type, body);
  expect(response.status).toBe(415);
  const problem = await response.json();
  expect(problem).toMatchObject({ code: 'MEDIA_TYPE_UNSUPPORTED' });
  expect(problem.detail).toContain(`Expected Content-Type: ${expected} in UTF-8.`);
});

test('a body without a content type is refused', async () => {
  const response = await send('/json', undefined, new Uint8Array(Buffer.from('{"a":1}')));
  expect(response.status).toBe(415);
});

test('a compressed body is refused, so that none can unfold to more than the limit', async () => {
  const body = new Uint8Array(gzipSync('{"a":1}'));
  const response = await send('/json', 'application/json', body, { 'content-encoding': 'gzip' });
  expect(await response.json()).toMatchObject({ code: 'MEDIA_TYPE_UNSUPPORTED', status: 415 });
});

const ofSize = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - 8) });

describe('size', () => {
  test('a body of just the limit is taken', async () => {
    expect(ofSize(LIMIT)).toHaveLength(LIMIT);
    expect((await send('/json', 'application/json', ofSize(LIMIT))).status).toBe(200);
  });

  test('one byte more is BODY_TOO_LARGE', async () => {
    const response = await send('/json', 'application/json', ofSize(LIMIT + 1));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'BODY_TOO_LARGE' });
    expect(app.log.lines.at(-1)).toMatchObject({ code: 'BODY_TOO_LARGE', evidence: { limit: LIMIT } });
  });

  test('a body in chunks, which declares no length, meets the same limit', async () => {
    const size = LIMIT + 1;
    const answer = await sendRaw(
      app.url,
      `POST /json HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${ofSize(size)}\r\n0\r\n\r\n`,
    );
    expect(answer).toContain('HTTP/1.1 413 ');
    expect(answer).toContain('BODY_TOO_LARGE');
  });
});

describe('malformed bodies are REQUEST_INVALID', () => {
  test.each([
    { title: 'cut JSON', path: '/json', type: 'application/json', body: '{"a":', problem: ['body', 'is not JSON'] },
    {
      title: 'JSON of a secret',
      path: '/json',
      type: 'application/json',
      body: 'hunter2',
      problem: ['body', 'is not JSON'],
    },
    {
      title: 'octets that are no UTF-8',
      path: '/json',
      type: 'application/json',
      body: new Uint8Array([0x22, 0xff, 0x22]),
      problem: ['body', 'is not UTF-8'],
    },
    {
      title: 'two SAMLResponse fields',
      path: '/form',
      type: FORM,
      body: 'SAMLResponse=good&SAMLResponse=evil',
      problem: ['body.SAMLResponse', 'occurs more than once'],
    },
    {
      title: 'a repeated field that the schema does not know',
      path: '/form',
      type: FORM,
      body: 'SAMLResponse=x&__proto__=1&__proto__=2',
      problem: ['body.__proto__', 'occurs more than once'],
    },
  ])('$title', async ({ path, type, body, problem: [at, reason] }) => {
    const response = await send(path, type, body);
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'REQUEST_INVALID', problems: [{ path: at, reason }] });
    expect(text).not.toContain('hunter2');
    expect(JSON.stringify(app.log.lines)).not.toContain('hunter2');
  });

  test('a field under a name of every object is a field like any other', async () => {
    const response = await send('/form', FORM, 'SAMLResponse=x&constructor=1&__proto__=2');
    expect(await response.json()).toEqual({ body: { SAMLResponse: 'x' } });
  });
});

describe('no body at all', () => {
  test('reaches a JSON schema as undefined, so that it may have a default', async () => {
    expect(await (await app.send('/optional', { method: 'POST' })).json()).toEqual({ body: {} });
    expect((await app.send('/json', { method: 'POST' })).status).toBe(400);
  });

  test('reaches a form schema as a form without fields', async () => {
    const response = await app.send('/form', { method: 'POST' });
    expect(await response.json()).toMatchObject({ problems: [{ path: 'body.SAMLResponse' }] });
  });
});

test('who may not call is refused before the body is looked at', async () => {
  const response = await send('/closed', 'text/plain', 'x'.repeat(LIMIT * 2));
  expect(await response.json()).toMatchObject({ code: 'SESSION_REQUIRED' });
});

test('a client that leaves in the middle of its body is no defect', async () => {
  const before = app.served.length;
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  socket.write(
    'POST /json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"a"',
    () => {
      socket.destroy();
    },
  );
  await until(() => app.served.length > before);
  expect(app.served.at(-1)).toMatchObject({ route: '/json', status: 499 });
  expect(app.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
