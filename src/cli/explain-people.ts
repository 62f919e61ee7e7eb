import { loadPolicies } from '../config/load-policies.ts';
import { readPeopleFile } from '../config/people-file.ts';
import { counted } from '../kernel/counted.ts';
import { printable } from '../kernel/printable.ts';
import { Refusal } from '../kernel/refusal.ts';
import { CHANGES, explainPeople as compare } from '../roles/explain-people.ts';
import type { PersonOutcome, PersonRow } from '../roles/explain-people.ts';
import type { RolePolicy } from '../roles/policy.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { requireConfig } from './config-source.ts';
import { choosePolicy } from './explain.ts';
import { readTextFile } from './files.ts';
import { lines, table } from './style.ts';
import type { Style } from './style.ts';

function policyIn(env: CliCall['host']['env'], connection: string | undefined): RolePolicy {
  const { text, sources } = requireConfig(env);
  return choosePolicy(loadPolicies(text, sources).policies, connection);
}

const shown = (outcome: PersonOutcome): string =>
  'refused' in outcome ? `refused: ${outcome.refused}` : outcome.roles.join(', ');

function changeLines(row: PersonRow, style: Style): readonly string[] {
  const { username, before, after, change, attributes, why } = row;
  return [
    `${style.strong(printable(username))}: ${style.warn(change)}`,
    `  ${shown(before)} -> ${shown(after)}`,
    ...(attributes.length === 0 ? [] : [`  worker attributes that differ: ${attributes.map(printable).join(', ')}`]),
    ...why.before.map((text) => style.bad(`  - ${text}`)),
    ...why.after.map((text) => style.good(`  + ${text}`)),
  ];
}

const countsOf = (rows: readonly PersonRow[]) =>
  CHANGES.map((change) => ({ change, people: rows.filter((row) => row.change === change).length }));

function summary(rows: readonly PersonRow[]): string {
  const counts = countsOf(rows).filter(({ change, people }) => change !== 'none' && people > 0);
  const changed = counts.reduce((sum, { people }) => sum + people, 0);
  const told = counts.map(({ change, people }) => `${people} ${change}`).join(', ');
  return `${counted(rows.length, 'person', 'people')}, ${changed} of them ${changed === 1 ? 'changes' : 'change'}${told === '' ? '' : `: ${told}`}`;
}

const comparison = (rows: readonly PersonRow[]): Answer => ({
  ok: true,
  json: {
    people: rows.length,
    counts: Object.fromEntries(countsOf(rows).map(({ change, people }) => [change, people])),
    changed: rows.filter(({ change }) => change !== 'none'),
  },
  text: (style) =>
    lines(
      rows.filter(({ change }) => change !== 'none').flatMap((row) => changeLines(row, style)),
      summary(rows),
    ),
});

const listing = (rows: readonly PersonRow[]): Answer => ({
  ok: true,
  json: { people: rows.map(({ username, after }) => ({ username, ...after })) },
  text: (style) =>
    table(
      ['Person', 'Roles'],
      rows.map(({ username, after }) => [printable(username), shown(after)]),
      style,
    ),
});

async function run({ options, host }: CliCall): Promise<Answer> {
  const file = options.text('people');
  if (file === undefined) throw new Refusal('COMMAND_INVALID', { problem: '--people is needed' });
  const connection = options.text('connection');
  const people = readPeopleFile(readTextFile(file), file);
  const before = policyIn(host.env, connection);
  const other = options.text('against');
  if (other === undefined) return listing(compare(people, before, before));
  return comparison(compare(people, before, policyIn({ ...host.env, FLEXGATE_CONFIG: other }, connection)));
}

export const explainPeople: CliCommand = {
  name: 'explain-people',
  summary: 'the roles of everybody in a file; with --against, what another configuration changes for whom, and why',
  options: [
    { flags: '--people <file>', summary: 'YAML: people, each with username and attributes' },
    { flags: '--connection <name>', summary: 'whose rules; needed where there are several connections' },
    { flags: '--against <file>', summary: 'the configuration with the changed rules' },
  ],
  run,
};
