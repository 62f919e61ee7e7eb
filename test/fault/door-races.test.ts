import { doorOf } from '../../src/provisioning/doors.ts';
import type { BothDoors } from '../../src/provisioning/doors.ts';
import type { SubjectLedger, SubjectState } from '../../src/provisioning/subject-ledger.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import type { Store } from '../../src/store/store.ts';
import type { Door } from '../../src/roles/console-roles.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aReplica, sharedStore, slotOfPerson } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import { CONSOLE, CONSOLE_ACS } from '../support/a-console-connection.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { postToAcs, responseFor } from '../support/a-login.ts';
import { connectTestRedis } from '../support/store-harness.ts';
import type { SharedStore } from '../support/a-fault-bench.ts';

const PATIENT = 'deadline: 60s\ntimeout: 60s\nretries: 3';
const ROLES = { sso: ['supervisor'], console: ['Owner'] } as const;

function loginBy(door: Door, gateway: RunningGateway, email: string, issuedAt: number): Promise<Response> {
  const person = { email, roles: ROLES[door] };
  const more =
    door === 'sso'
      ? {}
      : {
          issuer: 'urn:idp:console',
          responseIssuer: 'urn:idp:console',
          destination: CONSOLE_ACS,
          recipient: CONSOLE_ACS,
          audiences: ['urn:gw:console'],
        };
  const connection = door === 'sso' ? 'okta' : 'console';
  return postToAcs(gateway, responseFor(person, { now: issuedAt, ...more }), { connection });
}

/** Between what a login reads and what it claims, the other login does all of its own. */
function lettingFirst(ledger: SubjectLedger, meanwhile: () => Promise<unknown>): SubjectLedger {
  return {
    ...ledger,
    claim: async (claim) => {
      await meanwhile();
      return ledger.claim(claim);
    },
  };
}

let twilio: TwilioStandIn;
let shared: SharedStore;
const running: RunningGateway[] = [];
beforeEach(async () => {
  twilio = await aTwilioStandIn();
  shared = sharedStore();
});
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.close();
  await twilio.close();
});

async function replica(bothDoors: BothDoors, ports: { store?: Store } = {}): Promise<RunningGateway> {
  const gateway = await aReplica(shared, {
    twilio,
    twilioYaml: PATIENT,
    connections: CONSOLE,
    top: `bothDoors: ${bothDoors}`,
    ports,
  });
  running.push(gateway);
  return gateway;
}

const stateOf = (gateway: RunningGateway, email: string): Promise<SubjectState | undefined> =>
  gateway.gateway.ports.store.ledger.read(slotOfPerson({ email }));

test.each<{ bothDoors: BothDoors; before: readonly Door[]; winner: Door; loser: Door }>([
  { bothDoors: 'sso', before: ['console'], winner: 'sso', loser: 'console' },
  { bothDoors: 'console', before: ['sso'], winner: 'console', loser: 'sso' },
  { bothDoors: 'sso', before: [], winner: 'sso', loser: 'console' },
  { bothDoors: 'first', before: [], winner: 'sso', loser: 'console' },
  { bothDoors: 'first', before: [], winner: 'console', loser: 'sso' },
])(
  'bothDoors $bothDoors, known by $before: a login by $winner that overtakes one by $loser closes its door',
  async ({ bothDoors, before, winner, loser }) => {
    const email = 'both@corp.example';
    const now = Date.now();
    const one = await replica(bothDoors);
    for (const door of before) expect((await loginBy(door, one, email, now - 3_000)).status).toBe(303);
    const own = createRedisStore({ connection: connectTestRedis(shared.keyPrefix), clock: Date.now });
    let after: SubjectState | undefined;
    const meanwhile = async (): Promise<void> => {
      expect((await loginBy(winner, one, email, now - 2_000)).status).toBe(303);
      after = await stateOf(one, email);
    };
    const other = await replica(bothDoors, { store: { ...own, ledger: lettingFirst(own.ledger, meanwhile) } });
    // The newer of the two: by its age alone it would count.
    const refused = await loginBy(loser, other, email, now - 1_000);
    expect(refused.status).toBe(403);
    const problem = (await refused.json()) as {
      readonly code: string;
      readonly detail: string;
      readonly trace: string;
    };
    expect(problem).toMatchObject({
      code: 'SUBJECT_OTHER_DOOR',
      detail: expect.stringContaining(`came by ${loser}, but is known by ${winner}`),
    });
    expect(await other.gateway.useCases.login.traces.read(problem.trace)).toMatchObject({
      outcome: 'refused',
      code: 'SUBJECT_OTHER_DOOR',
    });
    expect(doorOf(after!.desired!.assignment)).toBe(winner);
    expect(await stateOf(one, email)).toEqual(after);
  },
);

test('many people through both doors of two replicas at one moment: one door each, and only its roles', async () => {
  const replicas = [await replica('first'), await replica('first')] as const;
  const emails = Array.from({ length: 25 }, (_, index) => `race-${index}@corp.example`);
  await Promise.all(
    emails.map(async (email, index) => {
      const now = Date.now();
      const [sso, console] = await Promise.all([
        loginBy('sso', replicas[index % 2 === 0 ? 0 : 1], email, now - (index % 3)),
        loginBy('console', replicas[index % 2 === 0 ? 1 : 0], email, now - 1),
      ]);
      expect([
        [303, 403],
        [403, 303],
      ]).toContainEqual([sso.status, console.status]);
      const refused = (await (sso.status === 403 ? sso : console).json()) as { readonly code: string };
      expect(refused.code).toBe('SUBJECT_OTHER_DOOR');
      const { assignment } = (await stateOf(replicas[0], email))!.desired!;
      expect(doorOf(assignment)).toBe(sso.status === 303 ? 'sso' : 'console');
    }),
  );
});
