import { z } from 'zod';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Collects JSON Schemas for one OpenAPI document. */
export interface JsonSchemas {
  /** `name` is unique to the caller; it names what the schema defines inside itself. */
  of(schema: z.ZodType, io: 'input' | 'output', name: string): JsonObject;
  /** What the schemas refer to: #/components/schemas. */
  readonly components: ReadonlyMap<string, JsonObject>;
}

const DEFINITION = '#/$defs/';
const COMPONENT = '#/components/schemas/';

/** A copy in which each reference is what `rename` makes of it. */
const withReferences = (schema: unknown, rename: (reference: string) => string): JsonObject =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? rename(value) : value,
  ) as JsonObject;

/**
 * zod writes each schema as a document of its own; inside an OpenAPI document its definitions have to move to the
 * components, and the references with them. What is sent and what is answered differ (defaults, transforms), so the
 * input form of a named schema has a name of its own.
 */
export function createJsonSchemas(): JsonSchemas {
  const components = new Map<string, JsonObject>();
  return {
    components,
    of: (schema, io, name) => {
      const { $schema: _dialect, $defs = {}, ...root } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
      const componentOf = (definition: string): string => {
        if (definition.startsWith('__')) return `${name}${definition}`;
        return io === 'input' ? `${definition}Input` : definition;
      };
      const rename = (reference: string): string =>
        COMPONENT + (reference === '#' ? name : componentOf(reference.slice(DEFINITION.length)));
      for (const [definition, body] of Object.entries($defs)) {
        components.set(componentOf(definition), withReferences(body, rename));
      }
      const renamed = withReferences(root, rename);
      if (JSON.stringify(root).includes('"$ref":"#"')) components.set(name, renamed);
      return renamed;
    },
  };
}
