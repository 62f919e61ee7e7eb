import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import {
  aReplica,
  cutOffFromTwilio,
  eventuallyHolds,
  hangTwilio,
  sharedStore,
  slotOfPerson,
} from '../support/a-fault-bench.ts';
import type { SharedStore } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { aGatewayProcess } from '../support/a-gateway-process.ts';
import type { GatewayProcess } from '../support/a-gateway-process.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { idpKey } from '../support/saml-keys.ts';
import { eventually } from '../support/store-eventually.ts';

jest.setTimeout(60_000);

let twilio: TwilioStandIn;
let store: SharedStore;
let doomed: GatewayProcess;
let successor: RunningGateway | undefined;

beforeEach(async () => {
  twilio = await aTwilioStandIn();
  store = sharedStore();
  successor = undefined;
  doomed = await aGatewayProcess({ store, twilio: addressOf(twilio), certificate: idpKey().certificate });
});
afterEach(async () => {
  twilio.faults.reset();
  await doomed.kill();
  await successor?.close();
  await twilio.close();
});

/** What crosses to another process. */
function addressOf(standIn: TwilioStandIn) {
  const { url, accountSid, apiKey, authToken, workspaceSid, conversationsServiceSid } = standIn;
  const { flexInstanceSid, offlineActivitySid } = standIn;
  return {
    url,
    accountSid,
    apiKey,
    authToken,
    workspaceSid,
    conversationsServiceSid,
    flexInstanceSid,
    offlineActivitySid,
  };
}

test('a process that is killed between claim and write loses nothing: another one finishes the login’s work', async () => {
  const noor = { email: 'noor@corp.example', roles: ['supervisor'] };
  hangTwilio(twilio);
  const cutOff = postToAcs(doomed, responseFor(noor)).catch(() => 'cut off');
  await eventually(
    async () => twilio.requests().length,
    (requests) => requests > 0,
  );
  await doomed.kill();
  expect(await cutOff).toBe('cut off');
  expect(twilio.workers().filter(({ friendly_name: name }) => name === noor.email)).toEqual([]);

  twilio.faults.reset();
  successor = await aReplica(store, { twilio });
  const { ledger } = successor.gateway.ports.store;
  expect(await ledger.read(slotOfPerson(noor))).toMatchObject({ desired: { assignment: { flexRole: 'supervisor' } } });
  await eventuallyHolds(twilio, [noor]);
  await eventually(
    () => ledger.read(slotOfPerson(noor)),
    (state) => state?.confirmed?.flexRole === 'supervisor',
  );
});

test('what a killed process had in its outbox, waiting or under way, is written by another', async () => {
  const people = Array.from({ length: 12 }, (_, index) => ({ email: `p${index}@corp.example` }));
  for (const person of people) await logIn({ url: doomed.url } as RunningGateway, { ...person, roles: ['agent'] });
  cutOffFromTwilio(twilio);
  const promoted = people.map((person) => ({ ...person, roles: ['admin'] }));
  const answers = await Promise.all(promoted.map((person) => postToAcs(doomed, responseFor(person))));
  expect(answers.map(({ status }) => status)).toEqual(people.map(() => 303));
  await doomed.kill();

  twilio.faults.reset();
  successor = await aReplica(store, { twilio });
  const { outbox } = successor.gateway.ports;
  await eventuallyHolds(twilio, promoted);
  await eventually(
    () => outbox.stats(),
    ({ pending }) => pending === 0,
  );
});
