import { planPeople } from '../../src/planning/plan-people.ts';
import type { PeoplePlan, Progress } from '../../src/planning/plan-people.ts';
import type { Attributes } from '../../src/roles/attributes.ts';
import type { RolePolicy } from '../../src/roles/policy.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import type { Store } from '../../src/store/store.ts';
import { createTraces } from '../../src/traces/trace-recorder.ts';
import { anaWith, aPolicy, aRule } from '../support/a-policy.ts';
import { blockPerson, recordLogin } from '../support/recorded-people.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const LEADS = { attribute: 'groups', equals: 'CC-Leads' } as const;
const before = aPolicy({ rules: [aRule(LEADS, ['agent'])] });
const place = { file: 'new.yaml', line: 7, column: 11 };
const after = aPolicy({ rules: [aRule(LEADS, ['supervisor'], { name: 'leads', place })] });
const lead = anaWith([], { groups: ['CC-Leads'] });
const agent = anaWith('agent');

let store: Store;
beforeEach(() => {
  store = createMemoryStore({ clock: () => 1 });
});

function plan(
  policies: ReadonlyMap<string, RolePolicy> = new Map([['okta', after]]),
  onProgress: (at: Progress) => void = () => undefined,
  disabled: ReadonlySet<string> = new Set(),
): Promise<PeoplePlan> {
  const { records, traces: lists, subjects, ledger } = store;
  const settings = { ttlMs: 1, values: 'names-only' } as const;
  const traces = createTraces({ records, clock: () => 1, randomBytes: () => new Uint8Array(), log, settings });
  return planPeople({ policies, disabled, onProgress }, { traces, lists, subjects, ledger });
}
const logIn = (username: string, attributes: Attributes, more: { at?: number; values?: 'names-only' } = {}) =>
  recordLogin(store, { username, attributes, policy: before, ...more });

test('who is decided otherwise is told with both explanations and the place of the rule; who is not is counted', async () => {
  await logIn('ana', lead);
  await logIn('bo', agent);
  expect(await plan()).toEqual({
    changed: [
      expect.objectContaining({
        username: 'ana',
        connection: 'okta',
        change: 'promoted',
        before: expect.objectContaining({ roles: ['agent'] }),
        after: expect.objectContaining({ roles: ['supervisor', 'wfo.full_access'] }),
        why: {
          before: [expect.stringContaining('agent is granted')],
          after: [expect.stringContaining('“leads” (new.yaml:7:11)'), expect.stringContaining('wfo.full_access')],
        },
        explanation: {
          before: expect.objectContaining({ connection: 'okta' }),
          after: expect.objectContaining({
            roles: expect.arrayContaining([
              expect.objectContaining({ because: [expect.objectContaining({ kind: 'rule', place })] }),
            ]),
          }),
        },
      }),
    ],
    unchanged: 1,
    unknown: [],
    blocked: [],
  });
});

test('who would be refused loses access', async () => {
  await logIn('bo', agent);
  const { changed } = await plan(new Map([['okta', aPolicy({ direct: false })]]));
  expect(changed).toMatchObject([{ username: 'bo', change: 'loses access', after: { refused: expect.any(String) } }]);
});

test('whoever comes by a connection that is switched off loses access, whatever was kept of the login', async () => {
  await logIn('ana', lead);
  await logIn('bo', agent, { values: 'names-only' });
  const { changed, unknown } = await plan(undefined, undefined, new Set(['okta']));
  expect(unknown).toEqual([]);
  const lost = { change: 'loses access', after: { refused: 'SAML_CONNECTION_DISABLED' } };
  expect(changed).toMatchObject([
    { username: 'ana', ...lost },
    { username: 'bo', ...lost },
  ]);
});

test('the login that the present roles come from counts, not one that was refused since', async () => {
  await logIn('ana', lead, { at: 1 });
  await recordLogin(store, { username: 'ana', attributes: anaWith('nothing'), policy: before, at: 5 });
  expect((await plan()).changed).toMatchObject([{ username: 'ana', change: 'promoted' }]);
});

test('an id that another IdP, or the same one for another person, gave an assertion of its own is not taken for it', async () => {
  const assertionId = '_once-more';
  await recordLogin(store, { username: 'ana', attributes: lead, policy: before, assertionId });
  await recordLogin(store, { username: 'bo', attributes: agent, policy: before, assertionId });
  const elsewhere = { ...before, connection: 'entra' };
  await recordLogin(store, { username: 'cy', attributes: agent, policy: elsewhere, assertionId });
  const policies = new Map([
    ['okta', after],
    ['entra', { ...after, connection: 'entra' }],
  ]);
  const { changed, unchanged } = await plan(policies);
  expect(changed).toMatchObject([{ username: 'ana', change: 'promoted' }]);
  expect(unchanged).toBe(2);
});

test.each<{ title: string; attributes: Attributes; values?: 'names-only'; why: string }>([
  { title: 'only names were kept', attributes: lead, values: 'names-only', why: 'names-only' },
  { title: 'a value was cut', attributes: anaWith('agent', { dn: 'x'.repeat(81) }), why: 'in-part' },
  { title: 'a value had an invisible character', attributes: anaWith('agent', { dn: 'a\u00a0b' }), why: 'in-part' },
  { title: 'a name was cut', attributes: anaWith('agent', { ['n'.repeat(81)]: 'x' }), why: 'in-part' },
  {
    title: 'there were more values than a trace keeps',
    attributes: anaWith('agent', { groups: Array.from({ length: 201 }, (_, index) => `g${index}`) }),
    why: 'in-part',
  },
])('nothing is guessed where $title', async ({ attributes, values, why }) => {
  await logIn('ana', attributes, values === undefined ? {} : { values });
  expect(await plan()).toEqual({
    changed: [],
    unchanged: 0,
    unknown: [{ username: 'ana', connection: 'okta', roles: ['agent'], why }],
    blocked: [],
  });
});

test('a value of 80 characters, and names such as __proto__, are kept to the letter', async () => {
  await logIn('ana', anaWith([], { groups: ['CC-Leads'], dn: 'x'.repeat(80) }));
  await logIn('bo', new Map([...lead, ['__proto__', ['agent']], ['constructor', ['x']]]));
  const rules = [aRule({ attribute: '__proto__', equals: 'agent' }, ['admin']), aRule(LEADS, ['agent'])];
  const { changed, unknown } = await plan(new Map([['okta', aPolicy({ rules })]]));
  expect(unknown).toEqual([]);
  expect(changed).toMatchObject([{ username: 'bo', change: 'promoted' }]);
});

test('a login that is no longer recorded, and a connection that is gone, are told apart', async () => {
  await logIn('ana', lead);
  const recorded = await store.traces.recent('okta:granted', 1);
  await store.records.take(`trace:${recorded[0]}`);
  expect((await plan()).unknown).toMatchObject([{ username: 'ana', why: 'no-record' }]);
  expect((await plan(new Map([['entra', after]]))).unknown).toMatchObject([{ username: 'ana', why: 'no-connection' }]);
});

test('an edit that was adopted is compared by the login before it', async () => {
  await logIn('ana', lead);
  const state = await store.ledger.read('ana');
  const { assignment, fence } = state!.desired!;
  for (const assertionId of [`~${fence.assertionId}`, `~${fence.assertionId}~`]) {
    const desired = { assignment, digest: assertionId, fence: { ...fence, assertionId } };
    await store.ledger.claim({ subject: state!.subject, desired, usedUntil: 10, now: 1 });
    expect((await plan()).changed).toMatchObject([{ username: 'ana', change: 'promoted' }]);
  }
});

test('who is blocked is told, and decided by no rule', async () => {
  await logIn('ana', lead);
  await blockPerson(store, 'ana');
  expect(await plan()).toEqual({ changed: [], unchanged: 0, unknown: [], blocked: ['ana'] });
});

test('everybody comes once, page after page, and progress is told to the end', async () => {
  for (let index = 0; index < 450; index += 1)
    await logIn(`person${index}`, index % 3 === 0 ? lead : agent, { at: index });
  const told: Progress[] = [];
  const { changed, unchanged } = await plan(undefined, (at) => told.push(at));
  expect(changed).toHaveLength(150);
  expect(new Set(changed.map(({ username }) => username)).size).toBe(150);
  expect(unchanged).toBe(300);
  expect(told).toContainEqual({ phase: 'logins', done: 400, total: 450 });
  expect(told.at(-1)).toEqual({ phase: 'people', done: 400, total: 450 });
});
