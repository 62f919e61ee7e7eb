import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export type Json = Readonly<Record<string, unknown>>;

/** What the published API says of one operation, without the types of its fields. */
export interface Digest {
  /** Of a success. */
  readonly status: number;
  /** Names in the query, the form and the headers. */
  readonly parameters: readonly string[];
  /** Name of the array where the answer is a list. */
  readonly list?: string;
  /** Of the answer, or of each item of the list. Empty where there is no body. */
  readonly fields: readonly string[];
}

export interface SpecOperation {
  /** `taskrouter GET /v1/Workspaces/{}`: the names of path parameters differ from spec to spec and do not count. */
  readonly key: string;
  readonly digest: Digest;
  /** JSON pointer into the document: the schema of a success with a body. */
  readonly schemaPointer?: string;
}

export interface Spec {
  readonly file: string;
  readonly document: Json;
  readonly operations: readonly SpecOperation[];
}

const FOLDER = resolve(__dirname, '../../../shared/twilio-oai');
const PRODUCTS = new Map([
  ['twilio_taskrouter_v1.json', 'taskrouter'],
  ['twilio_conversations_v1.json', 'conversations'],
  ['twilio_flex_v1.json', 'flex-api'],
  ['twilio_flex_v2.json', 'flex-api'],
  ['twilio_chat_v2.json', 'chat'],
]);
const METHODS = new Set(['get', 'post', 'delete']);

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(object) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const escaped = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');

function follow(document: Json, schema: Json): Json {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  return object(
    reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, name) => object(at)[name], document),
  );
}

const fieldsOf = (document: Json, schema: Json): readonly string[] =>
  Object.keys(object(follow(document, schema)['properties'])).toSorted();

function answerDigest(document: Json, schema: Json): Pick<Digest, 'list' | 'fields'> {
  const properties = object(schema['properties']);
  if (!('meta' in properties)) return { fields: fieldsOf(document, schema) };
  const name = Object.keys(properties).find((property) => property !== 'meta') ?? '';
  return { list: name, fields: fieldsOf(document, object(object(properties[name])['items'])) };
}

function parametersOf(operation: Json): readonly string[] {
  const named = list(operation['parameters']).filter((parameter) => parameter['in'] !== 'path');
  const bodies = Object.values(object(object(operation['requestBody'])['content'])).map((content) =>
    object(object(object(content)['schema'])['properties']),
  );
  const names = [...named.map(({ name }) => text(name)), ...bodies.flatMap((properties) => Object.keys(properties))];
  return [...new Set(names)].toSorted();
}

export const keyOf = (product: string, method: string, path: string): string =>
  `${product} ${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}|:[A-Za-z]+/g, '{}')}`;

function operationOf(document: Json, product: string, path: string, method: string): SpecOperation {
  const operation = object(object(object(document['paths'])[path])[method]);
  const [status = ''] = Object.keys(object(operation['responses']));
  const schema = object(
    object(object(object(object(object(operation['responses'])[status])['content'])['application/json'])['schema']),
  );
  const known = Object.keys(schema).length > 0;
  const pointer = ['paths', path, method, 'responses', status, 'content', 'application/json', 'schema']
    .map(escaped)
    .join('/');
  return {
    key: keyOf(product, method, path),
    digest: { status: Number(status), parameters: parametersOf(operation), ...answerDigest(document, schema) },
    ...(known && { schemaPointer: `#/${pointer}` }),
  };
}

function readSpec(file: string, product: string): Spec {
  const document = object(JSON.parse(readFileSync(resolve(FOLDER, file), 'utf8')));
  const operations = Object.entries(object(document['paths'])).flatMap(([path, methods]) =>
    Object.keys(object(methods))
      .filter((method) => METHODS.has(method))
      .map((method) => operationOf(document, product, path, method)),
  );
  return { file, document, operations };
}

/** Twilio's OpenAPI files beside the repository; undefined where they are not there. */
export const specs: readonly Spec[] | undefined = existsSync(FOLDER)
  ? [...PRODUCTS].map(([file, product]) => readSpec(file, product))
  : undefined;

const FIXTURE = resolve(__dirname, '../../fixtures/twilio/fields.json');

/** The digests that are kept in the repository, of the operations that the stand-in has. */
export const keptDigests: ReadonlyMap<string, Digest> = new Map(
  Object.entries(JSON.parse(readFileSync(FIXTURE, 'utf8')) as Record<string, Digest>),
);

/** From the OpenAPI files where they are there, else as kept. */
export const digests: ReadonlyMap<string, Digest> = specs
  ? new Map(specs.flatMap(({ operations }) => operations.map(({ key, digest }) => [key, digest] as const)))
  : keptDigests;
