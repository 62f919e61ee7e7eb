import type { Request } from 'express';
import { ApiError } from './api-error.ts';
import type { Caller } from './caller.ts';
import type { Call } from './operation.ts';
import { Parameters } from './parameters.ts';

const bodyOf = (request: Request): string => {
  const body: unknown = request.body;
  return typeof body === 'string' ? body : '';
};

function readJson(request: Request): unknown {
  const text = bodyOf(request);
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 45004, 'The body is not JSON');
  }
}

function formOf(request: Request): Parameters {
  const isForm = request.is('application/x-www-form-urlencoded') !== false;
  return new Parameters(isForm ? bodyOf(request) : '');
}

/** The path and the query as they were sent, still encoded. */
export function targetOf({ originalUrl }: Request): { path: string; query: string } {
  const mark = originalUrl.indexOf('?');
  if (mark === -1) return { path: originalUrl, query: '' };
  return { path: originalUrl.slice(0, mark), query: originalUrl.slice(mark + 1) };
}

/** An Express request in the words of the operations. URLs name the host under which the caller came. */
export function callOf(request: Request, product: string, caller: Caller): Call {
  const { path, query } = targetOf(request);
  const [, version = '', resource = ''] = /^\/[^/]*\/([^/]*)(.*)$/.exec(path) ?? [];
  return {
    segment(name) {
      const value = request.params[name];
      return typeof value === 'string' ? value : '';
    },
    header: (name) => request.get(name),
    query: new Parameters(query),
    form: formOf(request),
    json: () => readJson(request),
    base: `${request.protocol}://${request.get('host')}/${product}/${version}`,
    resource,
    caller,
  };
}
