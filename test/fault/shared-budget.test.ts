import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aReplica, sharedStore, slotOfPerson } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import { addressOf, aGatewayProcess } from '../support/a-gateway-process.ts';
import type { GatewayProcess } from '../support/a-gateway-process.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { idpKey } from '../support/saml-keys.ts';
import { eventually } from '../support/store-eventually.ts';

const PLACES = 6;
const PATIENT = 'deadline: 60s\ntimeout: 30s\nretries: 3';

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
  const processes: GatewayProcess[] = [];
  try {
    // One place more than allowed is what may be used while a replica starts; another one would be refused.
    twilio.setConcurrencyLimit(PLACES + 1);
    twilio.setLatency(10);
    const one = await aGatewayProcess(options);
    processes.push(one);
    // Knows the service roles, which all others would wait for.
    await logIn(one, { email: 'warm@corp.example' });
    twilio.clear();
    let release = twilio.hold();
    const first = logInAll(one, people(12, 'first'));
    await underWay(PLACES);
    const other = await aGatewayProcess(options);
    processes.push(other);
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
}, 120_000);

test('a Retry-After that one replica was sent is honoured by the other', async () => {
  const store = sharedStore();
  const [one, other] = [
    await aReplica(store, { twilio, twilioYaml: PATIENT }),
    await aReplica(store, { twilio, twilioYaml: PATIENT }),
  ];
  try {
    twilio.faults.failNext({ status: 429, code: 20429, retryAfter: 2, pathPattern: /taskrouter/ });
    const here = logIn(one, { email: 'here@corp.example' });
    const paused = (): Promise<boolean> =>
      Promise.resolve(other.log.lines.some(({ fields }) => fields['product'] === 'taskrouter'));
    await eventually(paused, (isPaused) => isPaused);
    const refusedAt = twilio.requests().find(({ status }) => status === 429)?.at ?? Infinity;
    twilio.clear();
    await Promise.all([here, logIn(other, { email: 'there@corp.example' })]);
    const next = twilio.requests().filter(({ path }) => path.startsWith('/taskrouter'));
    expect(next.length).toBeGreaterThanOrEqual(2);
    // The pause is counted from the answer, which came a little after the request.
    for (const { at } of next) expect(at).toBeGreaterThanOrEqual(refusedAt + 2_000);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});

test('first logins go before repairs', async () => {
  const gateway = await aReplica(sharedStore(), { twilio, twilioYaml: `${PATIENT}\nconcurrency: 1` });
  const { store, outbox } = gateway.gateway.ports;
  const settled = people(6, 'settled');
  const fresh = people(4, 'fresh');
  const stateOf = (email: string) => store.ledger.read(slotOfPerson({ email }));
  try {
    await logInAll(gateway, settled);
    twilio.setLatency(20);
    const release = twilio.hold();
    twilio.clear();
    for (const email of settled) {
      const state = await stateOf(email);
      const lease = await store.ledger.lease(slotOfPerson({ email }), 60_000);
      await store.ledger.forgetConfirmed(lease!);
      await store.ledger.release(lease!);
      await outbox.enqueue(state!.subject, 'a repair');
    }
    await underWay(1);
    const logins = logInAll(gateway, fresh);
    for (const email of fresh) {
      await eventually(
        () => stateOf(email),
        (state) => state?.desired !== undefined,
      );
    }
    release();
    await logins;
    const repaired = (await Promise.all(settled.map(stateOf))).filter((state) => state?.confirmed !== undefined);
    expect(repaired.length).toBeLessThan(settled.length / 2);
    await eventually(
      () => outbox.stats(),
      ({ pending }) => pending === 0,
    );
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
    const response = responseFor(
      { email: 'lone@other.example' },
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
    release();
    await Promise.all([...shift, lone]);
    expect(order).toHaveLength(13);
    expect(order.indexOf('other 303')).toBeGreaterThanOrEqual(0);
    expect(order.indexOf('other 303')).toBeLessThan(6);
  } finally {
    await gateway.close();
  }
});
