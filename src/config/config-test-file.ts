import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';
import { ROLE_REFUSALS } from '../kernel/refusals/roles.ts';
import type { Attributes } from '../roles/attributes.ts';
import { READ_ONLY_ADMIN } from '../roles/console-roles.ts';
import { FLEX_ROLES } from '../roles/flex-role.ts';
import { INSIGHTS_ROLES } from '../roles/insights-role.ts';
import { toldIn } from './problem.ts';
import type { ConfigProblem } from './problem.ts';
import { checkAgainst } from './validate.ts';
import { readYaml } from './yaml-document.ts';
import type { YamlDocument } from './yaml-document.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const values = z.union([scalar, z.array(scalar)]);
/** In a case, null takes away what the file says for all cases: the attribute does not arrive. */
const caseAttributes = z.record(z.string(), z.union([values, z.null()]));

type RoleRefusalCode = keyof typeof ROLE_REFUSALS;
const roleRefusalCodes = Object.keys(ROLE_REFUSALS) as [RoleRefusalCode, ...RoleRefusalCode[]];

const granted = z.strictObject({
  flex_role: z.enum([...FLEX_ROLES, READ_ONLY_ADMIN]),
  insights_roles: z.array(z.enum(INSIGHTS_ROLES)).default([]).describe('In any order; left out: none'),
  roles: z.array(z.string()).optional().describe('The worker attribute `roles`, in order'),
  attributes: z
    .record(z.string(), z.union([values, z.null()]))
    .optional()
    .describe('null: not written'),
});
const refused = z.strictObject({ refused: z.enum(roleRefusalCodes) });

const fileSchema = z.strictObject({
  connection: z.string(),
  username: z.string().default('case@example.com'),
  attributes: z.record(z.string(), values).default({}).describe('Those that arrive in every case'),
  cases: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        username: z.string().optional(),
        attributes: caseAttributes.default({}),
        expect: z.union([granted, refused]),
      }),
    )
    .min(1, 'at least one case is needed'),
});

type FileInput = z.output<typeof fileSchema>;
export type Expectation = z.output<typeof granted> | z.output<typeof refused>;

/** One case of a mapping test: what arrives, and what must become of it. */
export interface ConfigTestCase {
  readonly file: string;
  readonly line: number;
  readonly connection: string;
  readonly name: string;
  readonly username: string;
  readonly attributes: Attributes;
  readonly expect: Expectation;
}

function refuse(file: string, problems: readonly ConfigProblem[]): never {
  throw new Refusal('FILE_INVALID', { file, problems: toldIn(file, problems) });
}

type Given = Readonly<Record<string, z.output<typeof values> | null>>;

function attributesOf(...given: readonly Given[]): Attributes {
  const merged = new Map(given.flatMap((each) => Object.entries(each)));
  return new Map(
    [...merged].flatMap(([name, value]): [string, string[]][] =>
      value === null ? [] : [[name, [value].flat().map(String)]],
    ),
  );
}

const asWritten = (text: string): { readonly text: string } => ({ text });

function caseOf(
  input: FileInput['cases'][number],
  index: number,
  { file, whole, document }: { file: string; whole: FileInput; document: YamlDocument },
): ConfigTestCase {
  return {
    file,
    line: document.placeOf(['cases', index])?.line ?? 1,
    connection: whole.connection,
    name: input.name,
    username: input.username ?? whole.username,
    attributes: attributesOf(whole.attributes, input.attributes),
    expect: input.expect,
  };
}

/** The cases of a file beside the configuration. Refusal FILE_INVALID with every problem, each with its line. */
export function readConfigTest(text: string, file: string): readonly ConfigTestCase[] {
  const document = readYaml(text, file, asWritten);
  if (document.problems.length > 0) return refuse(file, document.problems);
  const checked = checkAgainst(fileSchema, document);
  if ('problems' in checked) return refuse(file, checked.problems);
  return checked.value.cases.map((each, index) => caseOf(each, index, { file, whole: checked.value, document }));
}

/** Attributes from a YAML or JSON file: name to value, or to a list of values. Refusal FILE_INVALID. */
export function readAttributesFile(text: string, file: string): Attributes {
  const document = readYaml(text, file, asWritten);
  if (document.problems.length > 0) return refuse(file, document.problems);
  const checked = checkAgainst(z.record(z.string(), values), document);
  return 'problems' in checked ? refuse(file, checked.problems) : attributesOf(checked.value);
}
