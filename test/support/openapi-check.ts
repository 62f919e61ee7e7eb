import { digests, type Digest, type Json } from './openapi-digest.ts';
import { schemaProblems } from './openapi-schemas.ts';

export interface HttpExchange {
  readonly method: string;
  readonly url: URL;
  /** Names in the form body. */
  readonly formNames: readonly string[];
  readonly status: number;
  readonly body: unknown;
}

/** Real, but in no published spec that is at hand: Flex Users 4, the list of Flex Users, tokens, messages, channels and invites. */
const UNPUBLISHED =
  /^(iam POST|flex-api (GET|POST) \/v(4\/Instances|1\/Accounts|1\/Instances)|conversations \w+ .*\/Messages|chat GET \S+\/Channels(\/[^/]+)?$|chat \w+ \S+\/Invites)/;

const META = ['first_page_url', 'key', 'next_page_url', 'page', 'page_size', 'previous_page_url', 'url'];
const ERROR = ['code', 'message', 'more_info', 'status'];
const namesOf = (value: unknown): readonly string[] => Object.keys(value ?? {}).toSorted();

const matches = (key: string, segments: readonly string[]): boolean => {
  const own = key.split('/');
  return own.length === segments.length && own.every((segment, at) => segment === '{}' || segment === segments[at]);
};

/** The key of the operation that a request addresses. */
export function operationOf(method: string, { pathname }: URL): string | undefined {
  const [, product = '', ...path] = pathname.split('/');
  const segments = [`${product} ${method.toUpperCase()} `, ...path];
  // A literal segment wins over a placeholder, as in a router.
  return [...digests.keys()]
    .filter((key) => matches(key, segments))
    .toSorted()
    .at(-1);
}

function bodyProblems({ list, fields }: Digest, body: unknown): readonly string[] {
  const expected = fields.join();
  if (list === undefined)
    return namesOf(body).join() === expected ? [] : [`fields are ${namesOf(body).join()}, not ${expected}`];
  const { [list]: items, meta, ...others } = (body ?? {}) as Json;
  const problems = Object.keys(others).map((name) => `unknown field ${name} beside ${list}`);
  if (namesOf(meta).join() !== META.join()) problems.push(`meta has ${namesOf(meta).join()}`);
  if (!Array.isArray(items)) return [...problems, `${list} is no list`];
  const wrong = items.filter((item) => namesOf(item).join() !== expected);
  return [...problems, ...wrong.map((item) => `fields of an item are ${namesOf(item).join()}, not ${expected}`)];
}

function failureProblems({ status, body }: HttpExchange): readonly string[] {
  const shaped = namesOf(body).join() === ERROR.join() && (body as Json)['status'] === status;
  return shaped ? [] : [`the error body is ${JSON.stringify(body)}`];
}

/** Where one exchange departs from the published API: parameter names, status, fields, and types where known. */
export function departures(exchange: HttpExchange): readonly string[] {
  const { method, url, formNames, status, body } = exchange;
  if (status >= 400) return failureProblems(exchange);
  const [, product, ...path] = url.pathname.split('/');
  if (UNPUBLISHED.test(`${product} ${method} /${path.join('/')}`)) return [];
  const key = operationOf(method, url);
  const digest = key === undefined ? undefined : digests.get(key);
  if (key === undefined || digest === undefined) return [`no published operation ${method} ${url.pathname}`];
  const unknown = [...url.searchParams.keys(), ...formNames].filter((name) => !digest.parameters.includes(name));
  return [
    ...unknown.map((name) => `${key} has no parameter ${name}`),
    ...(status === digest.status ? [] : [`${key} answers ${digest.status}, not ${status}`]),
    ...(status === 204 ? [] : [...bodyProblems(digest, body), ...schemaProblems(key, body)]),
  ];
}
