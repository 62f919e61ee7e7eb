import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aReplica, eventuallyHolds, sharedStore, slotOfPerson, SOON } from '../support/a-fault-bench.ts';
import type { SharedStore } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { addressOf, aGatewayProcess } from '../support/a-gateway-process.ts';
import type { GatewayProcess } from '../support/a-gateway-process.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { idpKey } from '../support/saml-keys.ts';
import { eventually } from '../support/store-eventually.ts';

/** The lease of a process that is gone outlives this by five seconds. A login has to hang for a moment only. */
const twilioYaml = 'deadline: 15s\ntimeout: 15s\nretries: 1';

let twilio: TwilioStandIn;
let store: SharedStore;
let doomed: GatewayProcess;
let successor: RunningGateway | undefined;

beforeAll(async () => {
  twilio = await aTwilioStandIn();
  store = sharedStore();
  doomed = await aGatewayProcess({
    store,
    twilio: addressOf(twilio),
    certificate: idpKey().certificate,
    twilioYaml,
    outboxWaits: SOON,
  });
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
  // Only what creates a worker: what the outbox tries meanwhile must not hang, or the breaker opens before this login.
  const create = { method: 'POST', pathPattern: /\/Workers$/ };
  twilio.faults.failNext({ ...create, hang: true });
  const cutOff = postToAcs(doomed, responseFor(noor)).catch(() => 'cut off');
  await eventually(
    async () =>
      twilio.requests().filter(({ method, path }) => method === create.method && create.pathPattern.test(path)),
    (creates) => creates.length > 0,
  );
  await doomed.kill();
  expect(await cutOff).toBe('cut off');
  expect(twilio.workers().filter(({ friendly_name: name }) => name === noor.email)).toEqual([]);
}

test('a process that is killed loses nothing: not what waits, not what is under way, not a login between claim and write', async () => {
  await killInTheMiddle();
  twilio.faults.reset();
  successor = await aReplica(store, { twilio, twilioYaml, outboxWaits: SOON });
  const { store: kept, outbox } = successor.gateway.ports;
  await eventuallyHolds(twilio, [...promoted, noor]);
  await eventually(
    () => outbox.stats(),
    ({ pending }) => pending === 0,
  );
  expect(await kept.ledger.read(slotOfPerson(noor))).toMatchObject({ confirmed: { flexRole: 'supervisor' } });
});
