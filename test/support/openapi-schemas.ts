import { Ajv, type ValidateFunction } from 'ajv';
import { specs, type Json } from './openapi-digest.ts';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { 'date-time': DATE_TIME, uri: (text: string) => URL.canParse(text), 'uri-map': true },
});

/** OpenAPI 3.0's `nullable` in the words of JSON Schema, and Twilio's `uri-map` as a map of URIs. */
function converted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(converted);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = schema as Json;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, converted(value)]),
  );
  if (copy['format'] === 'uri-map') copy['additionalProperties'] = { type: 'string', format: 'uri' };
  if (nullable === true && typeof copy['type'] === 'string') copy['type'] = [copy['type'], 'null'];
  if (nullable === true && Array.isArray(copy['enum'])) copy['enum'] = [...(copy['enum'] as unknown[]), null];
  return copy;
}

const validators = new Map<string, ValidateFunction>();
for (const { file, document, operations } of specs ?? []) {
  ajv.addSchema(converted(document) as Json, file);
  for (const { key, schemaPointer } of operations) {
    if (schemaPointer !== undefined) validators.set(key, ajv.compile({ $ref: `${file}${schemaPointer}` }));
  }
}

/** What in the body is not as the OpenAPI files say; nothing where they are not there. */
export function schemaProblems(key: string, body: unknown): readonly string[] {
  const validate = validators.get(key);
  if (validate === undefined || validate(body)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'body'} ${message}`);
}
