import { loadPolicies } from '../config/load-policies.ts';
import { readPeopleFile } from '../config/people-file.ts';
import { counted } from '../kernel/counted.ts';
import { printable } from '../kernel/printable.ts';
import { Refusal } from '../kernel/refusal.ts';
import { explainPeople as compare } from '../roles/explain-people.ts';
import type { PersonRow } from '../roles/explain-people.ts';
import type { RolePolicy } from '../roles/policy.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { requireConfig } from './config-source.ts';
import { choosePolicy } from './explain.ts';
import { readTextFile } from './files.ts';
import { changeLines, changesTold, countsOf, outcomeText } from './people-changes-text.ts';
import { lines, table } from './style.ts';

function policyIn(env: CliCall['host']['env'], connection: string | undefined): RolePolicy {
  const { text, sources } = requireConfig(env);
  return choosePolicy(loadPolicies(text, sources).policies, connection);
}

const summary = (rows: readonly PersonRow[]): string =>
  `${counted(rows.length, 'person', 'people')}, ${changesTold(rows)}`;

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
      rows.map(({ username, after }) => [printable(username), outcomeText(after)]),
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
