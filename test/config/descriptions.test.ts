import { configJsonSchema } from '../../src/config/validate.ts';

interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

/** Every setting below a node, by its path. */
function settingsOf(path: string, node: SchemaNode): readonly (readonly [string, string | undefined])[] {
  const { properties = {}, additionalProperties: other, items, anyOf = [] } = node;
  const children = [...Object.entries(properties), ...(typeof other === 'object' ? [['‹name›', other] as const] : [])];
  return [
    ...children.flatMap(([key, child]) => {
      const own = path === '' ? key : `${path}.${key}`;
      return [[own, child.description] as const, ...settingsOf(own, child)];
    }),
    ...anyOf.flatMap((branch) => settingsOf(path, branch)),
    ...(items === undefined ? [] : settingsOf(`${path}[]`, items)),
  ];
}

const schema: SchemaNode = configJsonSchema();
const settings = [
  ...settingsOf('', schema),
  ...Object.entries(schema.$defs ?? {}).flatMap(([name, node]) => settingsOf(name, node)),
];

test('every setting of the configuration says what it means', () => {
  expect(settings.length).toBeGreaterThan(150);
  expect(settings.filter(([, text]) => text === undefined || text.length < 12).map(([path]) => path)).toEqual([]);
});

test('descriptions are cells of a table: no full stop at the end, no stray spaces', () => {
  const odd = settings.filter(([, text = '']) => text.endsWith('.') || text.endsWith(' ') || text.includes('  '));
  expect(odd).toEqual([]);
});
