import type { Request } from 'express';
import type { z } from 'zod';
import { plainWordsOfRequest } from '../kernel/plain-words.ts';
import { ensure } from '../kernel/refusal.ts';
import type { Endpoint } from './endpoint.ts';
import { fieldsOf } from './fields.ts';

interface Problem {
  readonly path: string;
  readonly reason: string;
}

/** Parsed by the endpoint's schemas; undefined where it declares none, so that nothing unchecked reaches a handler. */
export interface Validated {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export function rawQueryOf({ url }: Pick<Request, 'url'>): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}

const pathOf = (part: string, path: readonly PropertyKey[]): string => [part, ...path.map(String)].join('.');

const problemsOf = (part: string, error: z.ZodError): Problem[] =>
  error.issues.map(({ path, message }) => ({ path: pathOf(part, path), reason: message }));

function checked(part: string, schema: z.ZodType | undefined, value: unknown, problems: Problem[]): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value, { error: plainWordsOfRequest });
  if (result.success) return result.data;
  problems.push(...problemsOf(part, result.error));
  return undefined;
}

/** Checks all parts and refuses with every problem at once: REQUEST_INVALID. */
export function validate(endpoint: Endpoint, req: Request, body: unknown): Validated {
  const problems: Problem[] = [];
  const query = endpoint.query && fieldsOf(rawQueryOf(req), 'query');
  const validated = {
    params: checked('path', endpoint.params, { ...req.params }, problems),
    query: checked('query', endpoint.query, query, problems),
    body: checked('body', endpoint.body?.schema, body, problems),
  };
  ensure(problems.length === 0, 'REQUEST_INVALID', { problems });
  return validated;
}
