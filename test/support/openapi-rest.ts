import { departures } from './openapi-check.ts';

export interface RestTarget {
  readonly url: string;
  readonly apiKey: { readonly sid: string; readonly secret: string };
}

export interface RestRequest {
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  readonly json?: unknown;
  /** As it is, with its content type in `headers`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of Basic with the API key; null: no such header. */
  readonly authorization?: string | null;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // A foreign body, looked into by tests alone.
  readonly body: Readonly<Record<string, unknown>>;
}

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Every value under its name; a list repeats the name. */
export function encodeForm(fields: Readonly<Record<string, unknown>>): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) form.append(name, String(one));
  }
  return form;
}

function encode({ form, json, text }: RestRequest): {
  body?: string;
  headers: Record<string, string>;
  names: string[];
} {
  if (form !== undefined) {
    const encoded = encodeForm(form);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    return { body: encoded.toString(), headers, names: [...encoded.keys()] };
  }
  if (json !== undefined)
    return { body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' }, names: [] };
  return { ...(text !== undefined && { body: text }), headers: {}, names: [] };
}

/** One request of the stand-in at `path`, or at a whole URL. Rejects where the exchange departs from the published API. */
export async function ask(
  target: RestTarget,
  method: string,
  path: string,
  request: RestRequest = {},
): Promise<RestAnswer> {
  const url = new URL(path, target.url);
  const { body, headers, names } = encode(request);
  const { authorization = basic(target.apiKey.sid, target.apiKey.secret) } = request;
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(authorization !== null && { Authorization: authorization }), ...request.headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const answer = { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  const problems = departures({ method, url, formNames: names, status: answer.status, body: answer.body });
  if (problems.length > 0) throw new Error(`The exchange is not as published: ${problems.join('; ')}`);
  return answer;
}
