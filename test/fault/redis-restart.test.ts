import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aReplica, cutOffFromTwilio, eventuallyHolds, sessionOf, sharedStore } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { redisProcess } from '../support/redis-process.ts';
import type { RedisProcess } from '../support/redis-process.ts';
import { eventually } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
let redis: RedisProcess;
let gateway: RunningGateway;

beforeEach(async () => {
  twilio = await aTwilioStandIn();
  redis = redisProcess(['--port', '0', '--appendonly', 'yes', '--appendfsync', 'always']);
  await redis.start();
  gateway = await aReplica(sharedStore(`redis+unix://${redis.socket}`), { twilio });
});
afterEach(async () => {
  twilio.faults.reset();
  await gateway.close();
  await redis.remove();
  await twilio.close();
});

test('a Redis that restarts with its file keeps sessions, fences and what waits for Twilio', async () => {
  const people = Array.from({ length: 8 }, (_, index) => ({ email: `r${index}@corp.example` }));
  const kim = { email: 'kim@corp.example', roles: ['supervisor'] };
  for (const person of people) await logIn(gateway, { ...person, roles: ['agent'] });
  const { cookie } = await logIn(gateway, kim);
  const old = responseFor({ ...people[0], roles: ['agent'] });
  cutOffFromTwilio(twilio);
  const promoted = people.map((person) => ({ ...person, roles: ['supervisor'] }));
  for (const person of promoted) expect((await postToAcs(gateway, responseFor(person))).status).toBe(303);

  await redis.kill();
  const refused = await eventually(
    () => postToAcs(gateway, responseFor(kim)),
    ({ status }) => status === 503,
  );
  expect(await refused.json()).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await redis.start();
  twilio.faults.reset();

  await eventually(
    () => sessionOf(gateway, cookie),
    ({ status }) => status === 200,
  );
  await eventuallyHolds(twilio, promoted);
  const stale = await postToAcs(gateway, old);
  expect(await stale.json()).toMatchObject({ code: 'ASSERTION_STALE' });
});
