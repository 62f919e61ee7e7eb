import { join } from 'node:path';
import { flexgate } from '../support/flexgate-cli.ts';

const FOLDER = join(__dirname, '../../fixtures/people');
const fixture = (name: string): string => join(FOLDER, name);
const explain = (...more: readonly string[]) =>
  flexgate(['explain-people', '--config', fixture('before.yaml'), ...more]);

interface Comparison {
  readonly people: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly changed: readonly { readonly username: string; readonly change: string }[];
}

test('a change of the rules is told person by person, with the reason, and counted', async () => {
  const { code, out } = await explain('--people', fixture('200-people.yaml'), '--against', fixture('after.yaml'));
  expect(code).toBe(0);
  expect(out).toContain('ulla.weber@acme.example: demoted\n  supervisor, wfo.team_leader -> agent\n');
  expect(out).toMatch(/\+ supervisor is granted: “leads” \(\S+after\.yaml:27:11\) matches as “groups” is “CC-Leads”\./);
  expect(out.trimEnd().split('\n').at(-1)).toBe(
    '200 people, 39 of them change: 4 loses access, 10 promoted, 9 demoted, 10 other roles, 6 other attributes',
  );
});

test('as JSON the counts add up to everybody', async () => {
  const run = await explain('--people', fixture('200-people.yaml'), '--against', fixture('after.yaml'), '--json');
  const { people, counts, changed } = run.json() as Comparison;
  expect(people).toBe(200);
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(200);
  expect(changed).toHaveLength(200 - (counts['none'] ?? 0));
  expect(changed.map(({ change }) => change)).not.toContain('none');
});

test('against itself nothing changes', async () => {
  const { out } = await explain('--people', fixture('200-people.yaml'), '--against', fixture('before.yaml'));
  expect(out.trim()).toBe('200 people, 0 of them change');
});

test('without another configuration, everybody is listed with the roles', async () => {
  const { code, out } = await explain('--people', fixture('200-people.yaml'));
  expect(code).toBe(0);
  expect(out.trimEnd().split('\n')).toHaveLength(201);
  expect(out).toMatch(/ulla\.usman@acme\.example +refused: ATTRIBUTE_MISSING/);
});

test.each([
  { title: 'no file', argv: [], code: 'COMMAND_INVALID' },
  { title: 'a file that is not there', argv: ['--people', fixture('nobody.yaml')], code: 'FILE_UNREADABLE' },
  { title: 'a file of another form', argv: ['--people', fixture('before.yaml')], code: 'FILE_INVALID' },
  {
    title: 'an unknown connection',
    argv: ['--people', fixture('200-people.yaml'), '--connection', 'entra'],
    code: 'COMMAND_INVALID',
  },
])('$title is refused with $code', async ({ argv, code }) => {
  const run = await explain(...argv);
  expect(run.code).not.toBe(0);
  expect(run.err).toContain(code);
});
