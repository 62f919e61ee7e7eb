import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { FLEX_ROLES } from '../../src/roles/flex-role.ts';
import { aReplica, sessionOf, sharedStore, slotOfPerson } from '../support/a-fault-bench.ts';
import type { SharedStore } from '../support/a-fault-bench.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { cookieOf, logIn, postToAcs, responseFor, tokenOf } from '../support/a-login.ts';
import { aClaim, aSubject, T0 } from '../support/store-builders.ts';
import { connectTestRedis } from '../support/store-harness.ts';
import { redisSubjectLedger } from '../../src/store/subject-ledger.redis.ts';
import type { SubjectLedger } from '../../src/provisioning/subject-ledger.ts';
import { slotOf } from '../../src/provisioning/subject.ts';

let twilio: TwilioStandIn;
let store: SharedStore;

beforeAll(async () => {
  twilio = await aTwilioStandIn();
});
afterAll(() => twilio.close());
beforeEach(() => {
  store = sharedStore();
});

async function withTwo(use: (a: RunningGateway, b: RunningGateway) => Promise<void>, top = ''): Promise<void> {
  const session = top === '' ? '' : `session: { onDemotion: ${top} }`;
  const options = { twilio, top: session, twilioYaml: 'deadline: 30s\ntimeout: 20s' };
  const [a, b] = [await aReplica(store, options), await aReplica(store, options)];
  try {
    await use(a, b);
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}

/** Of the refusal; undefined for a login that is in. */
async function codeOf(answer: Response): Promise<unknown> {
  return answer.status === 303 ? undefined : ((await answer.json()) as { code?: unknown }).code;
}

test('two hundred posts of one assertion to both replicas at once give one session', () =>
  withTwo(async (a, b) => {
    const once = { email: 'once@corp.example' };
    const response = responseFor(once);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => postToAcs(index % 2 === 0 ? a : b, response)),
    );
    const codes = await Promise.all(answers.map(codeOf));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'SAML_REPLAYED')).toHaveLength(199);
    expect(answers.map(cookieOf).filter((cookie) => cookie !== '')).toHaveLength(1);
    expect(await a.gateway.ports.store.sessions.listOf(slotOfPerson(once), Date.now())).toHaveLength(1);
  }));

test('a demotion on one replica reaches a session on the other by its next request', () =>
  withTwo(async (a, b) => {
    const lee = { email: 'lee@corp.example', roles: ['admin'] };
    const { cookie } = await logIn(b, lee);
    expect(await tokenOf(b, cookie)).toMatchObject({ flex_role: 'admin' });
    await logIn(a, { ...lee, roles: ['agent'] });
    expect(await tokenOf(b, cookie)).toMatchObject({ flex_role: 'agent' });
    const session = await sessionOf(b, cookie);
    expect(session).toMatchObject({ status: 200, flex_role: 'agent' });
    const until = Date.parse(String(session['tokens_valid_until_at_most']));
    expect(until).toBeGreaterThan(Date.now());
    expect(until).toBeLessThanOrEqual(Date.now() + 12 * 3_600_000 + 5_000);
  }));

test.each(['end', 'expire'] as const)('with onDemotion %s the sessions from before it are refused everywhere', (mode) =>
  withTwo(async (a, b) => {
    const mia = { email: `mia-${mode}@corp.example`, roles: ['supervisor'] };
    const { cookie } = await logIn(b, mia);
    const demoted = await logIn(a, { ...mia, roles: ['agent'] });
    expect(await sessionOf(b, cookie)).toMatchObject({ status: 401, code: 'SESSION_REQUIRED' });
    expect(await tokenOf(b, cookie)).toMatchObject({ status: 401, code: 'SESSION_REQUIRED' });
    expect(await sessionOf(b, demoted.cookie)).toMatchObject({ status: 200, flex_role: 'agent' });
    const kept = await a.gateway.ports.store.sessions.listOf(slotOfPerson(mia), Date.now());
    expect(kept).toHaveLength(mode === 'end' ? 1 : 2);
    const promoted = await logIn(a, mia);
    expect(await sessionOf(b, promoted.cookie)).toMatchObject({ status: 200, flex_role: 'supervisor' });
  }, mode),
);

test('simultaneous logins of one person on both replicas ask Twilio once', () =>
  withTwo(async (a, b) => {
    const uma = { email: 'uma@corp.example' };
    twilio.clear();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => postToAcs(index % 2 === 0 ? a : b, responseFor(uma))),
    );
    // Older ones that come late are stale, all others are in.
    const codes = await Promise.all(answers.map(codeOf));
    expect(codes.filter((code) => code !== undefined && code !== 'ASSERTION_STALE')).toEqual([]);
    const writes = twilio.requests().filter(({ method, path }) => method === 'POST' && !path.includes('/Roles'));
    expect(writes).toHaveLength(2);
  }));

test('however claims of one person interleave over two connections, the newest assertion is what stands', async () => {
  const prefix = store.keyPrefix;
  const connections = [connectTestRedis(prefix), connectTestRedis(prefix)] as const;
  const [one, two] = connections.map(redisSubjectLedger) as [SubjectLedger, SubjectLedger];
  const claims = fc.uniqueArray(
    fc.record({ at: fc.integer({ min: 0, max: 5 }), role: fc.constantFrom(...FLEX_ROLES), replica: fc.nat(1) }),
    { minLength: 2, maxLength: 8, selector: ({ at }) => at },
  );
  try {
    await fc.assert(
      fc.asyncProperty(claims, async (all) => {
        const subject = aSubject(`${randomUUID()}@example.com`);
        const outcomes = await Promise.all(
          all.map(({ at, role, replica }) =>
            (replica === 0 ? one : two).claim(
              aClaim({ subject, issuedAt: T0 + at, assertionId: `_${at}`, flexRole: role, digest: `${role}${at}` }),
            ),
          ),
        );
        const newest = all.toSorted((a, b) => b.at - a.at)[0];
        const state = await one.read(slotOf(subject.identity));
        expect(state?.desired?.fence.issuedAt).toBe(T0 + (newest?.at ?? 0));
        expect(state?.desired?.assignment.flexRole).toBe(newest?.role);
        expect(outcomes[all.findIndex(({ at }) => at === newest?.at)]?.kind).toBe('accepted');
      }),
      { numRuns: 400 },
    );
  } finally {
    await Promise.all(connections.map((connection) => connection.close()));
  }
});
