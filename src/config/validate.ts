import { z } from 'zod';
import { dotted } from './problem.ts';
import type { ConfigProblem, Path } from './problem.ts';
import { configSchema } from './schema.ts';
import type { ConfigInput } from './schema.ts';
import { suggest } from './suggest.ts';
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

/** The configuration's JSON Schema, for editors. */
export const configJsonSchema = (): object => z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });

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
function knownKeys(path: Path): readonly string[] {
  const root: SchemaNode = configJsonSchema();
  let nodes: readonly SchemaNode[] = [root];
  for (const part of path) nodes = nodes.flatMap((node) => childrenOf(node, part, root));
  return nodes.flatMap((node) => alternatives(node, root)).flatMap((node) => Object.keys(node.properties ?? {}));
}

function unknownKeyReason(key: string, path: Path): string {
  const meant = suggest(key, knownKeys(path));
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

function reasonsOf(issue: Issue, base: Path): readonly { readonly path: Path; readonly reason: string }[] {
  const path = [...base, ...issue.path.filter((part) => typeof part !== 'symbol')];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], reason: unknownKeyReason(key, path) }));
  }
  if (issue.code === 'invalid_union') {
    const branch = nearestBranch(issue);
    if (branch.length > 0) return branch.flatMap((inner) => reasonsOf(inner, path));
  }
  return [{ path, reason: issue.message }];
}

/** Every problem at once, each with its path and line. */
export function validate(document: YamlDocument): ConfigInput | readonly ConfigProblem[] {
  const parsed = configSchema.safeParse(document.value ?? {});
  if (parsed.success) return parsed.data;
  return parsed.error.issues
    .flatMap((issue) => reasonsOf(issue, []))
    .map(({ path, reason }) => {
      const line = document.placeOf(path)?.line;
      return { path: dotted(path), reason, ...(line !== undefined && { line }) };
    });
}
