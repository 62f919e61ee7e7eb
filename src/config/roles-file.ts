import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';
import type { WantedRole, WantedRoles } from '../role-management/wanted-roles.ts';
import { ROLE_TYPES } from '../role-management/wanted-roles.ts';
import { DOCUMENTED_PERMISSIONS, mayCarry, UNDOCUMENTED_PERMISSIONS } from '../roles/catalogue/permissions.ts';
import type { RoleType } from '../roles/catalogue/permissions.ts';
import { dotted, toldIn } from './problem.ts';
import type { ConfigProblem, Path } from './problem.ts';
import { suggest } from '../kernel/suggest.ts';
import { checkAgainst } from './validate.ts';
import { readYaml } from './yaml-document.ts';
import type { YamlDocument } from './yaml-document.ts';

/** twilio.md 4.2: a friendly name has at most 64 characters. */
const roleName = z.string().min(1).max(64);
const permission = z.string().min(1);
const role = z.union(
  [
    z.strictObject({ permissions: z.array(permission).min(1).describe('These and no others') }),
    z.strictObject({ extend: z.array(permission).min(1).describe('These beside those that the role has') }),
  ],
  'give either permissions or extend',
);

const fileSchema = z.strictObject({
  service: z.record(roleName, role).default({}),
  conversation: z.record(roleName, role).default({}),
  remove: z
    .strictObject({ service: z.array(roleName).default([]), conversation: z.array(roleName).default([]) })
    .prefault({}),
  touchDefaults: z.boolean().default(false),
});
type FileInput = z.output<typeof fileSchema>;

export interface RolesFile {
  readonly wanted: WantedRoles;
  /** Permissions that no page of Twilio lists. */
  readonly warnings: readonly ConfigProblem[];
}

interface Named {
  readonly type: RoleType;
  readonly permission: string;
  readonly path: Path;
}

const namedIn = (input: FileInput): readonly Named[] =>
  ROLE_TYPES.flatMap((type) =>
    Object.entries(input[type]).flatMap(([name, wanted]) => {
      const key = 'extend' in wanted ? 'extend' : 'permissions';
      const list = 'extend' in wanted ? wanted.extend : wanted.permissions;
      return list.map((each, index) => ({ type, permission: each, path: [type, name, key, index] }));
    }),
  );

const known: readonly string[] = [...DOCUMENTED_PERMISSIONS.keys(), ...UNDOCUMENTED_PERMISSIONS];

function problemOf({ path }: Named, reason: string, document: YamlDocument): ConfigProblem {
  const line = document.placeOf(path)?.line;
  return { path: dotted(path), reason, ...(line !== undefined && { line }) };
}

function unknownReason(name: string): string {
  const meant = suggest(name, known);
  return `“${name}” is no permission that Twilio documents${meant === undefined ? '' : `; did you mean “${meant}”?`}`;
}

const removedAndWanted = (input: FileInput): readonly ConfigProblem[] =>
  ROLE_TYPES.flatMap((type) =>
    input.remove[type]
      .filter((name) => Object.hasOwn(input[type], name))
      .map((name) => ({ path: `remove.${type}`, reason: `“${name}” is wanted under ${type} as well` })),
  );

function refuse(file: string, problems: readonly ConfigProblem[]): never {
  throw new Refusal('FILE_INVALID', { file, problems: toldIn(file, problems) });
}

const wantedOf = (input: FileInput): WantedRoles => ({
  roles: {
    service: new Map<string, WantedRole>(Object.entries(input.service)),
    conversation: new Map<string, WantedRole>(Object.entries(input.conversation)),
  },
  remove: input.remove,
  touchDefaults: input.touchDefaults,
});

/** The roles that an operator wants. Refusal FILE_INVALID with every problem, each with its line. */
export function readRolesFile(text: string, file: string): RolesFile {
  const document = readYaml(text, file, (written) => ({ text: written }));
  if (document.problems.length > 0) return refuse(file, document.problems);
  const checked = checkAgainst(fileSchema, document);
  if ('problems' in checked) return refuse(file, checked.problems);
  const named = namedIn(checked.value);
  const wrong = named
    .filter((each) => !mayCarry(each.type, each.permission))
    .map((each) => problemOf(each, `a ${each.type} role cannot carry “${each.permission}”`, document));
  const problems = [...wrong, ...removedAndWanted(checked.value)];
  if (problems.length > 0) return refuse(file, problems);
  const unknown = named.filter((each) => !known.includes(each.permission));
  return {
    wanted: wantedOf(checked.value),
    warnings: unknown.map((each) => problemOf(each, unknownReason(each.permission), document)),
  };
}
