import { Refusal } from '../kernel/refusal.ts';
import { suggest } from '../kernel/suggest.ts';
import type { WantedRole, WantedRoles } from '../role-management/wanted-roles.ts';
import { dotted, toldIn } from './problem.ts';
import type { ConfigProblem, Path } from './problem.ts';
import type { RolesFileFormat, RolesFileInput } from './roles-file-format.ts';
import { checkAgainst } from './validate.ts';
import { readYaml } from './yaml-document.ts';
import type { YamlDocument } from './yaml-document.ts';

export interface RolesFile<T extends string> {
  readonly wanted: WantedRoles<T>;
  /** Permissions that no page of Twilio lists. */
  readonly warnings: readonly ConfigProblem[];
}

interface Named<T> {
  readonly type: T;
  readonly permission: string;
  readonly path: Path;
}

const namedIn = <T extends string>(types: readonly T[], input: RolesFileInput<T>): readonly Named<T>[] =>
  types.flatMap((type) =>
    Object.entries<WantedRole>(input[type]).flatMap(([name, wanted]) => {
      const key = 'extend' in wanted ? 'extend' : 'permissions';
      const list = 'extend' in wanted ? wanted.extend : wanted.permissions;
      return list.map((each, index) => ({ type, permission: each, path: [type, name, key, index] }));
    }),
  );

function problemOf({ path }: Named<string>, reason: string, document: YamlDocument): ConfigProblem {
  const line = document.placeOf(path)?.line;
  return { path: dotted(path), reason, ...(line !== undefined && { line }) };
}

function unknownReason(name: string, known: readonly string[]): string {
  const meant = suggest(name, known);
  return `“${name}” is no permission that Twilio documents${meant === undefined ? '' : `; did you mean “${meant}”?`}`;
}

const removedAndWanted = <T extends string>(types: readonly T[], input: RolesFileInput<T>): readonly ConfigProblem[] =>
  types.flatMap((type) =>
    input.remove[type]
      .filter((name) => Object.hasOwn(input[type], name))
      .map((name) => ({ path: `remove.${type}`, reason: `“${name}” is wanted under ${type} as well` })),
  );

function refuse(file: string, problems: readonly ConfigProblem[]): never {
  throw new Refusal('FILE_INVALID', { file, problems: toldIn(file, problems) });
}

/** The roles that an operator wants. Refusal FILE_INVALID with every problem, each with its line. */
export function readRolesFile<T extends string>(text: string, file: string, format: RolesFileFormat<T>): RolesFile<T> {
  const { types, schema, knownPermissions, mayCarry, wantedOf } = format;
  const document = readYaml(text, file, (written) => ({ text: written }));
  if (document.problems.length > 0) return refuse(file, document.problems);
  const checked = checkAgainst(schema, document);
  if ('problems' in checked) return refuse(file, checked.problems);
  const named = namedIn(types, checked.value);
  const wrong = named
    .filter((each) => !mayCarry(each.type, each.permission))
    .map((each) => problemOf(each, `a ${each.type} role cannot carry “${each.permission}”`, document));
  const problems = [...wrong, ...removedAndWanted(types, checked.value)];
  if (problems.length > 0) return refuse(file, problems);
  const unknown = named.filter((each) => !knownPermissions.includes(each.permission));
  return {
    wanted: wantedOf(checked.value),
    warnings: unknown.map((each) => problemOf(each, unknownReason(each.permission, knownPermissions), document)),
  };
}
