import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

type Json = Record<string, unknown>;

const FILE = join(__dirname, '../../../shared/okta-oai/okta-management-subset.json');
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * OpenAPI 3.0 as JSON Schema. Null is allowed for every property: the service sends explicit nulls that the description does
 * not tell of. `readOnly` and `discriminator` are no business of a type check.
 */
function converted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(converted);
  if (!isObject(schema)) return schema;
  const parts = Object.entries(schema).map(([name, value]) => [
    name,
    name === 'properties' ? nullable(value) : converted(value),
  ]);
  return Object.fromEntries(parts) as Json;
}

/** A map of properties is no schema itself: one of them may be called `properties`. */
function nullable(properties: unknown): unknown {
  if (!isObject(properties)) return properties;
  const all = Object.entries(properties).map(([name, value]) => [
    name,
    { anyOf: [converted(value), { type: 'null' }] },
  ]);
  return Object.fromEntries(all) as Json;
}

const document = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Json) : undefined;

/** Whether the published description is there; without it only the lists of fields are held to. */
export const hasDescription = document !== undefined;

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  // Formats that are not listed are taken as they are.
  logger: false,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, uri: (text: string) => URL.canParse(text) },
});
if (document !== undefined) ajv.addSchema(converted(document) as Json, 'okta');

const validators = new Map<string, ValidateFunction>();

/** What in the resource is not as the description of `name` says; nothing where there is none. */
export function schemaProblems(name: string, resource: unknown): readonly string[] {
  if (document === undefined) return [];
  const validate = validators.get(name) ?? ajv.compile({ $ref: `okta#/components/schemas/${name}` });
  validators.set(name, validate);
  if (validate(resource)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || name} ${message}`);
}

/** Whether the description has this operation. */
export function isPublished(method: string, path: string): boolean {
  const paths = document?.['paths'];
  if (!isObject(paths)) return true;
  const found = Object.keys(paths).find((each) => new RegExp(`^${each.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path));
  const operations = found === undefined ? undefined : paths[found];
  return isObject(operations) && method.toLowerCase() in operations;
}
