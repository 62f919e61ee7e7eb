import { z } from 'zod';
import { invalid, OktaError } from './okta-error.ts';

/** One call of the management API. */
export interface ApiCall {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface ApiReply {
  readonly status: number;
  readonly json?: unknown;
  readonly xml?: string;
}

export interface ApiOperation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As Express takes it. */
  readonly path: string;
  /** An OAuth token needs it; `.manage` includes `.read`. */
  readonly scope: string;
  readonly run: (call: ApiCall) => ApiReply | ApiList | Promise<ApiReply>;
}

type Run = ApiOperation['run'];
type Define = (path: string, scope: string, run: Run) => ApiOperation;
const defining =
  (method: ApiOperation['method']): Define =>
  (path, scope, run) => ({ method, path, scope, run });

export const get = defining('get');
export const post = defining('post');
export const put = defining('put');
export const patch = defining('patch');
export const del = defining('delete');

/** A list, to be cut into pages. */
export interface ApiList {
  readonly items: readonly unknown[];
  /** Of a page, where the caller names none. */
  readonly limit: number;
  /** What a page ends with: its cursor. */
  readonly cursorOf: (item: unknown) => string;
}

export const ok = (json: unknown): ApiReply => ({ status: 200, json });
export const NO_CONTENT: ApiReply = { status: 204 };

const idOf = (item: unknown): string => String(Reflect.get(Object(item), 'id'));

export const listOf = (items: readonly unknown[], limit: number): ApiList => ({ items, limit, cursorOf: idOf });

export const param = ({ params }: ApiCall, name: string): string => params[name] ?? '';

/** Throws E0000001 with the first field that is wrong. */
export function bodyAs<T>(schema: z.ZodType<T>, { body }: ApiCall): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw invalid(first?.path.join('.') ?? 'body', z.prettifyError(parsed.error));
}

const LARGEST_PAGE = 500;

export function limitOf(query: URLSearchParams, usual: number): number {
  const text = query.get('limit');
  if (text === null) return usual;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw new OktaError(400, 'E0000001', 'Api validation failed: limit');
  return Math.min(limit, LARGEST_PAGE);
}
