import type { z } from 'zod';
import type { Caller, Endpoint, Input, Method, Reply } from '../../src/http/endpoint.ts';
import { Refusal } from '../../src/kernel/refusal.ts';

export interface Call {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly caller?: Partial<Caller>;
}

/** Calls one line of a route table as a function, through its schemas, and holds a 200 answer to its reply schema. */
export async function callEndpoint(
  endpoints: readonly Endpoint[],
  [method, path]: readonly [Method, string],
  call: Call = {},
): Promise<Reply> {
  const endpoint = endpoints.find((each) => each.method === method && each.path === path);
  if (!endpoint) throw new Error(`no such endpoint: ${method} ${path}`);
  const input: Input<unknown, unknown, unknown> = {
    params: parse(endpoint.params, call.params ?? {}),
    query: parse(endpoint.query, call.query ?? {}),
    body: parse(endpoint.body?.schema, call.body),
    cookies: new Map(),
    headers: {},
    caller: { address: '192.0.2.1', ...call.caller },
  };
  const reply = await endpoint.handle(input as Input<never, never, never>);
  if (reply.status === 200 && endpoint.reply) endpoint.reply.parse(reply.json);
  return reply;
}

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), reason: message }));
  throw new Refusal('REQUEST_INVALID', { problems });
}
