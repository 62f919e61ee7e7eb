import { ExpressionError } from './expression.ts';

export type Value = string | number | boolean | null | readonly string[];

/** What functions may ask about the person who signs on. */
export interface Membership {
  /** Names and ids of the groups that the person is in. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}

export const asText = (value: Value | undefined): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? value.join(',') : String(value);
};

export const asList = (value: Value | undefined): readonly string[] => {
  if (value === null || value === undefined) return [];
  return typeof value === 'object' ? value : [asText(value)];
};

const asCount = (value: Value | undefined): number => {
  const count = Number(asText(value));
  if (!Number.isInteger(count)) throw new ExpressionError(`“${asText(value)}” is not a whole number`);
  return count;
};

type Pure = (...args: readonly (Value | undefined)[]) => Value;

const before = (text: string, mark: string): string => (text.includes(mark) ? text.slice(0, text.indexOf(mark)) : '');
const after = (text: string, mark: string): string =>
  text.includes(mark) ? text.slice(text.indexOf(mark) + mark.length) : '';

const PURE: ReadonlyMap<string, Pure> = new Map<string, Pure>([
  ['String.append', (a, b) => asText(a) + asText(b)],
  ['String.join', (separator, ...parts) => parts.map(asText).join(asText(separator))],
  ['String.len', (text) => asText(text).length],
  ['String.removeSpaces', (text) => asText(text).replaceAll(' ', '')],
  ['String.replace', (text, from, to) => asText(text).replaceAll(asText(from), asText(to))],
  ['String.replaceFirst', (text, from, to) => asText(text).replace(asText(from), () => asText(to))],
  ['String.stringContains', (text, part) => asText(text).includes(asText(part))],
  ['String.substring', (text, from, to) => asText(text).slice(asCount(from), asCount(to))],
  ['String.substringAfter', (text, mark) => after(asText(text), asText(mark))],
  ['String.substringBefore', (text, mark) => before(asText(text), asText(mark))],
  ['String.toUpperCase', (text) => asText(text).toUpperCase()],
  ['String.toLowerCase', (text) => asText(text).toLowerCase()],
  ['Arrays.add', (list, item) => [...asList(list), asText(item)]],
  ['Arrays.contains', (list, item) => asList(list).includes(asText(item))],
  ['Arrays.flatten', (...lists) => lists.flatMap(asList)],
  ['Arrays.get', (list, index) => asList(list)[asCount(index)] ?? null],
  ['Arrays.isEmpty', (list) => asList(list).length === 0],
  ['Arrays.remove', (list, item) => asList(list).filter((each) => each !== asText(item))],
  ['Arrays.size', (list) => asList(list).length],
  ['Arrays.toCsvString', (list) => asList(list).join(',')],
  ['Convert.toInt', (text) => Math.trunc(Number(asText(text)))],
  ['Convert.toNum', (text) => Number(asText(text))],
]);

type AboutGroups = (names: readonly string[], args: readonly (Value | undefined)[], of: Membership) => Value;

const matching = (names: readonly string[], fits: (name: string) => boolean, limit: Value | undefined): Value =>
  names.filter(fits).slice(0, limit === undefined ? 100 : asCount(limit));

const wholeMatch = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');

const GROUPS: ReadonlyMap<string, AboutGroups> = new Map<string, AboutGroups>([
  ['isMemberOfGroup', (_names, [id], { groups }) => groups.some((group) => group.id === asText(id))],
  ['isMemberOfGroupName', (names, [name]) => names.includes(asText(name))],
  ['isMemberOfGroupNameStartsWith', (names, [start]) => names.some((name) => name.startsWith(asText(start)))],
  ['isMemberOfGroupNameContains', (names, [part]) => names.some((name) => name.includes(asText(part)))],
  ['isMemberOfGroupNameRegex', (names, [pattern]) => names.some((name) => wholeMatch(asText(pattern)).test(name))],
  ['Groups.startsWith', (names, [, start, n]) => matching(names, (name) => name.startsWith(asText(start)), n)],
  ['Groups.endsWith', (names, [, end, n]) => matching(names, (name) => name.endsWith(asText(end)), n)],
  ['Groups.contains', (names, [, part, n]) => matching(names, (name) => name.includes(asText(part)), n)],
  [
    'getFilteredGroups',
    (_names, [ids, what, n], { groups }) => {
      if (asText(what) !== 'group.name') throw new ExpressionError('getFilteredGroups gives “group.name” only');
      const allowed = groups.filter(({ id }) => asList(ids).includes(id));
      return matching(
        allowed.map(({ name }) => name),
        () => true,
        n,
      );
    },
  ],
]);

export const isFunction = (name: string): boolean => PURE.has(name) || GROUPS.has(name);

export function callFunction(name: string, args: readonly Value[], of: Membership): Value {
  const pure = PURE.get(name);
  if (pure !== undefined) return pure(...args);
  const about = GROUPS.get(name);
  if (about === undefined) throw new ExpressionError(`unknown function “${name}”`);
  const names = of.groups.map((group) => group.name);
  return about(names, args, of);
}
