import { Ajv, type ValidateFunction } from 'ajv';
import { specs, type Json } from './openapi-digest.ts';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { 'date-time': DATE_TIME, uri: (text: string) => URL.canParse(text), 'uri-map': true },
});

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** OpenAPI 3.0's `nullable` in the words of JSON Schema. */
function nullAllowed({ nullable, ...schema }: Json): Json {
  if (nullable !== true) return schema;
  return {
    ...schema,
    ...(typeof schema['type'] === 'string' && { type: [schema['type'], 'null'] }),
    ...(Array.isArray(schema['enum']) && { enum: [...(schema['enum'] as unknown[]), null] }),
  };
}

/** Schemas as JSON Schema has them; Twilio's `uri-map` as an object whose values are URIs. */
function converted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(converted);
  if (!isObject(schema)) return schema;
  const copy = Object.fromEntries(Object.entries(nullAllowed(schema)).map(([name, value]) => [name, converted(value)]));
  const isMap = copy['format'] === 'uri-map';
  return isMap ? { ...copy, additionalProperties: { type: 'string', format: 'uri' } } : copy;
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
