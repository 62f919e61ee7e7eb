import { ask, type RestAnswer } from '../../support/openapi-rest.ts';
import { standInForTests } from '../../support/openapi-stand-in.ts';

const under = standInForTests();
const workers = (): string => `/taskrouter/v1/Workspaces/${under.current.workspaceSid}/Workers`;
const create = (FriendlyName = 'jane'): Promise<RestAnswer> =>
  ask(under.current, 'POST', workers(), { form: { FriendlyName } });
const written = (): number => under.current.workers().length;

describe('a fault', () => {
  test.each([
    [{}, 500, 20500],
    [{ status: 503 }, 503, 20503],
    [{ status: 429 }, 429, 20429],
    [{ status: 429, code: 50074 }, 429, 50074],
    [{ status: 409, code: 20162 }, 409, 20162],
  ])('%j answers %i with %i and the request is not carried out', async (fault, status, code) => {
    under.current.faults.failNext(fault);
    const answer = await create();
    expect([answer.status, answer.body['code'], written()]).toEqual([status, code, 0]);
    expect((await create()).status).toBe(201);
  });

  test('after the write loses the answer alone', async () => {
    under.current.faults.failNext({ status: 500, when: 'after' });
    expect((await create()).status).toBe(500);
    expect(written()).toBe(1);
    expect((await create()).body['code']).toBe(20001);
  });

  test.each([
    [30, '30'],
    ['Sun, 01 Mar 2026 09:00:30 GMT', 'Sun, 01 Mar 2026 09:00:30 GMT'],
  ])('may ask to wait: %s', async (retryAfter, header) => {
    under.current.faults.failNext({ status: 429, retryAfter });
    expect((await create()).headers.get('retry-after')).toBe(header);
  });

  test('without that carries no Retry-After', async () => {
    under.current.faults.failNext({ status: 429 });
    expect((await create()).headers.has('retry-after')).toBe(false);
  });

  test('meets as many requests as it is told', async () => {
    under.current.faults.failNext({ times: 2 });
    expect(under.current.faults.pending()).toBe(2);
    const statuses = [(await create()).status, (await create()).status, (await create()).status];
    expect(statuses).toEqual([500, 500, 201]);
    expect(under.current.faults.pending()).toBe(0);
  });

  test.each([
    [{ method: 'get' }, 201],
    [{ method: 'post' }, 500],
    [{ pathPattern: /Users/ }, 201],
    [{ pathPattern: /\/Workers$/g }, 500],
    [{ method: 'GET', pathPattern: /Workers/ }, 201],
  ])('%j leaves other requests alone', async (fault, status) => {
    under.current.faults.failNext(fault);
    expect((await create()).status).toBe(status);
    expect(under.current.faults.pending()).toBe(status === 201 ? 1 : 0);
  });

  test('waits its turn behind earlier ones', async () => {
    under.current.faults.failNext({ status: 503 });
    under.current.faults.failNext({ status: 500 });
    expect([(await create()).status, (await create()).status]).toEqual([503, 500]);
  });

  test('is forgotten by a reset of the faults', async () => {
    under.current.faults.failNext({ times: 9 });
    under.current.faults.reset();
    expect((await create()).status).toBe(201);
  });
});

describe.each([
  ['before', 0],
  ['after', 1],
] as const)('%s the write', (when, count) => {
  test('a cut connection fails the request and leaves no status', async () => {
    under.current.faults.failNext({ dropConnection: true, when });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(written()).toBe(count);
    expect(under.current.requests()).toMatchObject([{ method: 'POST', status: 0 }]);
  });

  test('a hanging answer never comes', async () => {
    under.current.faults.failNext({ hang: true, when, pathPattern: /Workers/ });
    const abort = new AbortController();
    const asked = fetch(`${under.current.url}${workers()}`, {
      method: 'POST',
      body: new URLSearchParams({ FriendlyName: 'jane' }),
      headers: { Authorization: `Basic ${btoa(`${under.current.apiKey.sid}:${under.current.apiKey.secret}`)}` },
      signal: abort.signal,
    });
    // Another request is answered meanwhile: the first one had its time.
    while (under.current.faults.pending() > 0) await ask(under.current, 'GET', '/nothing', { authorization: null });
    abort.abort();
    await expect(asked).rejects.toThrow('aborted');
    expect(written()).toBe(count);
  });
});
