import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { DEMOTION_MODES } from '../../src/sessions/session-settings.ts';
import type { DemotionMode } from '../../src/sessions/session-settings.ts';
import { aReplica, sessionOf, sharedStore } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn } from '../support/a-login.ts';

let twilio: TwilioStandIn;
const running: RunningGateway[] = [];
beforeEach(async () => {
  twilio = await aTwilioStandIn();
});
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.close();
  await twilio.close();
});

async function twoReplicas(mode: DemotionMode): Promise<readonly [RunningGateway, RunningGateway]> {
  const store = sharedStore();
  const start = async () => {
    const gateway = await aReplica(store, { twilio, top: `session: { onDemotion: ${mode} }` });
    running.push(gateway);
    return gateway;
  };
  return [await start(), await start()];
}

const ZED = 'zed@corp.example';
const at = (gateway: RunningGateway, role: string, now: number) =>
  logIn(gateway, { email: ZED, roles: [role] }, { now });

/** The next call of this step waits until something else is done. */
function before<K extends string>(
  part: Readonly<Record<K, (argument: never) => Promise<unknown>>>,
  step: K,
  act: () => Promise<unknown>,
): void {
  const original = part[step];
  const delayed = async (argument: never): Promise<unknown> => {
    Object.assign(part, { [step]: original });
    await act();
    return original(argument);
  };
  Object.assign(part, { [step]: delayed });
}

const expected = { downgrade: { status: 200, flex_role: 'agent' }, end: { status: 401 }, expire: { status: 401 } };

test.each(DEMOTION_MODES)(
  'a promotion that comes between the reading and the claim of a demotion leaves no session (%s)',
  async (mode) => {
    const [one, two] = await twoReplicas(mode);
    const now = Date.now();
    await at(one, 'agent', now - 3_000);
    const promoted: { cookie: string }[] = [];
    before(one.gateway.ports.store.ledger, 'claim', async () => {
      promoted.push(await at(two, 'admin', now - 2_000));
    });
    const { cookie } = await at(one, 'agent', now - 1_000);
    expect(await sessionOf(two, promoted[0]?.cookie ?? '')).toMatchObject(expected[mode]);
    expect(await sessionOf(one, cookie)).toMatchObject({ status: 200, flex_role: 'agent' });
  },
);

test.each(DEMOTION_MODES)(
  'a demotion that comes between the claim and the session of a promotion reaches that session (%s)',
  async (mode) => {
    const [one, two] = await twoReplicas(mode);
    const now = Date.now();
    await at(one, 'supervisor', now - 3_000);
    const demoted: { cookie: string }[] = [];
    before(one.gateway.ports.store.sessions, 'create', async () => {
      demoted.push(await at(two, 'agent', now - 1_000));
    });
    const { cookie } = await at(one, 'admin', now - 2_000);
    expect(await sessionOf(two, cookie)).toMatchObject(expected[mode]);
    expect(await sessionOf(one, demoted[0]?.cookie ?? '')).toMatchObject({ status: 200, flex_role: 'agent' });
  },
);

test.each(DEMOTION_MODES)('of two demotions at once, neither leaves a session from before (%s)', async (mode) => {
  const [one, two] = await twoReplicas(mode);
  const now = Date.now();
  const { cookie } = await at(one, 'admin', now - 3_000);
  before(one.gateway.ports.store.ledger, 'claim', () => at(two, 'supervisor', now - 2_000));
  const last = await at(one, 'agent', now - 1_000);
  expect(await sessionOf(two, cookie)).toMatchObject(expected[mode]);
  expect(await sessionOf(two, last.cookie)).toMatchObject({ status: 200, flex_role: 'agent' });
});
