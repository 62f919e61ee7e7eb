import type { YAMLParseError } from 'yaml';
import { printable } from '../kernel/printable.ts';
import type { Excerpt } from './problem.ts';

interface Mistake {
  readonly reason: string;
  readonly excerpt: Excerpt;
}

/** What most likely happened, by the parser's code; its own words follow in parentheses. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['BAD_INDENT', 'the indentation does not fit what stands above, or a bracket is not closed'],
  ['BAD_SCALAR_START', 'a value cannot begin with this character: put the value into quotes'],
  ['BAD_DQ_ESCAPE', 'no such escape inside double quotes: write the backslash twice, or use single quotes'],
  ['BLOCK_AS_IMPLICIT_KEY', 'a second “key:” in one line: put a value that contains “: ” into quotes'],
  ['DUPLICATE_KEY', 'this key is given twice: one of the two would get lost'],
  ['MISSING_CHAR', 'something is left open: a quote, a bracket, or a key without its “:”'],
  ['MULTILINE_IMPLICIT_KEY', 'a key without “: ” after it (colon and space)'],
  ['MULTIPLE_DOCS', 'a second document begins with “---”: only one is read'],
  ['TAB_AS_INDENT', 'a tab cannot indent: use spaces'],
  ['UNEXPECTED_TOKEN', 'this does not belong here: a quote, a bracket, a comma or the indentation before it is wrong'],
]);

const SECRET_KEY = /[\w-]*(?:secret|token|password|passphrase|credential|key|store|auth)[\w-]*["']?\s*:/i;
const USERINFO = /:\/\/[^\s/@]*@/g;
/** Base64 of keys and certificates, inside a block without a key of its own. */
const OPAQUE = /[\w+/=-]{24,}/g;
const masked = (text: string): string => text.replaceAll(/[^\s{}[\],:"']/g, '•');

/** The line without what may be secret, character for character, so that the caret stays where it belongs. */
function withoutSecrets(line: string): string {
  const [key] = SECRET_KEY.exec(line) ?? [];
  const from = key === undefined ? line.length : line.indexOf(key) + key.length;
  const shown = line.slice(0, from).replaceAll(USERINFO, masked).replaceAll(OPAQUE, masked);
  return shown + masked(line.slice(from));
}

/** So much of a long line is shown, around the place. */
const BEFORE = 50;
const SHOWN = 70;

/** `column` counts from 1. */
export function excerptOf(line: string, column: number): Excerpt {
  const whole = withoutSecrets(line).replaceAll('\t', '→');
  const from = Math.max(0, column - 1 - BEFORE);
  const [before, after] = [whole.slice(from, column - 1), whole.slice(column - 1, from + SHOWN)];
  const lead = `${from > 0 ? '…' : ''}${printable(before)}`;
  const rest = `${printable(after)}${whole.length > from + SHOWN ? '…' : ''}`;
  return [lead + rest, `${' '.repeat(lead.length)}^`];
}

/** What the parser found, in words for who wrote the file, with the place in sight. */
export function mistakeOf({ code, message }: YAMLParseError, line: string, column: number): Mistake {
  // The parser may quote what it stumbled over.
  const said = withoutSecrets(line) === line ? message : message.replace(/:.*$/s, '');
  if (message.includes('call stack')) return { reason: 'is nested too deeply', excerpt: excerptOf(line, column) };
  const words = PLAIN.get(code);
  const reason = words === undefined ? `not YAML as it is read here: ${said}` : `${words} (${printable(said)})`;
  return { reason, excerpt: excerptOf(line, column) };
}
