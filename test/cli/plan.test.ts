import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPolicies } from '../../src/config/load-policies.ts';
import { readPeopleFile } from '../../src/config/people-file.ts';
import { connectStore } from '../../src/store/connect.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { identityOf } from '../../src/roles/identity.ts';
import type { Store } from '../../src/store/store.ts';
import { aFolder } from '../support/a-folder.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import { blockPerson, recordLogin } from '../support/recorded-people.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const fixture = (name: string): string => join(__dirname, '../../fixtures/people', name);
const textOf = (name: string): string => readFileSync(fixture(name), 'utf8');
const url = `redis+unix://${process.env['REDIS_TEST_URL']}`;

interface Row {
  readonly username: string;
  readonly change: string;
}
interface PlanJson {
  readonly people: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly changed: readonly Row[];
}

let folder: ReturnType<typeof aFolder>;
let store: Store;
let keyPrefix: string;
let config: (name: string) => readonly string[];

beforeEach(() => {
  folder = aFolder();
  keyPrefix = `plan-${randomBytes(4).toString('hex')}:`;
  store = createRedisStore({ connection: connectStore({ url, timeoutMs: 5_000, keyPrefix, log }), clock: Date.now });
  config = (name) => {
    const text = textOf(name).replace('store: memory', `store: { url: '${url}', keyPrefix: '${keyPrefix}' }`);
    return ['--config', folder.write(name, text)];
  };
});
afterEach(async () => {
  folder.remove();
  await store.close();
});

const sources = { file: 'before.yaml', env: {}, readFile: () => '' };
const policy = loadPolicies(textOf('before.yaml'), sources).policies.get('okta')!;
const people = readPeopleFile(textOf('200-people.yaml'), '200-people.yaml');

const everybodyLogsIn = async (): Promise<void> => {
  for (const { username, attributes } of people) await recordLogin(store, { username, attributes, policy });
};
/** Every key, and the state of everybody. */
const kept = async () => {
  const connection = connectStore({ url, timeoutMs: 5_000, keyPrefix, log });
  try {
    const keys = await connection.command('keys', (redis) => redis.keys(`${keyPrefix}*`));
    const states = people.map(({ username }) => store.ledger.read(slotOf(identityOf(username))));
    return { keys: keys.toSorted(), states: await Promise.all(states) };
  } finally {
    await connection.close();
  }
};

test('of 200 people who logged in, plan tells for everybody who got in what explain-people tells', async () => {
  await everybodyLogsIn();
  const compare = ['explain-people', '--people', fixture('200-people.yaml'), '--config', fixture('before.yaml')];
  const told = (await flexgate([...compare, '--against', fixture('after.yaml'), '--json'])).json() as PlanJson;
  const before = await kept();
  const run = await flexgate(['plan', ...config('after.yaml'), '--json']);
  expect(run).toMatchObject({ code: 3, err: '' });
  const { changed, counts, people: known } = run.json() as PlanJson;
  const gotIn = told.changed.filter(({ change }) => change !== 'gets in' && change !== 'refused otherwise');
  const short = (rows: readonly Row[]) => rows.map(({ username, change }) => `${username} ${change}`).toSorted();
  expect(gotIn).toHaveLength(39);
  expect(short(changed)).toEqual(short(gotIn));
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(known);
  expect(counts).toMatchObject({ 'loses access': 4, promoted: 10, demoted: 9, unknown: 0, blocked: 0 });
  expect(await kept()).toEqual(before);
});

test('people read it person by person, with the rule and its line, and the totals at the end', async () => {
  await everybodyLogsIn();
  const { code, out } = await flexgate(['plan', ...config('after.yaml')]);
  expect(code).toBe(3);
  expect(out).toContain('ulla.weber@acme.example: demoted\n  supervisor, wfo.team_leader -> agent\n');
  expect(out).toMatch(/\+ supervisor is granted: “leads” \(\S+after\.yaml:27:11\) matches as “groups” is “CC-Leads”\./);
  expect(out.trimEnd().split('\n').at(-1)).toMatch(
    /^19\d people, 39 of them change: 4 loses access, 10 promoted, 9 demoted, 10 other roles, 6 other attributes; 15\d unchanged, 0 unknown until their next login, 0 blocked$/,
  );
});

test('the same rules change nobody: exit code 0', async () => {
  await everybodyLogsIn();
  const { code, out } = await flexgate(['plan', ...config('before.yaml')]);
  expect(code).toBe(0);
  expect(out).toMatch(/^\d+ people, 0 of them change; \d+ unchanged, 0 unknown until their next login, 0 blocked\n$/);
});

test('a store where nobody logged in yet: nobody changes', async () => {
  expect(await flexgate(['plan', ...config('after.yaml'), '--json'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('"people": 0'),
  });
});

test('whose values are not kept is unknown until the next login, with the setting that keeps them', async () => {
  const [first, second] = people.filter(({ attributes }) => attributes.get('groups')?.includes('CC-Supervisors'));
  await recordLogin(store, { ...first!, policy, values: 'names-only' });
  await recordLogin(store, { ...second!, policy });
  await blockPerson(store, second!.username);
  const { code, out } = await flexgate(['plan', ...config('before.yaml')]);
  expect(code).toBe(3);
  expect(out).toBe(
    [
      'Unknown until their next login, as the values of their attributes were not kept (traces.values: names-only; “shown” keeps them from then on):',
      `  ${first!.username}: supervisor, wfo.team_leader now`,
      '2 people, 0 of them change; 0 unchanged, 1 unknown until their next login, 1 blocked',
      '',
    ].join('\n'),
  );
});

test.each([
  { title: 'a configuration that is wrong', text: 'connections: {}', code: 1, err: /^CONFIG_INVALID: / },
  { title: 'a store inside the gateway', text: textOf('after.yaml'), code: 2, err: /store: memory/ },
])('$title is refused', async ({ text, code, err }) => {
  const run = await flexgate(['plan', '--config', folder.write('wrong.yaml', text)]);
  expect(run).toMatchObject({ code, out: '', err: expect.stringMatching(err) });
});
