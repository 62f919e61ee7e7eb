import { aTwilio, type TwilioBench } from '../support/a-twilio.ts';
import { SIDS } from '../support/twilio-settings.ts';

let bench: TwilioBench;
beforeEach(async () => {
  bench = await aTwilio();
});
afterEach(() => bench.close());

const A_MINUTE = 60_000;

test('all is well: both products answer, with their names', async () => {
  const { accountSid } = bench.standIn;
  expect(await bench.twilio.readiness.check(A_MINUTE)).toEqual([
    { name: 'workspace', ok: true, friendlyName: 'Flex Task Assignment', accountSid },
    { name: 'conversations-service', ok: true, friendlyName: 'Flex Chat Service', accountSid },
  ]);
  expect(bench.standIn.requests()).toHaveLength(2);
});

test.each([
  ['workspace', { workspaceSid: SIDS.workspace }, 'workspace'],
  ['Service', { conversationsServiceSid: SIDS.service }, 'conversations-service'],
])('a wrong SID of the %s is told apart', async (_, changes, wrong) => {
  const checks = await bench.another(changes).readiness.check(A_MINUTE);
  expect(checks.filter(({ ok }) => !ok)).toEqual([
    { name: wrong, ok: false, problem: { code: 'TWILIO_REJECTED', detail: expect.stringContaining('404') } },
  ]);
});

test('wrong credentials are told', async () => {
  const checks = await bench.another({ apiKey: { sid: SIDS.apiKey, secret: 'wrong' } }).readiness.check(A_MINUTE);
  expect(checks.map(({ problem }) => problem?.code)).toEqual(['TWILIO_CREDENTIALS', 'TWILIO_CREDENTIALS']);
});

test('one product that is down does not hide the other', async () => {
  bench.standIn.faults.failNext({ pathPattern: /^\/conversations\//, status: 503, times: 9 });
  const checks = await bench.twilio.readiness.check(A_MINUTE);
  expect(checks).toMatchObject([{ ok: true }, { ok: false, problem: { code: 'TWILIO_UNAVAILABLE' } }]);
});

test('no answer ends at the deadline', async () => {
  bench.standIn.faults.failNext({ hang: true, times: 9 });
  const checks = await bench.twilio.readiness.check(30);
  expect(checks.map(({ problem }) => problem?.code)).toEqual(['TWILIO_UNAVAILABLE', 'TWILIO_UNAVAILABLE']);
});
