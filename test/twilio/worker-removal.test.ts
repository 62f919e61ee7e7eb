import { aScriptedServer, reply } from '../support/a-scripted-server.ts';
import { aTwilio, type TwilioBench } from '../support/a-twilio.ts';
import { failureOf } from '../support/failing.ts';

const WORKERS = '/taskrouter/v1/Workspaces/{WS}/Workers';
const ONE = `${WORKERS}/{WK}`;
const ACTIVITIES = '/taskrouter/v1/Workspaces/{WS}/Activities';
const JANE = { friendlyName: 'Jane@example.com', activityName: 'Available' };
const PAUL = { friendlyName: 'paul@example.com' };
const NOBODY = `WK${'0'.repeat(32)}`;

let bench: TwilioBench;
beforeAll(async () => {
  bench = await aTwilio({ workers: [JANE, PAUL] });
});
beforeEach(() => {
  bench.standIn.reset();
  bench.waits.length = 0;
  // The copy of the Offline activity is over.
  bench.advance(600_000);
});
afterAll(() => bench.close());

const removal = (): TwilioBench['twilio']['workerRemoval'] => bench.twilio.workerRemoval;
const inTwilio = ({ friendlyName }: { friendlyName: string }) =>
  bench.standIn.workers().find(({ friendly_name: name }) => name === friendlyName);
const sidOf = (worker: { friendlyName: string }): string => inTwilio(worker)?.sid ?? '';

const PASSING = [
  ['an outage', { status: 503 }, [0, 0]],
  ['a cut connection', { dropConnection: true }, [0, 0]],
  ['a limit', { status: 429, code: 20429, retryAfter: 3 }, [3_000, 3_000]],
] as const;

describe('finding the worker of a leaver', () => {
  test('costs one request, minds no letter case, and tells whether it takes tasks', async () => {
    expect(await removal().find('jANE@EXAMPLE.com')).toEqual({ sid: sidOf(JANE), available: true });
    expect(bench.asked()).toEqual([`GET 200 ${WORKERS}`]);
    expect(await removal().find(PAUL.friendlyName)).toEqual({ sid: sidOf(PAUL), available: false });
  });

  test.each(['nobody@example.com', 'jane', 'Jane@example.com.au'])('%s is not there', async (username) => {
    expect(await removal().find(username)).toBeUndefined();
  });

  test.each(PASSING)('is repeated after %s', async (_, fault, waits) => {
    bench.standIn.faults.failNext({ ...fault, times: 2 });
    expect(await removal().find(PAUL.friendlyName)).toMatchObject({ sid: sidOf(PAUL) });
    expect(bench.waits).toEqual(waits);
  });

  test('goes through the pages up to the one that has it, and takes no other name for it', async () => {
    const aPage = (names: readonly string[], next: string) => ({
      workers: names.map((friendly_name, index) => ({
        sid: `WK${String(index).padStart(32, '0')}`,
        friendly_name,
        available: false,
      })),
      meta: { key: 'workers', next_page_url: next },
    });
    const server = await aScriptedServer(({ url }, response) => {
      if (url.includes('PageToken=second'))
        reply(response, 200, aPage(['x', 'Wanted'], `${server.url}/x?PageToken=third`));
      else
        reply(response, 200, aPage(['wanted.too', 'unwanted'], 'https://taskrouter.twilio.com/v1/W?PageToken=second'));
    });
    try {
      const { workerRemoval } = bench.another({ baseUrl: server.url });
      expect(await workerRemoval.find('wanted')).toEqual({ sid: `WK${'1'.padStart(32, '0')}`, available: false });
      expect(server.seen.map(({ url }) => url)).toEqual([
        expect.stringMatching(/Workers\?FriendlyName=wanted&PageSize=100$/),
        '/taskrouter/v1/W?PageToken=second',
      ]);
    } finally {
      await server.close();
    }
  });

  test('an answer that is no worker is not taken for one', async () => {
    const server = await aScriptedServer((_request, response) =>
      reply(response, 200, { workers: [{ sid: 'US1', friendly_name: 'a' }], meta: { key: 'workers' } }),
    );
    try {
      const { workerRemoval } = bench.another({ baseUrl: server.url, retries: 0 });
      const refusal = await failureOf(workerRemoval.find('a'));
      expect(refusal).toMatchObject({ code: 'TWILIO_UNAVAILABLE', evidence: { operation: 'worker.find' } });
    } finally {
      await server.close();
    }
  });
});

describe('setting a worker offline', () => {
  test('rejects what still rings, so that the worker can be removed', async () => {
    bench.standIn.offerReservation(JANE.friendlyName);
    expect(await removal().goOffline(sidOf(JANE))).toBe('offline');
    expect(inTwilio(JANE)).toMatchObject({ activity_name: 'Offline', available: false });
    expect(await removal().remove(sidOf(JANE))).toBe('removed');
  });

  test('looks the Offline activity up once for many, and again when the copy is old', async () => {
    await removal().goOffline(sidOf(JANE));
    await removal().goOffline(sidOf(PAUL));
    bench.advance(300_001);
    await removal().goOffline(sidOf(PAUL));
    const [look, write] = [`GET 200 ${ACTIVITIES}`, `POST 200 ${ONE}`];
    expect(bench.asked()).toEqual([look, write, write, look, write]);
  });

  test('looks nothing up where the activity is configured', async () => {
    const { workerRemoval } = bench.another({ offlineActivitySid: bench.standIn.offlineActivitySid });
    expect(await workerRemoval.goOffline(sidOf(JANE))).toBe('offline');
    expect(bench.asked()).toEqual([`POST 200 ${ONE}`]);
  });

  test('is over where the worker is gone', async () => {
    expect(await removal().goOffline(NOBODY)).toBe('gone');
  });

  test.each(PASSING)('is repeated after %s', async (_, fault, waits) => {
    bench.standIn.faults.failNext({ method: 'POST', ...fault, times: 2 });
    expect(await removal().goOffline(sidOf(JANE))).toBe('offline');
    expect(bench.waits).toEqual(waits);
  });

  test.each([
    [
      'any that is unavailable',
      [
        ['Ready', true],
        ['Weg', false],
        ['Pause', false],
      ],
      'WA1',
    ],
    [
      'the one named Offline before others',
      [
        ['Pause', false],
        ['Offline', false],
      ],
      'WA1',
    ],
    [
      'none that takes tasks, whatever its name',
      [
        ['Offline', true],
        ['Weg', false],
      ],
      'WA1',
    ],
  ] as const)('takes %s', async (_title, activities, chosen) => {
    const listed = activities.map(([friendly_name, available], index) => ({
      sid: `WA${index}`,
      friendly_name,
      available,
    }));
    const server = await aScriptedServer(({ method }, response) => {
      if (method === 'GET') reply(response, 200, { activities: listed, meta: { key: 'activities' } });
      else reply(response, 200, { sid: NOBODY, friendly_name: 'x', available: false });
    });
    try {
      await bench.another({ baseUrl: server.url }).workerRemoval.goOffline(NOBODY);
      const { body = '' } = server.seen.at(-1) ?? {};
      expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
        ActivitySid: chosen,
        RejectPendingReservations: 'true',
      });
    } finally {
      await server.close();
    }
  });

  test('says which setting is missing where every activity takes tasks', async () => {
    const server = await aScriptedServer((_request, response) =>
      reply(response, 200, {
        activities: [{ sid: 'WA1', friendly_name: 'Offline', available: true }],
        meta: { key: 'activities' },
      }),
    );
    try {
      const refusal = await failureOf(bench.another({ baseUrl: server.url }).workerRemoval.goOffline(NOBODY));
      expect(refusal).toMatchObject({ code: 'TWILIO_REJECTED' });
      expect(refusal).toMatchObject({ evidence: { message: expect.stringContaining('twilio.offlineActivitySid') } });
      expect(server.seen.map(({ method }) => method)).toEqual(['GET']);
    } finally {
      await server.close();
    }
  });
});

describe('removing a worker', () => {
  test('removes it, and is over where it is gone', async () => {
    const sid = sidOf(PAUL);
    expect(await removal().remove(sid)).toBe('removed');
    expect(inTwilio(PAUL)).toBeUndefined();
    expect(await removal().remove(sid)).toBe('gone');
    expect(bench.asked()).toEqual([`DELETE 204 ${ONE}`, `DELETE 404 ${ONE}`]);
  });

  test('is refused as busy while the worker takes tasks or one rings, and nothing is repeated', async () => {
    expect(await removal().remove(sidOf(JANE))).toBe('busy');
    bench.standIn.offerReservation(PAUL.friendlyName);
    expect(await removal().remove(sidOf(PAUL))).toBe('busy');
    expect(bench.asked()).toEqual([`DELETE 400 ${ONE}`, `DELETE 400 ${ONE}`]);
    expect(bench.standIn.workers()).toHaveLength(2);
  });

  test('that was made and whose answer was lost ends as gone', async () => {
    bench.standIn.faults.failNext({ method: 'DELETE', when: 'after', dropConnection: true });
    expect(await removal().remove(sidOf(PAUL))).toBe('gone');
    expect(inTwilio(PAUL)).toBeUndefined();
  });

  test.each(PASSING)('is repeated after %s', async (_, fault, waits) => {
    bench.standIn.faults.failNext({ method: 'DELETE', ...fault, times: 2 });
    expect(await removal().remove(sidOf(PAUL))).toBe('removed');
    expect(bench.waits).toEqual(waits);
  });

  test.each([
    ['limited', { status: 429, code: 20429 }, 'TWILIO_RATE_LIMITED'],
    ['failed', { status: 500 }, 'TWILIO_UNAVAILABLE'],
    ['refused', { status: 403, code: 20403 }, 'TWILIO_CREDENTIALS'],
  ])('that is %s to the end is told as such, and the worker stays', async (_, fault, code) => {
    bench.standIn.faults.failNext({ method: 'DELETE', ...fault, times: 9 });
    const refusal = await failureOf(removal().remove(sidOf(PAUL)));
    expect(refusal).toMatchObject({ code, evidence: { operation: 'worker.remove' } });
    expect(inTwilio(PAUL)).toBeDefined();
  });

  test.each(['', '..'])('“%s” does not reach another resource', async (sid) => {
    expect(await failureOf(removal().remove(sid))).toMatchObject({ code: 'TWILIO_REJECTED' });
    expect(bench.asked()).toEqual([]);
  });
});
