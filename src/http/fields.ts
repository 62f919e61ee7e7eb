import { ensure } from '../kernel/refusal.ts';

/**
 * The fields of an urlencoded form or query. A field that comes twice is refused: two readers of one message (a proxy,
 * a signature check, a handler) would each take another one.
 */
export function fieldsOf(urlencoded: string, part: 'query' | 'body'): Readonly<Record<string, string>> {
  const fields = [...new URLSearchParams(urlencoded)];
  const names = fields.map(([name]) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  const problems = [...repeated].map((name) => ({ path: `${part}.${name}`, reason: 'occurs more than once' }));
  ensure(problems.length === 0, 'REQUEST_INVALID', { problems });
  return Object.fromEntries(fields);
}
