import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { heldBy, sharedStore } from '../support/a-fault-bench.ts';
import type { SharedStore } from '../support/a-fault-bench.ts';
import { aCliProcess } from '../support/a-cli-process.ts';
import { aFolder } from '../support/a-folder.ts';
import { aTwilioStandIn, configText } from '../support/a-gateway.ts';
import { addressOf, aGatewayProcess } from '../support/a-gateway-process.ts';
import type { GatewayProcess } from '../support/a-gateway-process.ts';
import { logIn } from '../support/a-login.ts';
import { connectTestRedis } from '../support/store-harness.ts';
import { eventually } from '../support/store-eventually.ts';
import { idpKey } from '../support/saml-keys.ts';

/** Commands get a tenth, and one place while logins wait. */
const PLACES = 10;
const TWILIO = `deadline: 60s\ntimeout: 60s\nretries: 3\nconcurrency: ${PLACES}`;
const people = (count: number, kind: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${kind}-${index}@corp.example`);
const SETTLED = people(8, 'settled');

const folder = aFolder();
let twilio: TwilioStandIn;
let store: SharedStore;
let gateway: GatewayProcess;
beforeEach(async () => {
  twilio = await aTwilioStandIn();
  store = sharedStore();
  const certificate = idpKey().certificate;
  gateway = await aGatewayProcess({ store, twilio: addressOf(twilio), certificate, twilioYaml: TWILIO });
  const text = configText({ twilio, store: store.url, keyPrefix: store.keyPrefix, twilioYaml: TWILIO });
  folder.write('flexgate.yaml', text);
  for (const email of SETTLED) await logIn(gateway, { email });
});
afterEach(async () => {
  await gateway.kill();
  await twilio.close();
});
afterAll(() => folder.remove());

/** Somebody's script at work: everybody becomes an admin. */
async function raiseAll(): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${twilio.apiKey.sid}:${twilio.apiKey.secret}`).toString('base64')}`;
  for (const { sid, attributes } of twilio.workers()) {
    const raised = { ...(JSON.parse(attributes) as object), roles: ['admin'] };
    const answer = await fetch(`${twilio.url}/taskrouter/v1/Workspaces/${twilio.workspaceSid}/Workers/${sid}`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ Attributes: JSON.stringify(raised) }),
    });
    expect(answer.status).toBe(200);
  }
}

/** What the shared budget knows of commands: when each was seen last, its places, and that no login waits in it. */
async function commandsInBudget(): Promise<readonly string[]> {
  const connection = connectTestRedis(store.keyPrefix);
  try {
    const known = await connection.command('test', (redis) => redis.hgetall(`${connection.prefix}budget`));
    return Object.entries(known).flatMap(([name, value]) => (name.startsWith('c:') ? [value] : []));
  } finally {
    await connection.close();
  }
}

const requests = (count: number): Promise<unknown> =>
  eventually(
    async () => twilio.requests().length,
    (length) => length >= count,
  );

test.each([
  {
    title: 'reconcile --all',
    argv: ['reconcile', '--all', '--policy', 'repair', '--json'],
    input: '',
    settled: () => SETTLED.map((email) => heldBy(twilio, { email }).roles),
    wanted: SETTLED.map(() => ['agent']),
  },
  {
    title: 'deprovision --list',
    argv: ['deprovision', '--list', '-', '--reason', 'left', '--yes', '--json'],
    input: SETTLED.join('\n'),
    settled: () => twilio.workers().filter(({ friendly_name: name }) => SETTLED.includes(name)),
    wanted: [],
  },
])(
  '$title beside a shift that fills the budget: no call beyond what all may use together, and nobody is refused',
  async ({ argv, input, settled, wanted }) => {
    await raiseAll();
    // What all replicas may use together, and the one place that whoever joins begins with.
    twilio.setConcurrencyLimit(PLACES + 1);
    twilio.clear();
    const release = twilio.hold();
    const command = aCliProcess(argv, { FLEXGATE_CONFIG: folder.path('flexgate.yaml'), USER: 'olga' }, input);
    await requests(1);
    // It joined before its first call, with one place to begin with.
    expect(await commandsInBudget()).toEqual([expect.stringMatching(/^\d+ 1 0$/)]);
    const shift = Promise.all(people(30, 'first').map((email) => logIn(gateway, { email })));
    await requests(PLACES);
    release();
    await shift;
    expect(await command.finished).toMatchObject({ code: 0, err: '' });
    expect(settled()).toEqual(wanted);
    expect(await commandsInBudget()).toEqual([]);
    // Neither more than the budget at once, which Twilio would have refused, nor a login that was.
    expect(twilio.requests().filter(({ status }) => status === 429)).toEqual([]);
  },
);
