import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor, tokenOf } from '../support/a-login.ts';
import { eventually } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;

beforeEach(async () => {
  twilio = await aTwilioStandIn();
  gateway = await aGateway({ twilio });
});
afterEach(async () => {
  await gateway.close();
  await twilio.close();
});

const ANA = 'ana@corp.example';
interface Held {
  readonly roles: unknown;
  readonly serviceRole: string | undefined;
}

function held(username: string, identity: string): Held {
  const worker = twilio.workers().find(({ friendly_name }) => friendly_name === username);
  const user = twilio.users().find((one) => one.identity === identity);
  return {
    roles: (JSON.parse(worker?.attributes ?? '{}') as Record<string, unknown>)['roles'],
    serviceRole: twilio.roles().find(({ sid }) => sid === user?.role_sid)?.friendly_name,
  };
}
const ana = (): Held => held(ANA, 'ana_40corp_2Eexample');

test.each([
  { lost: 'the User', pathPattern: /Users/ },
  { lost: 'the worker', pathPattern: /Workers/ },
])(
  'a promotion that reached Twilio by half, $lost lost, is undone when the role is taken back meanwhile',
  async ({ pathPattern }) => {
    await logIn(gateway, { roles: ['agent'] });
    twilio.faults.failNext({ method: 'POST', pathPattern, status: 503, when: 'before', times: 50 });
    await logIn(gateway, { roles: ['admin'] });
    twilio.faults.reset();
    twilio.faults.failNext({ status: 503, when: 'before', times: 100 });
    const { cookie } = await logIn(gateway, { roles: ['agent'] });
    expect(await tokenOf(gateway, cookie)).toMatchObject({ roles: ['agent'] });
    twilio.faults.reset();
    const settled = await eventually(
      async () => ana(),
      ({ roles, serviceRole }) => String(roles) === 'agent' && serviceRole === 'agent',
    );
    expect(settled).toEqual({ roles: ['agent'], serviceRole: 'agent' });
  },
);

test.each([
  { title: 'the Kelvin sign', victim: 'kate@corp.example', intruder: '\u212Aate@corp.example' },
  { title: 'letters beyond ASCII', victim: 'jos\u00E9@corp.example', intruder: 'JOS\u00C9@corp.example' },
])('a name that only Twilio takes for the same ($title) gets nobody else’s worker', async ({ victim, intruder }) => {
  await logIn(gateway, { email: 'v@corp.example', roles: ['agent'] }, { nameId: victim });
  const before = twilio.workers();
  const usersBefore = twilio.users();
  const answer = await postToAcs(
    gateway,
    responseFor({ email: 'm@corp.example', roles: ['admin'] }, { nameId: intruder }),
  );
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: 'SUBJECT_CONFLICT' });
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(twilio.workers()).toEqual(before);
  expect(twilio.users()).toEqual(usersBefore);
});

test('a promotion that the worker has no room for raises the User no more than the worker', async () => {
  await logIn(gateway, { roles: ['agent'] });
  const [worker] = twilio.workers();
  const attributes = { ...(JSON.parse(worker?.attributes ?? '{}') as object), notes: 'x'.repeat(3990) };
  await fetch(`${twilio.url}/taskrouter/v1/Workspaces/${twilio.workspaceSid}/Workers/${worker?.sid}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${twilio.apiKey.sid}:${twilio.apiKey.secret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ Attributes: JSON.stringify(attributes) }),
  });
  const answer = await postToAcs(gateway, responseFor({ roles: ['admin', 'wfo.quality_process_manager'] }));
  expect(await answer.json()).toMatchObject({ code: 'ATTRIBUTES_TOO_LARGE' });
  expect(ana()).toEqual({ roles: ['agent'], serviceRole: 'agent' });
});

const authorization = (): string =>
  `Basic ${Buffer.from(`${twilio.apiKey.sid}:${twilio.apiKey.secret}`).toString('base64')}`;

/** What others did in Twilio before the person ever came here. */
const post = (path: string, fields: Record<string, string>): Promise<Response> =>
  fetch(`${twilio.url}/${path}`, {
    method: 'POST',
    headers: { authorization: authorization() },
    body: new URLSearchParams(fields),
  });
const foreignWorker = () =>
  post(`taskrouter/v1/Workspaces/${twilio.workspaceSid}/Workers`, {
    FriendlyName: ANA,
    Attributes: JSON.stringify({ roles: ['flex.readteams'] }),
  });

test('a first login that is refused for the worker’s door leaves no Conversation User behind', async () => {
  expect((await foreignWorker()).status).toBe(201);
  const answer = await postToAcs(gateway, responseFor({ roles: ['admin'] }));
  expect(await answer.json()).toMatchObject({ code: 'SUBJECT_OTHER_DOOR' });
  expect(twilio.users()).toEqual([]);
});

test('nor does it raise the one that was there', async () => {
  await foreignWorker();
  const made = await post(`conversations/v1/Services/${twilio.conversationsServiceSid}/Users`, {
    Identity: 'ana_40corp_2Eexample',
  });
  expect(made.status).toBe(201);
  const before = twilio.users();
  const answer = await postToAcs(gateway, responseFor({ roles: ['admin'] }));
  expect(await answer.json()).toMatchObject({ code: 'SUBJECT_OTHER_DOOR' });
  expect(twilio.users()).toEqual(before);
});

test('a first login whose attributes are too large for a worker asks Twilio for nothing', async () => {
  twilio.clear();
  const more = [1, 2, 3, 4, 5].map((each) => [`note_${each}`, ['n'.repeat(900)]] as const);
  const answer = await postToAcs(gateway, responseFor({ roles: ['admin'], more }));
  expect(await answer.json()).toMatchObject({ code: 'ATTRIBUTES_TOO_LARGE' });
  expect(twilio.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
});
