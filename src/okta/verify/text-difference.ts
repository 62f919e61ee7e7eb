import { printable } from '../../kernel/printable.ts';

const withoutSlash = (text: string): string => text.replace(/\/+$/, '');
const withoutSpace = (text: string): string => text.replaceAll(/\s/g, '');

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

interface Kind {
  readonly applies: (found: string, expected: string) => boolean;
  readonly text: (found: string, expected: string) => string;
}

const KINDS: readonly Kind[] = [
  { applies: (found) => found === '', text: () => 'nothing is there' },
  {
    applies: (found, expected) => withoutSlash(found) === withoutSlash(expected),
    text: (found, expected) =>
      found.length > expected.length
        ? 'only the slash at the end differs: there is one too many'
        : 'only the slash at the end differs: it is missing',
  },
  {
    applies: (found, expected) => withoutSpace(found) === withoutSpace(expected),
    text: () => 'only white space differs: there is a blank or line break in it',
  },
  {
    applies: (found, expected) => found.toLowerCase() === expected.toLowerCase(),
    text: () => 'only upper and lower case differ',
  },
  {
    applies: (found, expected) => found.replace(/^https?:/, '') === expected.replace(/^https?:/, ''),
    text: (found) => `only the scheme differs: it begins with ${found.split('://')[0] ?? ''}://`,
  },
];

/** How `found` differs from `expected`, in words; both differ. Compared literally, as SAML does. */
export function textDifference(found: string, expected: string): string {
  const kind = KINDS.find(({ applies }) => applies(found, expected));
  if (kind !== undefined) return kind.text(found, expected);
  const at = commonStart(found, expected);
  const [rest, wanted] = [printable(found.slice(at)), printable(expected.slice(at))];
  if (at === 0) return 'it is another text altogether';
  if (rest === '') return `it ends before “${wanted}”`;
  if (wanted === '') return `“${rest}” at the end is too much`;
  return `from character ${at + 1} on it says “${rest}” instead of “${wanted}”`;
}
