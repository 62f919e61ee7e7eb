import { configJsonSchema } from '../config/validate.ts';
import { code, markdownTable, page } from './markdown.ts';

/** What of a JSON Schema (draft 2020-12) the reference shows. */
interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

const LARGEST_BOUND = Number.MAX_SAFE_INTEGER;

function rangeText({ minimum, maximum }: SchemaNode): string {
  if (minimum === undefined || maximum === undefined || maximum >= LARGEST_BOUND) return 'number';
  return `number, ${minimum} to ${maximum}`;
}

/** Patterns that have a name of their own; the rest are shown as text. */
function stringText({ pattern }: SchemaNode): string {
  if (pattern === undefined) return 'text';
  if (pattern.includes('(ms|s|m|h|d)')) return 'duration (`30s`, `15m`, `1h`)';
  const prefix = /^\^([A-Z]{2})\[0-9a-fA-F\]\{32\}\$$/.exec(pattern)?.[1];
  if (prefix !== undefined) return `SID \`${prefix}…\``;
  return pattern.includes('-----BEGIN') ? 'PEM text' : 'text';
}

const unique = (texts: readonly string[]): string => [...new Set(texts)].join(' or ');

/** What is said of a node by the first of its marks. */
const BY_MARK: readonly ((node: SchemaNode) => string | undefined)[] = [
  ({ $ref }) => ($ref === undefined ? undefined : 'condition'),
  ({ const: only }) => (only === undefined ? undefined : code(JSON.stringify(only))),
  ({ enum: values }) => values?.map((value) => code(String(value))).join(', '),
  ({ anyOf }) => (anyOf === undefined ? undefined : unique(anyOf.map(typeText))),
  ({ items }) => (items === undefined ? undefined : `list of ${typeText(items)}`),
];

const BY_TYPE: ReadonlyMap<string, (node: SchemaNode) => string> = new Map([
  ['string', stringText],
  ['integer', rangeText],
  ['number', rangeText],
  ['boolean', () => 'true or false'],
]);

function typeText(node: SchemaNode): string {
  for (const say of BY_MARK) {
    const said = say(node);
    if (said !== undefined) return said;
  }
  return BY_TYPE.get(node.type ?? '')?.(node) ?? 'section';
}

/** An empty section as the default says nothing: its own keys have theirs. */
function defaultText(node: SchemaNode, isRequired: boolean): string {
  if (node.default === undefined) return isRequired ? 'required' : '';
  const text = JSON.stringify(node.default);
  return text === '{}' ? '' : code(typeof node.default === 'string' ? node.default : text);
}

const isSection = ({ properties, additionalProperties }: SchemaNode): boolean =>
  properties !== undefined || typeof additionalProperties === 'object';

/** Sections below a node, with the path that leads to them. */
function sectionsOf(path: string, node: SchemaNode): readonly (readonly [string, SchemaNode])[] {
  if (node.items !== undefined) return sectionsOf(`${path}[]`, node.items);
  if (node.anyOf !== undefined) return node.anyOf.flatMap((branch) => sectionsOf(path, branch));
  return isSection(node) ? [[path, node]] : [];
}

function rowsBelow(path: string, node: SchemaNode): readonly (readonly string[])[] {
  const named = Object.entries(node.properties ?? {});
  const others: readonly (readonly [string, SchemaNode])[] =
    typeof node.additionalProperties === 'object' ? [['‹name›', node.additionalProperties]] : [];
  return [...named, ...others].flatMap(([key, child]) => {
    const own = path === '' ? key : `${path}.${key}`;
    const row = [code(own), typeText(child), defaultText(child, node.required?.includes(key) === true)];
    const below = sectionsOf(own, child).flatMap(([at, section]) => rowsBelow(at, section));
    return [[...row, child.description ?? ''], ...below];
  });
}

const HEAD = ['Key', 'Value', 'Default', 'Meaning'];

const INTRODUCTION = [
  'One YAML file: `FLEXGATE_CONFIG`, else `config/flexgate.yaml`. `${NAME}` takes a value from the environment, `${file:/path}` from a file. A key that is not on this page is an error. For editors: `config/reference/flexgate.schema.json`.',
  'Check a file with `flexgate config check`, and the roles it gives with `flexgate config test`.',
];

/** Every key of the configuration file. */
export function configPage(): string {
  const schema: SchemaNode = configJsonSchema();
  const conditions = Object.entries(schema.$defs ?? {}).flatMap(([name, definition]) => [
    `## ${name}`,
    'Exactly one of the tests (`equals`, `in`, `matches`, `is`, each with `attribute`) or of the combinations (`all`, `any`, `not`).',
    markdownTable(HEAD, rowsBelow('', definition)),
  ]);
  return page('Configuration', 'docs config', [
    ...INTRODUCTION,
    '## Keys',
    markdownTable(HEAD, rowsBelow('', schema)),
    ...conditions,
  ]);
}
