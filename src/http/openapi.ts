import { REFUSALS } from '../kernel/refusals/table.ts';
import type { Access, Endpoint } from './endpoint.ts';
import { createJsonSchemas } from './json-schemas.ts';
import type { JsonObject, JsonSchemas } from './json-schemas.ts';

export interface OpenApiSettings {
  readonly publicUrl: string;
  readonly version: string;
  /** Name of the session cookie. */
  readonly sessionCookie: string;
}

/** OpenAPI 3.1. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: JsonObject;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly 'x-access': Access;
  readonly security: readonly JsonObject[];
  readonly parameters: readonly JsonObject[];
  readonly requestBody?: JsonObject;
  readonly responses: JsonObject;
}

const SECURITY: Readonly<Record<Access, readonly JsonObject[]>> = {
  public: [],
  session: [{ sessionCookie: [] }, { sessionBearer: [] }],
  admin: [{ adminToken: [] }, { sessionCookie: [] }, { sessionBearer: [] }],
  account: [{ account: [] }],
};

const securitySchemes = (sessionCookie: string): JsonObject => ({
  sessionCookie: { type: 'apiKey', in: 'cookie', name: sessionCookie },
  sessionBearer: { type: 'http', scheme: 'bearer', description: 'The `session` of POST /api/token/exchange.' },
  adminToken: { type: 'http', scheme: 'bearer', description: '`adminToken` of the configuration.' },
  account: { type: 'http', scheme: 'basic', description: 'Account SID and auth token, or API key SID and secret.' },
});

const PROBLEM: JsonObject = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail', 'code', 'trace'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(REFUSALS) },
    trace: { type: 'string' },
    problems: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, reason: { type: 'string' } } },
    },
    permission: { type: 'string' },
    role: { type: 'string' },
  },
};

const FORM = 'application/x-www-form-urlencoded';
const MEDIA_TYPES = { json: 'application/json', form: FORM, unparsed: FORM } as const;
const PARAMETER = /[:*](\w+)/g;

const pathOf = ({ path }: Endpoint): string => path.replaceAll(PARAMETER, '{$1}');
const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** GET /saml/:connection/metadata -> getSamlConnectionMetadata */
const operationIdOf = ({ method, path }: Endpoint): string =>
  method.toLowerCase() + path.split(/\W+/).map(capitalised).join('');

function propertiesOf(schema: JsonObject | undefined): ReadonlyMap<string, unknown> {
  const properties = schema?.['properties'];
  return new Map(typeof properties === 'object' && properties !== null ? Object.entries(properties) : []);
}

const isRequired = (schema: JsonObject, name: string): boolean =>
  Array.isArray(schema['required']) && schema['required'].includes(name);

function parametersOf(endpoint: Endpoint, schemas: JsonSchemas): readonly JsonObject[] {
  const id = operationIdOf(endpoint);
  const query = endpoint.query && schemas.of(endpoint.query, 'input', `${id}Query`);
  const params = propertiesOf(endpoint.params && schemas.of(endpoint.params, 'input', `${id}Params`));
  const inPath = [...endpoint.path.matchAll(PARAMETER)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: params.get(name) ?? { type: 'string' },
  }));
  const inQuery = [...propertiesOf(query)].map(([name, schema]) => ({
    name,
    in: 'query',
    required: query !== undefined && isRequired(query, name),
    schema,
  }));
  return [...inPath, ...inQuery];
}

function requestBodyOf({ body, ...endpoint }: Endpoint, schemas: JsonSchemas): JsonObject | undefined {
  if (body === undefined) return undefined;
  const schema = schemas.of(body.schema, 'input', `${operationIdOf(endpoint)}Body`);
  return { required: !body.schema.safeParse(undefined).success, content: { [MEDIA_TYPES[body.type]]: { schema } } };
}

function responsesOf(endpoint: Endpoint, schemas: JsonSchemas): JsonObject {
  const problem = {
    description: 'Refused',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  if (endpoint.reply === undefined) return { default: problem };
  const schema = schemas.of(endpoint.reply, 'output', `${operationIdOf(endpoint)}Reply`);
  return { 200: { description: 'Done', content: { 'application/json': { schema } } }, default: problem };
}

function operationOf(endpoint: Endpoint, schemas: JsonSchemas): Operation {
  const requestBody = requestBodyOf(endpoint, schemas);
  return {
    operationId: operationIdOf(endpoint),
    summary: endpoint.summary,
    'x-access': endpoint.access,
    security: SECURITY[endpoint.access],
    parameters: parametersOf(endpoint, schemas),
    ...(requestBody !== undefined && { requestBody }),
    responses: responsesOf(endpoint, schemas),
  };
}

/** The API as a document, from the very schemas that validate it. */
export function openApiDocument(endpoints: readonly Endpoint[], settings: OpenApiSettings): OpenApiDocument {
  const schemas = createJsonSchemas();
  const paths = new Map<string, Record<string, Operation>>();
  for (const endpoint of endpoints) {
    const operations = paths.get(pathOf(endpoint)) ?? {};
    paths.set(pathOf(endpoint), { ...operations, [endpoint.method.toLowerCase()]: operationOf(endpoint, schemas) });
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Flexgate', version: settings.version },
    servers: [{ url: settings.publicUrl }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: securitySchemes(settings.sessionCookie),
      schemas: { ...Object.fromEntries(schemas.components), Problem: PROBLEM },
    },
  };
}
