import { listOf } from '../../src/twilio/twilio-pages.ts';
import { aTwilio, type TwilioBench } from '../support/a-twilio.ts';
import { failureOf } from '../support/failing.ts';

const WORKERS = '/taskrouter/v1/Workspaces/{WS}/Workers';
const names = (count: number, kind: string): string[] =>
  Array.from({ length: count }, (_, index) => `${kind}-${index}@example.com`);
/** More than two pages of each, the last one not full. */
const WORKER_NAMES = names(2_005, 'worker');
const USER_NAMES = names(120, 'user');

let bench: TwilioBench;
beforeAll(async () => {
  bench = await aTwilio({
    workers: WORKER_NAMES.map((friendlyName) => ({ friendlyName, attributes: { of: friendlyName } })),
    users: USER_NAMES.map((identity) => ({ identity, friendlyName: `Person ${identity}` })),
  });
});
beforeEach(() => {
  bench.standIn.reset();
  bench.waits.length = 0;
});
afterAll(() => bench.close());

const directory = (): TwilioBench['twilio']['directory'] => bench.twilio.directory;
const sizes = (): (string | null)[] =>
  bench.standIn.requests().map(({ query }) => new URLSearchParams(query).get('PageSize'));

describe('the list of workers', () => {
  test('holds each once, with its attributes and without a version, a thousand for each call', async () => {
    const all = await listOf(directory().workers());
    expect(all.map(({ username }) => username)).toEqual(WORKER_NAMES);
    expect(all.every(({ username, attributes }) => attributes['of'] === username)).toBe(true);
    expect(all.every((worker) => !('version' in worker))).toBe(true);
    expect(bench.asked()).toEqual(Array.from({ length: 3 }, () => `GET 200 ${WORKERS}`));
    expect(sizes()).toEqual(['1000', '1000', '1000']);
  });

  test('asks no further than it is read', async () => {
    let read = 0;
    for await (const { username } of directory().workers()) {
      read += 1;
      if (username === WORKER_NAMES[999]) break;
    }
    expect(read).toBe(1_000);
    expect(bench.asked()).toEqual([`GET 200 ${WORKERS}`]);
  });

  test('asks for each worker where the list hides the attributes, and leaves out who is gone by then', async () => {
    bench.standIn.setListAttributesNull(true);
    bench.standIn.faults.failNext({ pathPattern: /Workers\/WK/, status: 404, code: 20404 });
    const found: string[] = [];
    for await (const { username, attributes } of directory().workers()) {
      expect(attributes).toEqual({ of: username });
      if (found.push(username) === 3) break;
    }
    expect(found).toEqual(WORKER_NAMES.slice(1, 4));
    expect(bench.asked()).toEqual([
      `GET 200 ${WORKERS}`,
      `GET 404 ${WORKERS}/{WK}`,
      ...Array.from({ length: 3 }, () => `GET 200 ${WORKERS}/{WK}`),
    ]);
  });
});

describe('the list of Users', () => {
  test('holds each once, with name and role, as many for each call as it says', async () => {
    const all = await listOf(directory().users());
    expect(all.map(({ identity }) => identity)).toEqual(USER_NAMES);
    expect(all[7]).toEqual({
      sid: expect.stringMatching(/^US/),
      identity: USER_NAMES[7],
      friendlyName: `Person ${USER_NAMES[7]}`,
      roleSid: expect.stringMatching(/^RL/),
    });
    expect(directory().usersPerPage).toBe(50);
    expect(sizes()).toEqual(['50', '50', '50']);
  });
});

describe.each([
  ['workers', () => directory().workers(), 2_005],
  ['users', () => directory().users(), 120],
] as const)('a page of %s', (_name, list, count) => {
  test('that fails in the middle is repeated by itself: nobody comes twice, nobody is left out', async () => {
    const items = list()[Symbol.asyncIterator]();
    await items.next();
    bench.standIn.faults.failNext({ status: 429, code: 20429, retryAfter: 4 });
    bench.standIn.faults.failNext({ status: 503 });
    let rest = 0;
    while ((await items.next()).done !== true) rest += 1;
    expect(rest).toBe(count - 1);
    expect(bench.waits).toEqual([4_000, 0]);
    expect(bench.standIn.requests().filter(({ status }) => status === 200)).toHaveLength(3);
  });

  test.each([
    ['a limit', { status: 429, code: 20429 }, 'TWILIO_RATE_LIMITED'],
    ['an outage', { status: 503 }, 'TWILIO_UNAVAILABLE'],
    ['a refusal', { status: 403, code: 20403 }, 'TWILIO_CREDENTIALS'],
  ])('that does not come at all ends the list with %s, and does not pass for its end', async (_title, fault, code) => {
    const items = list()[Symbol.asyncIterator]();
    await items.next();
    bench.standIn.faults.failNext({ ...fault, times: 9 });
    const readOn = async (): Promise<void> => {
      while ((await items.next()).done !== true);
    };
    expect(await failureOf(readOn())).toMatchObject({ code });
  });
});
