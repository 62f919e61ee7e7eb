import type { z } from 'zod';
import { counted } from './counted.ts';
import { printable } from './printable.ts';
import { suggest } from './suggest.ts';

type RawIssue = z.core.$ZodRawIssue;
type IssueOf<Code extends RawIssue['code']> = Extract<RawIssue, { readonly code: Code }>;

/** In a configuration file. */
const FILE_TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a section of keys'],
  ['record', 'a section of keys'],
]);

/** In JSON, forms and queries. */
const JSON_TYPES: ReadonlyMap<string, string> = new Map([
  ...FILE_TYPES,
  ['object', 'an object'],
  ['record', 'an object'],
]);

/** What sizes are counted in; numbers have none. */
const UNITS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['string', ['character', 'characters']],
  ['array', ['entry', 'entries']],
]);

function wrongType({ input, expected }: IssueOf<'invalid_type'>, names: ReadonlyMap<string, string>): string {
  const wanted = names.get(expected) ?? expected;
  if (input === undefined) return `is missing; must be ${wanted}`;
  if (input === null) return `is empty; must be ${wanted}`;
  const isUnquoted = names === FILE_TYPES && expected === 'string' && /^(number|boolean)$/.test(typeof input);
  return `must be ${wanted}${isUnquoted ? ': put it in quotes' : ''}`;
}

function outside({ origin }: { readonly origin: string }, side: string, bound: number | bigint): string {
  const unit = UNITS.get(origin);
  return unit === undefined ? `must be ${side} ${bound}` : `must have ${side} ${counted(Number(bound), ...unit)}`;
}

function notOneOf({ values, input }: IssueOf<'invalid_value'>): string {
  const known = values.map(String).join(', ');
  const must = values.length === 1 ? `must be ${known}` : `must be one of ${known}`;
  if (input === undefined) return `is missing; ${must}`;
  const meant = typeof input === 'string' ? suggest(input, values.map(String)) : undefined;
  return meant === undefined ? must : `${must}; did you mean “${meant}”?`;
}

const unknownKeys = ({ keys }: IssueOf<'unrecognized_keys'>): string =>
  `unknown ${keys.length === 1 ? 'key' : 'keys'} ${keys.map((key) => `“${printable(key)}”`).join(', ')}`;

function ofForm(issue: RawIssue): string | undefined {
  if (issue.code === 'invalid_union') {
    return issue.input === undefined ? 'is missing' : 'has none of the forms that are possible here';
  }
  if (issue.code !== 'invalid_format') return undefined;
  return issue.format === 'url' ? 'must be an absolute URL' : 'has not the form that is needed';
}

/** An error map of zod: it is asked where the schema’s writer gave no message. */
const inWords =
  (types: ReadonlyMap<string, string>) =>
  (issue: RawIssue): string | undefined => {
    if (issue.code === 'invalid_type') return wrongType(issue, types);
    if (issue.code === 'invalid_value') return notOneOf(issue);
    if (issue.code === 'too_small') return outside(issue, 'at least', issue.minimum);
    if (issue.code === 'too_big') return outside(issue, 'at most', issue.maximum);
    if (issue.code === 'unrecognized_keys') return unknownKeys(issue);
    return ofForm(issue);
  };

/**
 * What zod would say about a value, in the words of the file's writer; undefined where it has none of its own. Values
 * are never repeated: they may be secrets.
 */
export const plainWords = inWords(FILE_TYPES);

/** The same for who sent a request. */
export const plainWordsOfRequest = inWords(JSON_TYPES);
