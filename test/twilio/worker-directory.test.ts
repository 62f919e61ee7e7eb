import { inspect } from 'node:util';
import type { Worker } from '../../src/provisioning/worker-directory.ts';
import { withTwilioDeadline } from '../../src/twilio/twilio-scope.ts';
import { aTwilio, type TwilioBench } from '../support/a-twilio.ts';
import { aScriptedServer, reply } from '../support/a-scripted-server.ts';
import { failureOf } from '../support/failing.ts';
import { SECRETS } from '../support/twilio-settings.ts';

const WORKERS = '/taskrouter/v1/Workspaces/{WS}/Workers';
const ONE = `${WORKERS}/{WK}`;
const JANE = { friendlyName: 'Jane@example.com', attributes: { roles: ['agent'], routing: { skills: ['billing'] } } };

let bench: TwilioBench;
beforeAll(async () => {
  bench = await aTwilio({ workers: [JANE] });
});
beforeEach(() => {
  bench.standIn.reset();
  for (const list of [bench.waits, bench.exchanges]) list.length = 0;
});
afterAll(() => bench.close());

const workers = (): TwilioBench['twilio']['workers'] => bench.twilio.workers;
const isWorker = (worker: Worker | string | undefined): Worker => {
  if (typeof worker !== 'object') throw new Error(`expected a worker, got ${worker}`);
  return worker;
};
/** As it stands in Twilio, with its version. */
async function theWorker(username = JANE.friendlyName): Promise<Worker> {
  const { sid } = isWorker(await workers().findByUsername(username));
  const worker = isWorker(await workers().fetch(sid));
  bench.standIn.clear();
  return worker;
}
const attributesInTwilio = (username = JANE.friendlyName): unknown =>
  JSON.parse(bench.standIn.workers().find(({ friendly_name: name }) => name === username)?.attributes ?? 'null');

const workersNamed = (name: string): number =>
  bench.standIn.workers().filter((worker) => worker.friendly_name === name).length;

describe('finding a worker', () => {
  test('costs one request, and knows the attributes but no version', async () => {
    const found = await workers().findByUsername(JANE.friendlyName);
    expect(found).toEqual({
      sid: expect.stringMatching(/^WK/),
      username: JANE.friendlyName,
      attributes: JANE.attributes,
    });
    expect(bench.asked()).toEqual([`GET 200 ${WORKERS}`]);
  });

  test('does not mind the letter case', async () => {
    expect(await workers().findByUsername('jANE@EXAMPLE.com')).toMatchObject({ username: JANE.friendlyName });
  });

  test.each(['nobody@example.com', 'jane', 'jane@example.com.au', 'Jane%'])('%s is not there', async (username) => {
    expect(await workers().findByUsername(username)).toBeUndefined();
  });

  test('asks for the worker itself where the list hides the attributes', async () => {
    bench.standIn.setListAttributesNull(true);
    expect(await workers().findByUsername(JANE.friendlyName)).toMatchObject({
      attributes: JANE.attributes,
      version: expect.any(String),
    });
    expect(bench.asked()).toEqual([`GET 200 ${WORKERS}`, `GET 200 ${ONE}`]);
  });

  test.each(["ann+o'neil@example.com", 'zoë 猫', 'a&b=c', '50%', 'a/b?c#d', '"quoted"'])(
    'works with the name %s',
    async (username) => {
      const created = isWorker(await workers().create(username, { a: 1 }));
      expect(await workers().findByUsername(username)).toEqual({ sid: created.sid, username, attributes: { a: 1 } });
    },
  );

  test.each([
    ['an outage', { status: 503 }],
    ['a cut connection', { dropConnection: true }],
    ['a limit', { status: 429, code: 20429, retryAfter: 3 }],
  ])('is repeated after %s', async (_, fault) => {
    bench.standIn.faults.failNext({ ...fault, times: 2 });
    expect(await workers().findByUsername(JANE.friendlyName)).toMatchObject({ username: JANE.friendlyName });
    expect(bench.standIn.requests()).toHaveLength(3);
    expect(bench.waits).toEqual('retryAfter' in fault ? [3_000, 3_000] : [0, 0]);
  });

  test('is given up after the retries, with what Twilio said', async () => {
    bench.standIn.faults.failNext({ status: 503, times: 9 });
    expect(await failureOf(workers().findByUsername(JANE.friendlyName))).toMatchObject({
      code: 'TWILIO_UNAVAILABLE',
      evidence: { operation: 'worker.find', status: 503, requestId: expect.stringMatching(/^RQ/) },
    });
    expect(bench.standIn.requests()).toHaveLength(3);
  });
});

describe('fetching a worker', () => {
  test('gives its version', async () => {
    expect(await theWorker()).toMatchObject({ username: JANE.friendlyName, version: expect.stringMatching(/./) });
  });

  test.each([`WK${'0'.repeat(32)}`, 'no SID', 'a/b?c'])('%s is not there', async (sid) => {
    expect(await workers().fetch(sid)).toBeUndefined();
  });

  test.each(['', '..'])('“%s” does not reach another resource', async (sid) => {
    expect(await failureOf(workers().fetch(sid))).toMatchObject({ code: 'TWILIO_REJECTED' });
    expect(bench.standIn.requests()).toEqual([]);
  });
});

describe('creating a worker', () => {
  const PAUL = 'paul@example.com';
  const attributes = { full_name: 'Paul & Mary', roles: ['agent'], contact: null };

  test('gives the worker with its version, in one request', async () => {
    expect(await workers().create(PAUL, attributes)).toEqual({
      sid: expect.stringMatching(/^WK/),
      username: PAUL,
      attributes,
      version: expect.any(String),
    });
    expect(bench.asked()).toEqual([`POST 201 ${WORKERS}`]);
    expect(attributesInTwilio(PAUL)).toEqual(attributes);
  });

  test.each([JANE.friendlyName, JANE.friendlyName.toUpperCase()])('%s exists already', async (username) => {
    expect(await workers().create(username, attributes)).toBe('exists');
    expect(attributesInTwilio()).toEqual(JANE.attributes);
  });

  test.each([
    ['the answer is lost', { dropConnection: true }],
    ['the answer is 500', { status: 500 }],
    ['the answer is 503', { status: 503 }],
  ])('once, where it was made and %s', async (_, fault) => {
    bench.standIn.faults.failNext({ method: 'POST', when: 'after', ...fault });
    expect(await workers().create(PAUL, attributes)).toMatchObject({ username: PAUL, attributes });
    expect(workersNamed(PAUL)).toBe(1);
    expect(bench.asked().map((line) => line.split(' ')[0])).toEqual(['POST', 'GET']);
  });

  test('once, where it was made and no answer comes in time', async () => {
    const hasty = bench.another({ timeoutMs: 150 });
    bench.standIn.faults.failNext({ method: 'POST', when: 'after', hang: true });
    expect(await hasty.workers.create(PAUL, attributes)).toMatchObject({ username: PAUL, attributes });
    expect(workersNamed(PAUL)).toBe(1);
  });

  test.each([
    ['cut', { dropConnection: true }],
    ['500', { status: 500 }],
  ])('again, where it was not made: %s', async (_, fault) => {
    bench.standIn.faults.failNext({ method: 'POST', when: 'before', ...fault });
    expect(await workers().create(PAUL, attributes)).toMatchObject({ username: PAUL, attributes });
    expect(workersNamed(PAUL)).toBe(1);
    expect(bench.asked().map((line) => line.split(' ')[0])).toEqual(['POST', 'GET', 'POST']);
  });

  test('without a look in between, where Twilio only asks to slow down', async () => {
    bench.standIn.faults.failNext({ method: 'POST', status: 429, code: 20429, retryAfter: 1 });
    expect(await workers().create(PAUL, attributes)).toMatchObject({ username: PAUL });
    expect(bench.asked()).toEqual([`POST 429 ${WORKERS}`, `POST 201 ${WORKERS}`]);
    expect(bench.waits).toEqual([1_000]);
  });

  test('exists where the answer is lost and someone else’s worker of that name is found', async () => {
    bench.standIn.faults.failNext({ method: 'POST', when: 'before', status: 502 });
    expect(await workers().create(JANE.friendlyName, attributes)).toBe('exists');
    expect(attributesInTwilio()).toEqual(JANE.attributes);
  });

  test('is refused where Twilio refuses, with its code and words', async () => {
    expect(await failureOf(workers().create('x'.repeat(65), attributes))).toMatchObject({
      code: 'TWILIO_REJECTED',
      evidence: { operation: 'worker.create', status: 400, twilioCode: 20001, message: expect.stringMatching(/./) },
    });
    expect(bench.standIn.requests()).toHaveLength(1);
  });

  test('many at once of the same name make one worker', async () => {
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => workers().create(PAUL, attributes)));
    expect(outcomes.filter((outcome) => outcome === 'exists')).toHaveLength(5);
    expect(workersNamed(PAUL)).toBe(1);
  });
});

describe('replacing attributes', () => {
  const next = { roles: ['supervisor'], routing: { skills: ['billing'] } };

  test('gives the worker with the new version', async () => {
    const before = await theWorker();
    const after = isWorker(await workers().replaceAttributes(before, next));
    expect(after).toMatchObject({ sid: before.sid, attributes: next });
    expect(after.version).not.toBe(before.version);
    expect(attributesInTwilio()).toEqual(next);
    expect(bench.asked()).toEqual([`POST 200 ${ONE}`]);
  });

  test('is a conflict where the worker changed since it was read, and changes nothing', async () => {
    const before = await theWorker();
    await workers().replaceAttributes(before, { someone: 'else' });
    expect(await workers().replaceAttributes(before, next)).toBe('conflict');
    expect(attributesInTwilio()).toEqual({ someone: 'else' });
  });

  test('is without a condition where Twilio sent no version', async () => {
    const { version: _, ...before } = await theWorker();
    await workers().replaceAttributes(before, { someone: 'else' });
    expect(await workers().replaceAttributes(before, next)).toMatchObject({ attributes: next });
  });

  test('of a worker that was deleted is gone', async () => {
    const before = await theWorker();
    expect(await workers().replaceAttributes({ ...before, sid: `WK${'0'.repeat(32)}` }, next)).toBe('gone');
  });

  test.each([
    ['lost', { dropConnection: true }],
    ['500', { status: 500 }],
  ])('that was made is recognised although its answer was %s', async (_, fault) => {
    const before = await theWorker();
    bench.standIn.faults.failNext({ method: 'POST', when: 'after', ...fault });
    expect(await workers().replaceAttributes(before, next)).toMatchObject({ attributes: next });
    expect(bench.asked().map((line) => line.split(' ')[0])).toEqual(['POST', 'GET']);
  });

  test('that was not made is made again under the same condition', async () => {
    const before = await theWorker();
    bench.standIn.faults.failNext({ method: 'POST', when: 'before', status: 502 });
    expect(await workers().replaceAttributes(before, next)).toMatchObject({ attributes: next });
    expect(bench.asked().map((line) => line.split(' ')[0])).toEqual(['POST', 'GET', 'POST']);
  });

  test('never overwrites a change that came in between a lost answer and the look', async () => {
    const before = await theWorker();
    await workers().replaceAttributes(before, { someone: 'else' });
    bench.standIn.faults.failNext({ method: 'POST', when: 'before', status: 502 });
    expect(await workers().replaceAttributes(before, next)).toBe('conflict');
    expect(attributesInTwilio()).toEqual({ someone: 'else' });
  });

  test('is refused as an outage where Twilio never takes it', async () => {
    const before = await theWorker();
    bench.standIn.faults.failNext({ method: 'POST', status: 503, times: 9 });
    expect(await failureOf(workers().replaceAttributes(before, next))).toMatchObject({
      code: 'TWILIO_UNAVAILABLE',
      evidence: { operation: 'worker.update', status: 503 },
    });
    expect(attributesInTwilio()).toEqual(JANE.attributes);
  });

  test('leaves keys of others whole, whatever they are called', async () => {
    const text = '{"__proto__":{"x":1},"constructor":"c","roles":["agent"]}';
    const odd = JSON.parse(text) as Record<string, unknown>;
    const before = isWorker(await workers().create('odd@example.com', odd));
    await workers().replaceAttributes(before, { ...before.attributes, roles: ['admin'] });
    expect(bench.standIn.workers().find(({ sid }) => sid === before.sid)?.attributes).toBe(
      '{"__proto__":{"x":1},"constructor":"c","roles":["admin"]}',
    );
  });
});

describe('channels', () => {
  test('are listed by the name of their TaskChannel', async () => {
    const { sid } = await theWorker();
    const channels = await workers().channels(sid);
    expect(channels).toContainEqual({ taskChannel: 'voice', available: expect.any(Boolean), capacity: 1 });
  });

  test.each([
    [{ available: false }, { available: false, capacity: 1 }],
    [{ capacity: 4 }, { available: true, capacity: 4 }],
    [
      { available: false, capacity: 0 },
      { available: false, capacity: 0 },
    ],
  ])('%p is set and the rest stays', async (change, expected) => {
    const { sid } = await theWorker();
    await workers().setChannel(sid, { taskChannel: 'voice', available: true, capacity: 1 });
    await workers().setChannel(sid, { taskChannel: 'voice', ...change });
    expect(await workers().channels(sid)).toContainEqual({ taskChannel: 'voice', ...expected });
  });

  test('a lost answer is no harm', async () => {
    const { sid } = await theWorker();
    bench.standIn.faults.failNext({ method: 'POST', when: 'after', dropConnection: true });
    await workers().setChannel(sid, { taskChannel: 'voice', capacity: 3 });
    expect(await workers().channels(sid)).toContainEqual(
      expect.objectContaining({ taskChannel: 'voice', capacity: 3 }),
    );
  });

  test('one that the workspace does not have is refused', async () => {
    const { sid } = await theWorker();
    expect(await failureOf(workers().setChannel(sid, { taskChannel: 'carrier/pigeon' }))).toMatchObject({
      code: 'TWILIO_REJECTED',
      evidence: { operation: 'worker-channel.update', status: 404, twilioCode: 20404 },
    });
  });
});

const aPage = (names: readonly string[], next: string | null): object => ({
  workers: names.map((name, index) => ({ sid: `WK${name}${index}`, friendly_name: name, attributes: '{}' })),
  meta: { key: 'workers', next_page_url: next },
});

test('a list of several pages is followed to the worker that is looked for, and no further', async () => {
  const server = await aScriptedServer(({ url }, response) => {
    if (url.includes('PageToken=second'))
      reply(response, 200, aPage(['c', 'wanted', 'd'], `${server.url}/x?PageToken=third`));
    else reply(response, 200, aPage(['a', 'b'], 'https://taskrouter.twilio.com/v1/W?PageToken=second'));
  });
  const paged = bench.another({ baseUrl: server.url });
  try {
    expect(await paged.workers.findByUsername('Wanted')).toMatchObject({ username: 'wanted' });
    expect(server.seen.map(({ url }) => url)).toEqual([
      expect.stringMatching(/Workers\?FriendlyName=Wanted&PageSize=50$/),
      '/taskrouter/v1/W?PageToken=second',
    ]);
  } finally {
    await server.close();
  }
});

describe('the login’s deadline', () => {
  test('ends a call that gets no answer, and no request follows', async () => {
    bench.standIn.faults.failNext({ hang: true, times: 9 });
    const refusal = await failureOf(withTwilioDeadline(60, () => workers().findByUsername(JANE.friendlyName)));
    expect(refusal).toMatchObject({ code: 'TWILIO_UNAVAILABLE', evidence: { operation: 'worker.find' } });
    expect(bench.standIn.requests().length).toBeLessThanOrEqual(1);
  });

  test('is not waited for where Twilio asks for more time than is left', async () => {
    bench.standIn.faults.failNext({ status: 429, code: 20429, retryAfter: 3_600 });
    const refusal = await failureOf(withTwilioDeadline(30_000, () => workers().findByUsername(JANE.friendlyName)));
    expect(refusal).toMatchObject({ code: 'TWILIO_RATE_LIMITED', evidence: { retryAfterMs: 3_600_000 } });
    expect(bench.waits).toEqual([]);
    bench.advance(3_600_000);
  });

  test('leaves no second worker where the create was cut', async () => {
    bench.standIn.faults.failNext({ method: 'POST', when: 'after', hang: true });
    await failureOf(withTwilioDeadline(100, () => workers().create('cut@example.com', { a: 1 })));
    await workers().create('cut@example.com', { a: 1 });
    expect(bench.standIn.workers().filter((worker) => worker.friendly_name === 'cut@example.com')).toHaveLength(1);
  });
});

test('however many logins come at once, Twilio never sees more calls than the budget', async () => {
  const limited = bench.another({ concurrency: 3 });
  bench.standIn.setConcurrencyLimit(3);
  bench.standIn.setLatency(2);
  await Promise.all(
    Array.from({ length: 30 }, () =>
      withTwilioDeadline(60_000, () => limited.workers.findByUsername(JANE.friendlyName)),
    ),
  );
  expect(bench.standIn.requests().map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
});

describe('wrong credentials', () => {
  test.each([
    ['secret', (): object => ({ apiKey: { sid: bench.standIn.apiKey.sid, secret: 'wrong-secret' } })],
    ['key', (): object => ({ apiKey: { sid: `SK${'0'.repeat(32)}`, secret: bench.standIn.apiKey.secret } })],
  ])('(%s) are refused as such, at once, and are not shown', async (_, changes) => {
    const stranger = bench.another(changes());
    const refusal = await failureOf(stranger.workers.findByUsername(JANE.friendlyName));
    expect(refusal).toMatchObject({
      code: 'TWILIO_CREDENTIALS',
      evidence: { operation: 'worker.find', status: 401, twilioCode: 20003 },
    });
    expect(bench.standIn.requests()).toHaveLength(1);
    const shown = JSON.stringify(refusal) + inspect(refusal, { depth: 20, showHidden: true });
    for (const secret of ['wrong-secret', ...SECRETS]) expect(shown).not.toContain(secret);
  });
});

test.each([
  ['rejected', { status: 400, code: 20001 }, 'TWILIO_REJECTED'],
  ['forbidden', { status: 403, code: 70051 }, 'TWILIO_CREDENTIALS'],
  ['limited', { status: 429, code: 20429, times: 9 }, 'TWILIO_RATE_LIMITED'],
  ['down', { status: 500, times: 9 }, 'TWILIO_UNAVAILABLE'],
  ['cut', { dropConnection: true, times: 9 }, 'TWILIO_UNAVAILABLE'],
])('no refusal shows the credentials: %s', async (_, fault, code) => {
  bench.standIn.faults.failNext(fault);
  const refusal = await failureOf(workers().fetch(`WK${'1'.repeat(32)}`));
  expect(refusal).toMatchObject({ code });
  const shown = JSON.stringify(refusal) + inspect(refusal, { depth: 20, showHidden: true, getters: true });
  for (const secret of SECRETS) expect(shown).not.toContain(secret);
});

test('every exchange is counted under its operation', async () => {
  bench.standIn.faults.failNext({ status: 503 });
  await workers().findByUsername(JANE.friendlyName);
  expect(bench.exchanges.map(({ operation, status }) => [operation, status])).toEqual([
    ['worker.find', 503],
    ['worker.find', 200],
  ]);
});
