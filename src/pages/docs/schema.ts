type Members = ReadonlyMap<string, unknown>;

export const membersOf = (value: unknown): Members =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

/** Follows names from member to member; undefined where one is missing. */
export const memberAt = (value: unknown, ...names: readonly string[]): unknown =>
  names.reduce((inner, name) => membersOf(inner).get(name), value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const nameOfReference = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

function alternativesText(schema: Members): string | undefined {
  const constant = schema.get('const');
  if (constant !== undefined) return JSON.stringify(constant);
  const values = listOf(schema.get('enum'));
  if (values.length > 0) return values.map((value) => JSON.stringify(value)).join(' | ');
  const alternatives = [...listOf(schema.get('anyOf')), ...listOf(schema.get('oneOf'))];
  return alternatives.length === 0 ? undefined : alternatives.map(typeText).join(' | ');
}

/** A JSON Schema in a few words: `string (date-time)`, `"a" | "b"`, `list of string`. */
export function typeText(schema: unknown): string {
  const members = membersOf(schema);
  const reference = members.get('$ref');
  if (typeof reference === 'string') return nameOfReference(reference);
  const alternatives = alternativesText(members);
  if (alternatives !== undefined) return alternatives;
  const type = members.get('type');
  if (type === 'array') return `list of ${typeText(members.get('items'))}`;
  const format = members.get('format');
  const name = typeof type === 'string' ? type : 'any';
  return typeof format === 'string' ? `${name} (${format})` : name;
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The properties of an object schema. Empty for any other. */
export function fieldsOf(schema: unknown): readonly Field[] {
  const required = listOf(memberAt(schema, 'required'));
  return [...membersOf(memberAt(schema, 'properties'))].map(([name, property]) => ({
    name,
    type: typeText(property),
    required: required.includes(name),
    description: textOf(memberAt(property, 'description')),
  }));
}

/** A parameter object of OpenAPI. */
export const parameterField = (parameter: object): Field => ({
  name: textOf(memberAt(parameter, 'name')),
  type: typeText(memberAt(parameter, 'schema')),
  required: memberAt(parameter, 'required') === true,
  description: [`in the ${textOf(memberAt(parameter, 'in'))}`, textOf(memberAt(parameter, 'schema', 'description'))]
    .filter((text) => text !== '')
    .join('; '),
});

/** The media type and schema of a request body or a response. */
export function contentOf(holder: unknown): { readonly mediaType: string; readonly schema: unknown } | undefined {
  const [first] = membersOf(memberAt(holder, 'content'));
  return first === undefined ? undefined : { mediaType: first[0], schema: memberAt(first[1], 'schema') };
}
