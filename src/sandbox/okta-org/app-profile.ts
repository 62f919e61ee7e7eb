import { z } from 'zod';
import type { AppRecord, SchemaProperty } from './app-record.ts';
import { invalid } from './okta-error.ts';

const listValues = z.union([z.string(), z.number()]);
/** A property of the app profile; `union` is Okta's, though not in its OpenAPI file (okta.md 2.4). */
const propertySchema = z
  .looseObject({
    title: z.string().min(1),
    type: z.enum(['string', 'boolean', 'number', 'integer', 'array']),
    scope: z.enum(['NONE', 'SELF']).default('NONE'),
    union: z.enum(['ENABLE', 'DISABLE']).optional(),
    items: z
      .looseObject({
        type: z.enum(['string', 'number', 'integer']),
        enum: z.array(listValues).nullish(),
        oneOf: z.array(z.looseObject({ const: listValues, title: z.string() })).nullish(),
      })
      .optional(),
  })
  .refine((property) => (property.type === 'array') === (property.items !== undefined), 'items go with type array')
  .refine(
    ({ union, type, scope }) => union !== 'ENABLE' || (type === 'array' && scope === 'NONE'),
    'union ENABLE needs an array of scope NONE',
  )
  .refine(({ items }) => sameValues(items), 'enum and oneOf must hold the same values');

function sameValues(items: { enum?: unknown; oneOf?: unknown } | undefined): boolean {
  const values = Array.isArray(items?.enum) ? items.enum.map(String) : [];
  const titled = Array.isArray(items?.oneOf)
    ? items.oneOf.map((each) => String(Reflect.get(Object(each), 'const')))
    : values;
  return JSON.stringify(values.toSorted()) === JSON.stringify(titled.toSorted());
}

const bodySchema = z.looseObject({
  definitions: z.looseObject({ custom: z.looseObject({ properties: z.record(z.string(), z.unknown()) }) }),
});

/** Accepted, and not echoed for app schemas. */
const NOT_ECHOED = new Set(['master', 'permissions', 'required']);

function propertyFrom(name: string, sent: unknown): SchemaProperty {
  const parsed = propertySchema.safeParse(sent);
  if (!parsed.success)
    throw invalid(name, ...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  return Object.fromEntries(Object.entries(parsed.data).filter(([key]) => !NOT_ECHOED.has(key)));
}

/** POST merges: what is not named stays, what is null goes. Throws E0000001. */
export function mergedProfile(
  { schema }: Pick<AppRecord, 'schema'>,
  body: unknown,
): ReadonlyMap<string, SchemaProperty> {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw invalid('definitions.custom.properties');
  const merged = new Map(schema);
  for (const [name, sent] of Object.entries(parsed.data.definitions.custom.properties)) {
    if (sent === null) merged.delete(name);
    else merged.set(name, propertyFrom(name, sent));
  }
  return merged;
}

const listOf = ({ items }: SchemaProperty): unknown =>
  typeof items === 'object' && items !== null ? Reflect.get(items, 'enum') : undefined;

function valueProblem(property: SchemaProperty, value: unknown): string | undefined {
  if (value === null) return undefined;
  if (property['type'] !== 'array') return typeof value === property['type'] ? undefined : 'has another type';
  if (!Array.isArray(value)) return 'must be an array';
  const allowed = listOf(property);
  if (!Array.isArray(allowed) || value.every((each) => allowed.includes(each))) return undefined;
  return `“${value.join(', ')}” is not of the list of values`;
}

/** What may be set on a user, or on a group (`group: true`: properties of scope NONE only). Throws E0000001. */
export function checkProfile(
  { schema }: Pick<AppRecord, 'schema'>,
  profile: Readonly<Record<string, unknown>>,
  { group }: { readonly group: boolean },
): void {
  for (const [name, value] of Object.entries(profile)) {
    const property = schema.get(name);
    if (property === undefined) throw invalid('profile', `Property name '${name}' is not defined in profile`);
    if (group && property['scope'] === 'SELF') throw invalid('profile', `Property '${name}' cannot be set on a group`);
    const problem = valueProblem(property, value);
    if (problem !== undefined) throw invalid('profile', `${name}: ${problem}`);
  }
}
