import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import {
  aReplica,
  cutOffFromTwilio,
  eventuallyHolds,
  heldBy,
  sessionOf,
  sharedStore,
} from '../support/a-fault-bench.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import { cookieOf, logIn, postToAcs, responseFor } from '../support/a-login.ts';
import type { Person } from '../support/a-login.ts';
import { eventually } from '../support/store-eventually.ts';

const ANA = { email: 'ana@corp.example', roles: ['supervisor'] };
const BEN = { email: 'ben@corp.example', roles: ['agent'] };

let twilio: TwilioStandIn;
let replica: RunningGateway;
let release = (): void => undefined;

beforeEach(async () => {
  twilio = await aTwilioStandIn();
  // Twilio may take as long as it likes here: nothing ends by a time-out of the client.
  const twilioYaml = 'deadline: 60s\ntimeout: 60s\nretries: 0';
  replica = await aReplica(sharedStore(), { twilio, twilioYaml, top: 'reconcile: { verifyDeadline: 50ms }' });
  for (const person of [ANA, BEN]) await logIn(replica, person);
});
afterEach(async () => {
  release();
  twilio.faults.reset();
  await replica.close();
  await twilio.close();
});

const hold = (): void => {
  twilio.clear();
  release = twilio.hold();
};
const post = (person: Person) => postToAcs(replica, responseFor(person));
const pending = async (): Promise<number> => (await replica.gateway.ports.outbox.stats()).pending;

/** As somebody would in the Console: the worker becomes an admin. */
async function edit({ email }: typeof ANA): Promise<void> {
  const { sid = '', attributes = '{}' } = twilio.workers().find(({ friendly_name: name }) => name === email) ?? {};
  const { sid: key, secret } = twilio.apiKey;
  const edited = { ...(JSON.parse(attributes) as object), roles: ['admin'] };
  const answer = await fetch(`${twilio.url}/taskrouter/v1/Workspaces/${twilio.workspaceSid}/Workers/${sid}`, {
    method: 'POST',
    body: new URLSearchParams({ Attributes: JSON.stringify(edited) }),
    headers: { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` },
  });
  expect([answer.status, heldBy(twilio, { email })]).toMatchObject([200, { roles: ['admin'] }]);
}

test('while Twilio keeps its answers back, who is unchanged gets in, at the confirmed role; who is promoted waits', async () => {
  hold();
  const ana = await post(ANA);
  expect(ana.status).toBe(303);
  // She may be in before the look at Twilio has begun.
  const statuses = async (): Promise<readonly number[]> => twilio.requests().map(({ status }) => status);
  await expect(eventually(statuses, ({ length }) => length >= 2)).resolves.toEqual([0, 0]);
  const session = await sessionOf(replica, cookieOf(ana));
  expect(session).toMatchObject({ flex_role: 'supervisor', service_role: 'supervisor' });
  expect(session).not.toHaveProperty('pending');

  let promoted: Response | undefined;
  const ben = post({ ...BEN, roles: ['admin'] }).then((answer) => (promoted = answer));
  await eventually(
    async () => twilio.requests().length,
    (requests) => requests > 2,
  );
  // The deadline of another unchanged login passes meanwhile, and not that of the promotion.
  expect((await post(ANA)).status).toBe(303);
  expect(promoted).toBeUndefined();

  release();
  expect(await sessionOf(replica, cookieOf(await ben))).toMatchObject({ flex_role: 'admin' });
  await eventually(pending, (waiting) => waiting === 0);
});

test('the look goes on after the login, and repairs what was edited elsewhere', async () => {
  await edit(ANA);
  hold();
  expect((await post(ANA)).status).toBe(303);
  expect(heldBy(twilio, ANA)).toMatchObject({ roles: ['admin'] });
  release();
  await eventuallyHolds(twilio, [ANA]);
  await eventually(pending, (waiting) => waiting === 0);
});

test('where it fails after all, the outbox goes on with it', async () => {
  await edit(ANA);
  hold();
  expect((await post(ANA)).status).toBe(303);
  cutOffFromTwilio(twilio);
  release();
  await eventually(
    async () => replica.log.lines.filter(({ message }) => message.includes('left to the outbox')).length,
    (lines) => lines === 1,
  );
  expect(heldBy(twilio, ANA)).toMatchObject({ roles: ['admin'] });
  twilio.faults.reset();
  await eventuallyHolds(twilio, [ANA]);
  await eventually(pending, (waiting) => waiting === 0);
});
