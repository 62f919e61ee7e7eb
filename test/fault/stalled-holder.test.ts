import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import {
  aReplica,
  eventuallyHolds,
  heldBy,
  sessionOf,
  sharedStore,
  slotOfPerson,
  SOON,
} from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { addressOf, aGatewayProcess } from '../support/a-gateway-process.ts';
import type { GatewayProcess } from '../support/a-gateway-process.ts';
import { aHoldingProxy } from '../support/a-holding-proxy.ts';
import type { HoldingProxy } from '../support/a-holding-proxy.ts';
import { cookieOf, logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { idpKey } from '../support/saml-keys.ts';
import { eventually } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
let proxy: HoldingProxy;
let staller: GatewayProcess;
let successor: RunningGateway;

beforeEach(async () => {
  twilio = await aTwilioStandIn();
  proxy = await aHoldingProxy(twilio.url);
  const store = sharedStore();
  const address = { ...addressOf(twilio), url: proxy.url };
  staller = await aGatewayProcess({
    store,
    twilio: address,
    certificate: idpKey().certificate,
    // Its lease lasts five seconds longer; it has to come as far as its write, which is held.
    twilioYaml: 'deadline: 10s\ntimeout: 10s\nretries: 1',
    outboxWaits: SOON,
  });
  successor = await aReplica(store, { twilio, outboxWaits: SOON });
});
afterEach(async () => {
  await staller.kill();
  await Promise.all([successor.close(), proxy.close()]);
  await twilio.close();
});

const WORKER = /\/taskrouter\/v1\/Workspaces\/\w+\/Workers\/WK\w+$/;
const USER = /\/conversations\/.*\/Users\/\w+$/;

/**
 * A promotion to admin at one replica stands still with its write on the way, until its lease is over and another replica
 * has written the newer decision. Then the late write arrives, and last the replica goes on. Its login's answer comes too.
 */
async function stallIn(write: RegExp, email: string) {
  const person = { email, roles: ['supervisor'] };
  await logIn(successor, { email, roles: ['agent'] });
  proxy.holdNext('POST', write);
  const late = postToAcs(staller, responseFor({ email, roles: ['admin'] })).catch(() => undefined);
  await eventually(
    async () => proxy.holding(),
    (holding) => holding,
  );
  staller.freeze();
  const newer = await postToAcs(successor, responseFor(person));
  expect(newer.status).toBe(303);
  await eventuallyHolds(twilio, [person]);
  await settled(email);
  twilio.clear();
  return { person, late, cookie: cookieOf(newer) };
}

/** The newest decision is confirmed and nothing waits. */
const settled = (email: string): Promise<unknown> =>
  eventually(
    async () => {
      const { store, outbox } = successor.gateway.ports;
      const [state, { pending }] = await Promise.all([store.ledger.read(slotOfPerson({ email })), outbox.stats()]);
      return { confirmed: state?.confirmed?.flexRole, pending };
    },
    ({ confirmed, pending }) => confirmed === 'supervisor' && pending === 0,
  );

const written = () => twilio.requests().filter(({ method, status }) => method === 'POST' && status < 300);

test('a late write of a worker is refused by Twilio for its version, and its replica writes and confirms nothing more', async () => {
  const { person, late, cookie } = await stallIn(WORKER, 'wes@corp.example');
  await expect(proxy.release()).resolves.toBe(412);
  staller.goOn();
  await late;
  await settled(person.email);
  expect(written()).toEqual([]);
  expect(heldBy(twilio, person)).toEqual({ roles: ['supervisor', 'wfo.full_access'], serviceRole: 'supervisor' });
  expect(await sessionOf(successor, cookie)).toMatchObject({ status: 200, flex_role: 'supervisor' });
});

test('a late write of a User, which has no version at Twilio, is undone when its replica finds that it was overtaken', async () => {
  const { person, late, cookie } = await stallIn(USER, 'uri@corp.example');
  await expect(proxy.release()).resolves.toBe(200);
  expect(heldBy(twilio, person).serviceRole).toBe('admin');
  expect(await sessionOf(successor, cookie)).toMatchObject({ status: 200, flex_role: 'supervisor' });
  staller.goOn();
  await late;
  await eventuallyHolds(twilio, [person]);
  await settled(person.email);
  expect(heldBy(twilio, person)).toEqual({ roles: ['supervisor', 'wfo.full_access'], serviceRole: 'supervisor' });
});
