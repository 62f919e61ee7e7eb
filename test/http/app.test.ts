import { z } from 'zod';
import { del, get, post, put } from '../../src/http/endpoint.ts';
import type { Reply } from '../../src/http/endpoint.ts';
import { startApp } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

const answers = (reply: Reply) => ({ access: 'public', summary: 'Test', handle: async () => reply }) as const;

let app: TestApp;
afterEach(async () => {
  await app.close();
});

describe('replies', () => {
  test.each<{ title: string; reply: Reply; type: string | null; body: string }>([
    { title: 'JSON', reply: { status: 200, json: { a: 1 } }, type: 'application/json', body: '{"a":1}' },
    { title: 'JSON null', reply: { status: 200, json: null }, type: 'application/json', body: 'null' },
    {
      title: 'JSON of a type of its own',
      reply: { status: 200, headers: { 'Content-Type': 'application/scim+json' }, json: {} },
      type: 'application/scim+json',
      body: '{}',
    },
    { title: 'a page', reply: { status: 200, html: '<p>ü' }, type: 'text/html; charset=utf-8', body: '<p>ü' },
    {
      title: 'text',
      reply: { status: 200, text: { type: 'application/samlmetadata+xml', body: '<m/>' } },
      type: 'application/samlmetadata+xml',
      body: '<m/>',
    },
    { title: 'nothing', reply: { status: 204 }, type: null, body: '' },
  ])('a reply of $title arrives as it is', async ({ reply, type, body }) => {
    app = await startApp([get('/it', answers(reply))]);
    const response = await app.send('/it');
    expect(response.status).toBe(reply.status);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(body);
  });

  test('a redirect names its target untouched', async () => {
    app = await startApp([get('/it', answers({ status: 303, redirect: 'https://flex.twilio.com/a?x=%2F|y' }))]);
    const response = await app.send('/it');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('https://flex.twilio.com/a?x=%2F|y');
  });

  test('nothing is stored by default, and a reply may say otherwise', async () => {
    app = await startApp([
      get('/dynamic', answers({ status: 200, json: {} })),
      get('/kept', answers({ status: 200, json: {}, headers: { 'cache-control': 'max-age=60' } })),
    ]);
    expect((await app.send('/dynamic')).headers.get('cache-control')).toBe('no-store');
    expect((await app.send('/dynamic')).headers.get('etag')).toBeNull();
    expect((await app.send('/kept')).headers.get('cache-control')).toBe('max-age=60');
  });
});

describe('methods and paths', () => {
  beforeEach(async () => {
    app = await startApp([
      get('/things/:id', {
        access: 'public',
        summary: 'One',
        params: z.object({ id: z.string() }),
        handle: async ({ params }) => ({ status: 200, json: params }),
      }),
      put('/things/:id', answers({ status: 204 })),
      post('/things/import', answers({ status: 202 })),
      del('/things', answers({ status: 204 })),
    ]);
  });

  test('an address that no table names is NOT_FOUND', async () => {
    const response = await app.send('/nowhere');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  test('paths are told apart by letter case', async () => {
    expect((await app.send('/Things/1')).status).toBe(404);
  });

  test('a method that the address does not take is METHOD_NOT_ALLOWED, and Allow says which it takes', async () => {
    const response = await app.send('/things', { method: 'PATCH' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('OPTIONS, DELETE');
    expect(await response.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });

  test('where two paths match, the one that takes the method answers', async () => {
    expect((await app.send('/things/import', { method: 'POST' })).status).toBe(202);
    expect(await (await app.send('/things/import')).json()).toEqual({ id: 'import' });
  });

  test('where two paths match and neither takes the method, Allow names the methods of both', async () => {
    const response = await app.send('/things/import', { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('OPTIONS, GET, HEAD, PUT, POST');
  });

  test('HEAD answers as GET does, without the body', async () => {
    const response = await app.send('/things/7', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('10');
    expect(await response.text()).toBe('');
  });

  test('HEAD where there is no GET is METHOD_NOT_ALLOWED', async () => {
    expect((await app.send('/things', { method: 'HEAD' })).status).toBe(405);
  });

  test('OPTIONS answers what is allowed, and grants nothing to other sites', async () => {
    const response = await app.send('/things/7', { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('OPTIONS, GET, HEAD, PUT');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('OPTIONS of an unknown address is NOT_FOUND', async () => {
    expect((await app.send('/nowhere', { method: 'OPTIONS' })).status).toBe(404);
  });

  test('a path that cannot be decoded is REQUEST_INVALID, not a defect', async () => {
    const response = await app.send('/things/%E0%A4%A');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'REQUEST_INVALID',
      problems: [{ path: 'path', reason: 'is not valid percent-encoding' }],
    });
    expect(app.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('a path parameter arrives decoded', async () => {
    expect(await (await app.send('/things/a%2Fb%40c')).json()).toEqual({ id: 'a/b@c' });
  });
});

describe('input', () => {
  test('a handler receives cookies, headers, the raw query, its request id and the address of the caller', async () => {
    app = await startApp([
      get('/it', {
        access: 'public',
        summary: 'Echo',
        handle: async ({ cookies, headers, rawQuery, requestId, caller }) => ({
          status: 200,
          json: { cookies: [...cookies], agent: headers['x-agent'], rawQuery, requestId, caller },
        }),
      }),
    ]);
    const response = await app.send('/it?SAMLResponse=a%2bb&b', { headers: { cookie: 'a=1; b=2', 'x-agent': 'test' } });
    expect(await response.json()).toEqual({
      cookies: [
        ['a', '1'],
        ['b', '2'],
      ],
      agent: 'test',
      rawQuery: 'SAMLResponse=a%2bb&b',
      requestId: 'request-1',
      caller: { address: '127.0.0.1' },
    });
    expect(response.headers.get('x-request-id')).toBe('request-1');
  });

  test.each([
    { trustProxy: false, expected: '127.0.0.1' },
    { trustProxy: 1, expected: '198.51.100.7' },
    { trustProxy: ['127.0.0.1'], expected: '198.51.100.7' },
    { trustProxy: ['192.0.2.1'], expected: '127.0.0.1' },
  ] as const)('with trustProxy $trustProxy the caller is $expected', async ({ trustProxy, expected }) => {
    app = await startApp(
      [
        get('/it', {
          access: 'public',
          summary: 'Echo',
          handle: async ({ caller }) => ({ status: 200, json: caller.address }),
        }),
      ],
      { settings: { publicUrl: 'http://sso.example.com', cors: [], trustProxy } },
    );
    const response = await app.send('/it', { headers: { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' } });
    expect(await response.json()).toBe(expected);
  });
});

test('a table in which two lines answer the same does not start', async () => {
  app = await startApp([]);
  const twice = [get('/it', answers({ status: 200 })), get('/it', answers({ status: 204 }))];
  await expect(startApp(twice)).rejects.toThrow('Two endpoints answer GET /it');
});
