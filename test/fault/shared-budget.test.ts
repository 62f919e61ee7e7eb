import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aReplica, sharedStore, slotOfPerson } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import { addressOf, aGatewayProcess, aLoadedProcess } from '../support/a-gateway-process.ts';
import type { GatewayProcess } from '../support/a-gateway-process.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { idpKey } from '../support/saml-keys.ts';
import { eventually } from '../support/store-eventually.ts';

const PLACES = 6;
const PATIENT = 'deadline: 60s\ntimeout: 60s\nretries: 3';

let twilio: TwilioStandIn;
beforeEach(async () => {
  twilio = await aTwilioStandIn();
});
afterEach(() => twilio.close());

const people = (count: number, kind: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${kind}-${index}@corp.example`);

const logInAll = (gateway: Pick<GatewayProcess, 'url'>, emails: readonly string[]): Promise<unknown> =>
  Promise.all(emails.map((email) => logIn(gateway, { email })));

const underWay = (count: number): Promise<unknown> =>
  eventually(
    async () => twilio.requests().length,
    (requests) => requests >= count,
  );

test('two processes keep within the places of both, from the start of the second on', async () => {
  const options = {
    store: sharedStore(),
    twilio: addressOf(twilio),
    certificate: idpKey().certificate,
    twilioYaml: `${PATIENT}\nconcurrency: ${PLACES}`,
  };
  const processes: Pick<GatewayProcess, 'kill'>[] = [];
  try {
    // One place more than allowed is what may be used while a replica starts; another one would be refused.
    twilio.setConcurrencyLimit(PLACES + 1);
    twilio.setLatency(10);
    const one = await aGatewayProcess(options);
    processes.push(one);
    // Has read its code by the time that calls are held, which end after a minute.
    const loaded = await aLoadedProcess();
    processes.push(loaded);
    // Knows the service roles, which all others would wait for.
    await logIn(one, { email: 'warm@corp.example' });
    twilio.clear();
    let release = twilio.hold();
    const first = logInAll(one, people(12, 'first'));
    await underWay(PLACES);
    const other = await loaded.start(options);
    const second = logInAll(other, people(6, 'second'));
    await underWay(PLACES + 1);
    release();
    await Promise.all([first, second]);
    await Promise.all([logInAll(one, people(15, 'third')), logInAll(other, people(15, 'fourth'))]);
    expect(twilio.requests().filter(({ status }) => status === 429)).toEqual([]);

    // By now the second has half of the places, and uses no more even where the first is idle.
    twilio.clear();
    release = twilio.hold();
    const last = logInAll(other, people(12, 'last'));
    await underWay(PLACES / 2);
    // What a slow machine left to the outbox may be looked at by either, so only what first logins make is counted.
    const made = twilio.requests().filter(({ method }) => method === 'POST');
    expect(made.length).toBeLessThanOrEqual(PLACES / 2);
    release();
    await last;
  } finally {
    await Promise.all(processes.map((gateway) => gateway.kill()));
  }
});

/** A replica asks four times a second what the others were told. */
const PAUSE_S = 6;

test('a Retry-After that one replica was sent is honoured by the other', async () => {
  const store = sharedStore();
  const [one, other] = [
    await aReplica(store, { twilio, twilioYaml: PATIENT }),
    await aReplica(store, { twilio, twilioYaml: PATIENT }),
  ];
  try {
    twilio.faults.failNext({ status: 429, code: 20429, retryAfter: PAUSE_S, pathPattern: /taskrouter/ });
    const here = logIn(one, { email: 'here@corp.example' });
    const paused = (): Promise<boolean> =>
      Promise.resolve(other.log.lines.some(({ fields }) => fields['product'] === 'taskrouter'));
    await eventually(paused, (isPaused) => isPaused);
    await Promise.all([here, logIn(other, { email: 'there@corp.example' })]);
    const [refused, ...next] = twilio.requests().filter(({ path }) => path.startsWith('/taskrouter'));
    expect(refused).toMatchObject({ status: 429 });
    expect(next.length).toBeGreaterThanOrEqual(2);
    // The pause is counted from the answer, which came a little after the request.
    for (const { at } of next) expect(at).toBeGreaterThanOrEqual((refused?.at ?? Infinity) + PAUSE_S * 1_000);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});

/** Usernames whose worker was asked for, be it that the call still waits for its place. */
function workersAskedFor({ gateway }: RunningGateway): () => Promise<ReadonlySet<string>> {
  const { workers } = gateway.ports.twilio;
  const create = workers.create.bind(workers);
  const asked = new Set<string>();
  Object.assign(workers, {
    create: (...call: Parameters<typeof create>) => {
      asked.add(call[0]);
      return create(...call);
    },
  });
  return async () => asked;
}

/** The slots of those who stand at Twilio, in the order in which they came to. */
function confirmedIn({ gateway }: RunningGateway): readonly string[] {
  const { ledger } = gateway.ports.store;
  const confirm = ledger.confirm.bind(ledger);
  const order: string[] = [];
  Object.assign(ledger, {
    confirm: (...call: Parameters<typeof confirm>) => {
      order.push(call[0].slot);
      return confirm(...call);
    },
  });
  return order;
}

test('first logins go before repairs', async () => {
  const gateway = await aReplica(sharedStore(), { twilio, twilioYaml: `${PATIENT}\nconcurrency: 1` });
  const { store, outbox } = gateway.gateway.ports;
  const settled = people(6, 'settled');
  const fresh = people(4, 'fresh');
  const nothingWaits = (): Promise<unknown> =>
    eventually(
      () => outbox.stats(),
      ({ pending }) => pending === 0,
    );
  try {
    await logInAll(gateway, settled);
    await nothingWaits();
    twilio.setLatency(20);
    const release = twilio.hold();
    twilio.clear();
    for (const email of settled) {
      const slot = slotOfPerson({ email });
      const state = await store.ledger.read(slot);
      const lease = await store.ledger.lease(slot, 60_000);
      await store.ledger.forgetConfirmed(lease!);
      await store.ledger.release(lease!);
      await outbox.enqueue(state!.subject, 'a repair');
    }
    await underWay(1);
    const order = confirmedIn(gateway);
    const asked = workersAskedFor(gateway);
    const logins = logInAll(gateway, fresh);
    await eventually(asked, (usernames) => fresh.every((email) => usernames.has(email)));
    release();
    await logins;
    await nothingWaits();
    expect(order.toSorted()).toEqual([...settled, ...fresh].map((email) => slotOfPerson({ email })).toSorted());
    const lastLogin = Math.max(...fresh.map((email) => order.indexOf(slotOfPerson({ email }))));
    const repairedBefore = order.slice(0, lastLogin).length - (fresh.length - 1);
    expect(repairedBefore).toBeLessThan(settled.length / 2);
  } finally {
    await gateway.close();
  }
});

const OTHER_COMPANY = `other:
  preset: okta
  idpInitiated: true
  namespace: other
  idp:
    entityId: http://www.okta.com/exk2otherAAA1d8
    ssoUrl: https://other.okta.com/app/other/exk2otherAAA1d8/sso/saml
    certificates:
      - |
${idpKey()
  .certificate.trim()
  .replaceAll(/^(?=.)/gm, '        ')}
  sp: { entityId: 'urn:gw:other' }`;

const LONE = 'lone@other.example';

test('the shift of one connection does not hold up another', async () => {
  const gateway = await aReplica(sharedStore(), {
    twilio,
    twilioYaml: `${PATIENT}\nconcurrency: 1`,
    connections: OTHER_COMPANY,
  });
  try {
    await logIn(gateway, { email: 'warm@corp.example' });
    const release = twilio.hold();
    const order: string[] = [];
    const shift = people(12, 'shift').map(async (email) => {
      await logIn(gateway, { email });
      order.push('shift');
    });
    await underWay(1);
    const asked = workersAskedFor(gateway);
    const response = responseFor(
      { email: LONE },
      {
        issuer: 'http://www.okta.com/exk2otherAAA1d8',
        audiences: ['urn:gw:other'],
        destination: 'https://gw.example/saml/other/acs',
        recipient: 'https://gw.example/saml/other/acs',
      },
    );
    const lone = (async () => {
      const answer = await postToAcs(gateway, response, { connection: 'other' });
      order.push(`other ${answer.status}`);
    })();
    await eventually(asked, (usernames) => usernames.has(LONE));
    release();
    await Promise.all([...shift, lone]);
    expect(order).toHaveLength(13);
    expect(order.indexOf('other 303')).toBeGreaterThanOrEqual(0);
    expect(order.indexOf('other 303')).toBeLessThan(6);
  } finally {
    await gateway.close();
  }
});
