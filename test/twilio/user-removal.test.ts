import { aTwilio, type TwilioBench } from '../support/a-twilio.ts';
import { failureOf } from '../support/failing.ts';

const USERS = '/conversations/v1/Services/{IS}/Users';
const JANE = { identity: 'jane_40example_2Ecom', friendlyName: 'Jane Doe', roleName: 'agent' };
const PAUL = { identity: 'paul_40example_2Ecom', friendlyName: 'Paul' };

let bench: TwilioBench;
beforeAll(async () => {
  bench = await aTwilio({ users: [JANE, PAUL] });
});
beforeEach(() => {
  bench.standIn.reset();
  bench.waits.length = 0;
});
afterAll(() => bench.close());

const removal = (): TwilioBench['twilio']['userRemoval'] => bench.twilio.userRemoval;
const identities = (): readonly string[] => bench.standIn.users().map(({ identity }) => identity);
const sidOf = (wanted: string): string => bench.standIn.users().find(({ identity }) => identity === wanted)?.sid ?? '';

test('tells who is there, by the exact identity', async () => {
  expect(await removal().exists(JANE.identity)).toBe(true);
  expect(await removal().exists(JANE.identity.toUpperCase())).toBe(false);
  expect(await removal().exists('nobody')).toBe(false);
});

test('removes by SID what it found by identity, and nobody else', async () => {
  expect(await removal().remove(JANE.identity)).toBe('removed');
  expect(identities()).toEqual([PAUL.identity]);
  expect(bench.asked()).toEqual([`GET 200 ${USERS}/${JANE.identity}`, `DELETE 204 ${USERS}/{US}`]);
});

test('is over where nobody is there, without a write', async () => {
  expect(await removal().remove('nobody')).toBe('gone');
  expect(bench.asked()).toEqual([`GET 404 ${USERS}/nobody`]);
});

test('an identity that is another person’s SID removes nobody', async () => {
  expect(await removal().remove(sidOf(PAUL.identity))).toBe('gone');
  expect(identities()).toEqual([JANE.identity, PAUL.identity]);
});

test('is over where somebody else removes the User between the look and the write', async () => {
  bench.standIn.faults.failNext({ method: 'DELETE', when: 'after', status: 404, code: 20404 });
  expect(await removal().remove(JANE.identity)).toBe('gone');
  expect(identities()).toEqual([PAUL.identity]);
});

test('that was made and whose answer was lost ends as gone', async () => {
  bench.standIn.faults.failNext({ method: 'DELETE', when: 'after', dropConnection: true });
  expect(await removal().remove(JANE.identity)).toBe('gone');
  expect(identities()).toEqual([PAUL.identity]);
});

test.each([
  ['the look', 'GET'],
  ['the write', 'DELETE'],
])('%s is repeated after a limit, as late as Twilio asks for, and after an outage', async (_title, method) => {
  bench.standIn.faults.failNext({ method, status: 429, code: 20429, retryAfter: 2 });
  bench.standIn.faults.failNext({ method, status: 503 });
  expect(await removal().remove(JANE.identity)).toBe('removed');
  expect(bench.waits).toEqual([2_000, 0]);
});

test.each([
  ['limited', { status: 429, code: 20429 }, 'TWILIO_RATE_LIMITED'],
  ['failed', { status: 500 }, 'TWILIO_UNAVAILABLE'],
  ['a conflict', { status: 409, code: 20409 }, 'TWILIO_REJECTED'],
  ['refused', { status: 403, code: 20403 }, 'TWILIO_CREDENTIALS'],
])('a removal that is %s to the end is told as such, and the User stays', async (_title, fault, code) => {
  bench.standIn.faults.failNext({ method: 'DELETE', ...fault, times: 9 });
  const refusal = await failureOf(removal().remove(JANE.identity));
  expect(refusal).toMatchObject({ code, evidence: { operation: 'user.remove' } });
  expect(identities()).toContain(JANE.identity);
});
