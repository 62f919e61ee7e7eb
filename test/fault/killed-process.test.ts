import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aReplica, eventuallyHolds, sharedStore, slotOfPerson } from '../support/a-fault-bench.ts';
import type { SharedStore } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { addressOf, aGatewayProcess } from '../support/a-gateway-process.ts';
import type { GatewayProcess } from '../support/a-gateway-process.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { idpKey } from '../support/saml-keys.ts';
import { eventually } from '../support/store-eventually.ts';

jest.setTimeout(120_000);

let twilio: TwilioStandIn;
let store: SharedStore;
let doomed: GatewayProcess;
let successor: RunningGateway | undefined;

beforeAll(async () => {
  twilio = await aTwilioStandIn();
  store = sharedStore();
  doomed = await aGatewayProcess({ store, twilio: addressOf(twilio), certificate: idpKey().certificate });
});
afterAll(async () => {
  twilio.faults.reset();
  await doomed.kill();
  await successor?.close();
  await twilio.close();
});

const promoted = Array.from({ length: 12 }, (_, index) => ({ email: `p${index}@corp.example`, roles: ['admin'] }));
const noor = { email: 'noor@corp.example', roles: ['supervisor'] };

/** Twelve promotions wait in the outbox of the process, each half written, and one first login has claimed and not written. */
async function killInTheMiddle(): Promise<void> {
  for (const person of promoted) await logIn(doomed, { ...person, roles: ['agent'] });
  twilio.faults.failNext({ pathPattern: /^\/conversations\//, dropConnection: true, times: 1_000_000 });
  const answers = await Promise.all(promoted.map((person) => postToAcs(doomed, responseFor(person))));
  expect(answers.map(({ status }) => status)).toEqual(promoted.map(() => 303));
  twilio.clear();
  twilio.faults.failNext({ pathPattern: /^\/taskrouter\//, hang: true, times: 1_000_000 });
  const cutOff = postToAcs(doomed, responseFor(noor)).catch(() => 'cut off');
  await eventually(
    async () => twilio.requests().filter(({ method, path }) => method === 'POST' && path.includes('/Workers')),
    (creates) => creates.length > 0,
  );
  await doomed.kill();
  expect(await cutOff).toBe('cut off');
  expect(twilio.workers().filter(({ friendly_name: name }) => name === noor.email)).toEqual([]);
}

test('a process that is killed loses nothing: not what waits, not what is under way, not a login between claim and write', async () => {
  await killInTheMiddle();
  twilio.faults.reset();
  successor = await aReplica(store, { twilio });
  const { store: kept, outbox } = successor.gateway.ports;
  await eventuallyHolds(twilio, [...promoted, noor]);
  await eventually(
    () => outbox.stats(),
    ({ pending }) => pending === 0,
  );
  expect(await kept.ledger.read(slotOfPerson(noor))).toMatchObject({ confirmed: { flexRole: 'supervisor' } });
});
