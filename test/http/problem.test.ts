import { attachTrace, get, post, traceOf } from '../../src/http/endpoint.ts';
import { problemOf } from '../../src/http/problem.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import type { RefusalCode } from '../../src/kernel/refusal.ts';
import { REFUSALS } from '../../src/kernel/refusals/table.ts';
import { startApp } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

const failing = (error: unknown) =>
  ({
    access: 'public',
    summary: 'Fails',
    handle: async () => {
      throw error;
    },
  }) as const;

let app: TestApp;
afterEach(async () => {
  await app.close();
});

describe('a refusal', () => {
  test('is answered as problem details (RFC 9457) with its code and what to change', async () => {
    app = await startApp([get('/it', failing(new Refusal('ROLE_NOT_GRANTED', { received: ['Sales'] })))]);
    const response = await app.send('/it');
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      type: 'http://sso.example.com/api/docs#ROLE_NOT_GRANTED',
      title: REFUSALS.ROLE_NOT_GRANTED.title,
      status: 403,
      detail: `Received: “Sales”. ${REFUSALS.ROLE_NOT_GRANTED.hint}`,
      code: 'ROLE_NOT_GRANTED',
      trace: 'request-1',
    });
  });

  test('names the trace of the login where one is attached', async () => {
    const error = attachTrace(new Refusal('SAML_NO_ASSERTION', {}), 'bako-timi-sero-lafi');
    app = await startApp([get('/it', failing(error))]);
    expect(await (await app.send('/it')).json()).toMatchObject({ trace: 'bako-timi-sero-lafi' });
    expect(app.log.lines.at(-1)).toMatchObject({ trace: 'bako-timi-sero-lafi', requestId: 'request-1' });
  });

  test('tells nothing of its evidence but what its entry says', async () => {
    const evidence = { operation: 'workers.update', reason: 'ECONNREFUSED 10.0.0.7', status: 500 };
    app = await startApp([get('/it', failing(new Refusal('TWILIO_UNAVAILABLE', evidence)))]);
    const text = await (await app.send('/it')).text();
    expect(text).not.toContain('10.0.0.7');
    expect(app.log.lines.at(-1)).toMatchObject({ level: 'warn', code: 'TWILIO_UNAVAILABLE', evidence });
  });

  test('shows the role that decided', async () => {
    const evidence = { permission: 'joinConversation', role: 'guest' };
    app = await startApp([get('/it', failing(new Refusal('PERMISSION_DENIED', evidence)))]);
    expect(await (await app.send('/it')).json()).toMatchObject(evidence);
  });

  test.each<{ refusal: Refusal; seconds: string | null }>([
    { refusal: new Refusal('SHUTTING_DOWN', {}), seconds: '5' },
    { refusal: new Refusal('TWILIO_RATE_LIMITED', { operation: 'x', retryAfterMs: 12_100 }), seconds: '13' },
    { refusal: new Refusal('TWILIO_RATE_LIMITED', { operation: 'x' }), seconds: '5' },
    { refusal: new Refusal('TOO_MANY_REQUESTS', { retryAfterMs: 0 }), seconds: '1' },
    { refusal: new Refusal('NOT_FOUND', {}), seconds: null },
  ])('$refusal.code with $refusal.evidence says Retry-After: $seconds', async ({ refusal, seconds }) => {
    app = await startApp([get('/it', failing(refusal))]);
    expect((await app.send('/it')).headers.get('retry-after')).toBe(seconds);
  });

  test.each<{ refusal: Refusal; level: string }>([
    { refusal: new Refusal('NOT_FOUND', {}), level: 'info' },
    { refusal: new Refusal('STORE_UNAVAILABLE', { operation: 'x', reason: 'y' }), level: 'warn' },
    { refusal: new Refusal('TWILIO_CREDENTIALS', { operation: 'x', status: 401 }), level: 'error' },
  ])('$refusal.code is logged at $level, in the line of the request', async ({ refusal, level }) => {
    app = await startApp([get('/it', failing(refusal))]);
    await app.send('/it');
    expect(app.log.lines).toHaveLength(1);
    expect(app.log.lines[0]).toMatchObject({ level, code: refusal.code, evidence: refusal.evidence });
  });

  test('of an outage is logged with its cause', async () => {
    const cause = new Error('connect ECONNREFUSED');
    const refusal = new Refusal('STORE_UNAVAILABLE', { operation: 'x', reason: 'y' }, { cause });
    app = await startApp([get('/it', failing(refusal))]);
    await app.send('/it');
    expect(app.log.lines[0]).toMatchObject({ cause });
  });
});

const broken = async () =>
  ({
    status: 303,
    redirect: 'https://flex.twilio.com\r\nSet-Cookie: x=1',
    cookies: [{ name: 'flexgate', value: 'granted', sameSite: 'Lax' }],
    headers: { etag: '"1"', 'cache-control': 'public' },
  }) as const;

describe('anything else', () => {
  test.each([
    { error: new Error('password hunter2 at 10.0.0.7'), title: 'an error' },
    { error: new TypeError("Cannot read properties of undefined (reading 'hunter2')"), title: 'a defect' },
    { error: new URIError('URI malformed hunter2'), title: 'a URIError of our own' },
    {
      error: Object.assign(new Error('hunter2'), { status: 418, statusCode: 418, expose: true }),
      title: 'a foreign status',
    },
    { error: 'hunter2', title: 'a string' },
    { error: null, title: 'null', logged: new Error('Rejected promise') },
  ])('$title is answered as a bare INTERNAL and logged whole', async ({ error, logged = error }) => {
    // A rejection with nothing reaches Express as an error of its own making.
    app = await startApp([get('/it', failing(error))]);
    const response = await app.send('/it');
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({
      type: 'http://sso.example.com/api/docs#INTERNAL',
      title: REFUSALS.INTERNAL.title,
      status: 500,
      detail: REFUSALS.INTERNAL.hint,
      code: 'INTERNAL',
      trace: 'request-1',
    });
    expect(app.log.lines.find(({ level }) => level === 'error')).toMatchObject({
      requestId: 'request-1',
      message: 'unexpected error',
      err: logged,
    });
  });

  test('a reply that fails while it is sent leaves no cookie and no redirect behind', async () => {
    app = await startApp([get('/it', { access: 'public', summary: 'Broken', handle: broken })]);
    const response = await app.send('/it');
    expect(response.status).toBe(500);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('pages', () => {
  const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const refusal = new Refusal('SAML_MESSAGE_MISSING', {});

  test.each([
    { accept: BROWSER, page: true, expected: 'text/html; charset=utf-8' },
    { accept: '*/*', page: true, expected: 'application/problem+json' },
    { accept: 'application/json', page: true, expected: 'application/problem+json' },
    { accept: 'image/png', page: true, expected: 'application/problem+json' },
    { accept: BROWSER, page: false, expected: 'application/problem+json' },
  ])('an endpoint with page: $page answers $accept with $expected', async ({ accept, page, expected }) => {
    app = await startApp([post('/it', { ...failing(refusal), page })]);
    const response = await app.send('/it', { method: 'POST', headers: { accept } });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe(expected);
    expect(await response.text()).toContain('SAML_MESSAGE_MISSING');
  });

  test('a browser at a wrong address gets a page', async () => {
    app = await startApp([]);
    const response = await app.send('/nowhere', { headers: { accept: BROWSER } });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('<h1>NOT_FOUND</h1>');
  });

  test('a page that cannot be made is a defect; the answer goes out as JSON', async () => {
    app = await startApp([post('/it', { ...failing(refusal), page: true })], {
      problemPage: () => {
        throw new Error('no template');
      },
    });
    const response = await app.send('/it', { method: 'POST', headers: { accept: BROWSER } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'SAML_MESSAGE_MISSING' });
    expect(app.log.lines).toContainEqual(expect.objectContaining({ level: 'error', message: 'problem page failed' }));
  });
});

test('a trace is remembered for objects only, and each error has its own', () => {
  const [one, other] = [new Error('one'), new Error('other')];
  expect(attachTrace(one, 'a')).toBe(one);
  expect(attachTrace('text', 'b')).toBe('text');
  expect([one, other, 'text', undefined].map(traceOf)).toEqual(['a', undefined, undefined, undefined]);
});

test('every code without evidence makes a problem whose type leads to the documentation', async () => {
  app = await startApp([]);
  const plain = Object.entries(REFUSALS).filter(
    ([code, refused]) => !('detail' in refused) && code !== 'PERMISSION_DENIED',
  );
  expect(plain.length).toBeGreaterThan(10);
  for (const [code, { status, title, hint }] of plain) {
    const problem = problemOf(new Refusal(code as RefusalCode, {}), 't', { publicUrl: 'https://x' });
    expect(problem).toMatchObject({ type: `https://x/api/docs#${code}`, status, title, detail: hint });
  }
});
