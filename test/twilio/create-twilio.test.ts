import { createTwilio } from '../../src/twilio/create-twilio.ts';
import { aTwilio } from '../support/a-twilio.ts';

test('works with a clock and nothing else: repeats after a real, short wait', async () => {
  const bench = await aTwilio();
  const { standIn } = bench;
  const twilio = createTwilio(
    {
      accountSid: standIn.accountSid,
      apiKey: standIn.apiKey,
      workspaceSid: standIn.workspaceSid,
      conversationsServiceSid: standIn.conversationsServiceSid,
      baseUrl: standIn.url,
      timeoutMs: 5_000,
      concurrency: 2,
      retries: 1,
    },
    { clock: Date.now },
  );
  try {
    standIn.faults.failNext({ status: 429, code: 20429 });
    expect(await twilio.workers.create('jane@example.com', {})).toMatchObject({ username: 'jane@example.com' });
    expect(await twilio.serviceRoles.findByName('admin')).toMatchObject({ name: 'admin' });
  } finally {
    await twilio.close();
    await bench.close();
  }
});

test('makes no request by itself', async () => {
  const bench = await aTwilio();
  expect(bench.standIn.requests()).toEqual([]);
  await bench.close();
});
