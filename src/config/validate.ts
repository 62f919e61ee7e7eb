import { z } from 'zod';
import { plainWords } from '../kernel/plain-words.ts';
import { dotted } from './problem.ts';
import type { ConfigProblem, Path } from './problem.ts';
import { configSchema } from './schema.ts';
import type { ConfigInput } from './schema.ts';
import { suggest } from '../kernel/suggest.ts';
import type { YamlDocument } from './yaml-document.ts';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

const jsonSchemaOf = (schema: z.ZodType): object => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

/** The configuration's JSON Schema, for editors. */
export const configJsonSchema = (): object => jsonSchemaOf(configSchema);

function alternatives(node: SchemaNode, root: SchemaNode): readonly SchemaNode[] {
  const named = node.$ref === undefined ? undefined : root.$defs?.[node.$ref.replace('#/$defs/', '')];
  const others = [...(node.anyOf ?? []), ...(node.allOf ?? []), ...(named === undefined ? [] : [named])];
  return [node, ...others.flatMap((other) => alternatives(other, root))];
}

function childrenOf(node: SchemaNode, part: string | number, root: SchemaNode): readonly SchemaNode[] {
  return alternatives(node, root).flatMap(({ properties, additionalProperties, items }) => {
    const named = properties !== undefined && Object.hasOwn(properties, part) ? properties[part] : undefined;
    const other = typeof additionalProperties === 'object' ? additionalProperties : undefined;
    return [named ?? other ?? items].filter((child) => child !== undefined);
  });
}

/** The keys that the schema knows at a path. */
function knownKeys(path: Path, root: SchemaNode): readonly string[] {
  let nodes: readonly SchemaNode[] = [root];
  for (const part of path) nodes = nodes.flatMap((node) => childrenOf(node, part, root));
  return nodes.flatMap((node) => alternatives(node, root)).flatMap((node) => Object.keys(node.properties ?? {}));
}

function unknownKeyReason(key: string, path: Path, root: SchemaNode): string {
  const meant = suggest(key, knownKeys(path, root));
  return `unknown key “${key}”${meant === undefined ? '' : `; did you mean “${meant}”?`}`;
}

type Issue = z.core.$ZodIssue;

/** Of a union, the branch that came furthest tells best what is wrong. */
function nearestBranch(issue: Issue & { code: 'invalid_union' }): readonly Issue[] {
  const depth = (branch: readonly Issue[]): number => Math.max(0, ...branch.map(({ path }) => path.length));
  const wrongKeys = (branch: readonly Issue[]): number =>
    branch.filter(({ code }) => code === 'unrecognized_keys').length;
  const [best] = issue.errors.toSorted(
    (a, b) => depth(b) - depth(a) || wrongKeys(a) - wrongKeys(b) || a.length - b.length,
  );
  return best ?? [];
}

interface Reason {
  readonly path: Path;
  readonly reason: string;
}

function reasonsOf(issue: Issue, base: Path, root: SchemaNode): readonly Reason[] {
  const path = [...base, ...issue.path.filter((part) => typeof part !== 'symbol')];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], reason: unknownKeyReason(key, path, root) }));
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, reason: message }));
  if (issue.code === 'invalid_union') {
    const branch = nearestBranch(issue);
    if (branch.length > 0) return branch.flatMap((inner) => reasonsOf(inner, path, root));
  }
  return [{ path, reason: issue.message }];
}

/** A problem whose path is not yet a text. */
export interface LocatedProblem extends ConfigProblem {
  readonly at: Path;
}

/** Data of a schema's form, or every problem at once, each with its path and line. */
export function checkAgainst<T>(
  schema: z.ZodType<T>,
  document: YamlDocument,
): { readonly value: T } | { readonly problems: readonly LocatedProblem[] } {
  const parsed = schema.safeParse(document.value ?? {}, { error: plainWords });
  if (parsed.success) return { value: parsed.data };
  const root: SchemaNode = jsonSchemaOf(schema);
  const problems = parsed.error.issues
    .flatMap((issue) => reasonsOf(issue, [], root))
    .map(({ path, reason }) => {
      const line = document.placeOf(path)?.line;
      return { at: path, path: dotted(path), reason, ...(line !== undefined && { line }) };
    });
  return { problems };
}

/** The configuration, or every problem in it. */
export function validate(document: YamlDocument): ConfigInput | readonly ConfigProblem[] {
  const checked = checkAgainst(configSchema, document);
  if ('value' in checked) return checked.value;
  return checked.problems.map(({ path, reason, line }) => ({ path, reason, ...(line !== undefined && { line }) }));
}
