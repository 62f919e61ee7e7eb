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
const USERINFO = /:\/\/\S*@/g;
/** Base64 of keys and certificates, inside a block without a key of its own. */
const OPAQUE = /[\w+/=-]{24,}/g;
const BEGINS_WITH_KEY = /^\s*(?:- +)*["']?[\w.-]+["']?\s*:(?:\s|$)/;
const masked = (text: string): string => text.replaceAll(/[^\s{}[\],:"']/g, '•');

/** An item of a list, or a further line of a text, whose key stands further up. */
function goesOnSecret(line: string, above: readonly string[]): boolean {
  const key = BEGINS_WITH_KEY.test(line) ? undefined : above.findLast((other) => BEGINS_WITH_KEY.test(other));
  return key !== undefined && SECRET_KEY.test(key);
}

/** The line without what may be secret, character for character, so that the caret stays where it belongs. */
function withoutSecrets(line: string, above: readonly string[]): string {
  if (goesOnSecret(line, above)) return masked(line);
  const [key] = SECRET_KEY.exec(line) ?? [];
  const from = key === undefined ? line.length : line.indexOf(key) + key.length;
  const shown = line.slice(0, from).replaceAll(USERINFO, masked).replaceAll(OPAQUE, masked);
  return shown + masked(line.slice(from));
}

/** So much of a long line is shown, around the place. */
const BEFORE = 50;
const SHOWN = 70;

/** A place in the lines of a file. Both count from 1. */
export interface At {
  readonly line: number;
  readonly col: number;
}

const lineAt = (written: readonly string[], { line }: At) => ({
  line: written[line - 1] ?? '',
  above: written.slice(0, line - 1),
});

export function excerptOf(written: readonly string[], at: At): Excerpt {
  const { line, above } = lineAt(written, at);
  const { col: column } = at;
  const whole = withoutSecrets(line, above).replaceAll('\t', '→');
  const from = Math.max(0, column - 1 - BEFORE);
  const [before, after] = [whole.slice(from, column - 1), whole.slice(column - 1, from + SHOWN)];
  const lead = `${from > 0 ? '…' : ''}${printable(before)}`;
  const rest = `${printable(after)}${whole.length > from + SHOWN ? '…' : ''}`;
  return [lead + rest, `${' '.repeat(lead.length)}^`];
}

/** What the parser found, in words for who wrote the file, with the place in sight. */
export function mistakeOf({ code, message }: YAMLParseError, written: readonly string[], at: At): Mistake {
  const { line, above } = lineAt(written, at);
  const excerpt = excerptOf(written, at);
  // The parser may quote what it stumbled over.
  const said = withoutSecrets(line, above) === line ? message : message.replace(/:.*$/s, '');
  if (message.includes('call stack')) return { reason: 'is nested too deeply', excerpt };
  const words = PLAIN.get(code);
  const reason = words === undefined ? `not YAML as it is read here: ${said}` : `${words} (${printable(said)})`;
  return { reason, excerpt };
}
