import { Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { Refusal } from '../kernel/refusal.ts';

/** The text between two places is replaced; every other character of the file stays. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const DEFAULT_STEP = 2;
const CANNOT_BE_QUOTED = /[\r\n]/;

export const yamlDocument = (text: string): Document => parseDocument(text, { uniqueKeys: true });

export const spliced = (text: string, { start, end, text: fresh }: Splice): string =>
  `${text.slice(0, start)}${fresh}${text.slice(end)}`;

const eolOf = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');
const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);
const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
};
const rangeOf = (node: Node): readonly [start: number, end: number] => {
  const [start, end] = node.range ?? [0, 0];
  return [start, end];
};

const flowText = (value: unknown): string =>
  new Document(value).toString({ collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd();

const blockLines = (value: unknown, step: number): readonly string[] =>
  new Document(value).toString({ lineWidth: 0, indent: step }).trimEnd().split('\n');

/** In flow text a plain value must not hold `,` or a bracket, whatever it may outside. */
function scalarText(value: string | boolean, quotes: string | undefined): string {
  if (typeof value === 'boolean') return String(value);
  if (quotes === 'QUOTE_SINGLE' && !CANNOT_BE_QUOTED.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (quotes === 'QUOTE_DOUBLE') return JSON.stringify(value);
  return flowText([value]).replace(/^\[ ?|,? ?\]$/g, '');
}

/** A value in the place of one that is there, in the same kind of quotes. */
export function replaceScalar(text: string, node: Node, value: string | boolean): Splice {
  const [start, end] = rangeOf(node);
  const fresh = scalarText(value, isScalar(node) ? node.type : undefined);
  // Nothing stands there (`key:`), or a block whose end is the end of its last line.
  if (start === end) return { start, end, text: ` ${fresh}` };
  return { start, end, text: text.slice(start, end).endsWith('\n') ? `${fresh}${eolOf(text)}` : fresh };
}

const lastOf = <T>(items: readonly T[]): T | undefined => items.at(-1);
const isFlow = (node: YAMLMap | YAMLSeq): boolean => node.flow === true;

/** Where the last thing inside of it ends. Comments and blank lines behind it belong to nobody. */
function contentEnd(node: unknown): number {
  if (isPair(node)) {
    const key = isNode(node.key) ? rangeOf(node.key)[1] : 0;
    return Math.max(key, contentEnd(node.value));
  }
  if ((isMap(node) || isSeq(node)) && !isFlow(node)) return contentEnd(lastOf<unknown>(node.items));
  return isNode(node) ? rangeOf(node)[1] : 0;
}

/** Whole lines after the one in which something ends. */
function linesAfter(text: string, at: number, lines: readonly string[]): Splice {
  const eol = eolOf(text);
  // A block of text ends behind its last line break.
  if (at > 0 && text[at - 1] === '\n') return { start: at, end: at, text: `${lines.join(eol)}${eol}` };
  const end = lineEnd(text, at);
  return { start: end, end, text: `${eol}${lines.join(eol)}` };
}

/** Behind the last item of `{ … }` or `[ … ]`; a comma that stood behind it still does. */
function intoFlow(node: YAMLMap | YAMLSeq, fresh: string): Splice {
  const last = lastOf<unknown>(node.items);
  if (last !== undefined) {
    const at = contentEnd(last);
    return { start: at, end: at, text: `, ${fresh}` };
  }
  const [start, end] = rangeOf(node);
  return { start: start + 1, end: end - 1, text: isMap(node) ? ` ${fresh} ` : fresh };
}

const indented = (lines: readonly string[], column: number): readonly string[] =>
  lines.map((line) => `${' '.repeat(column)}${line}`);

/** How deep this file indents. */
function stepOf(text: string, { contents }: Document): number {
  if (!isMap(contents) || isFlow(contents)) return DEFAULT_STEP;
  for (const { value } of contents.items as readonly Pair[]) {
    if (isMap(value) && !isFlow(value)) return columnOf(text, rangeOf(value)[0]) || DEFAULT_STEP;
  }
  return DEFAULT_STEP;
}

function addPair(text: string, document: Document, map: YAMLMap, entry: Readonly<Record<string, unknown>>): Splice {
  if (isFlow(map)) return intoFlow(map, flowText(entry).slice(1, -1).trim());
  const column = columnOf(text, rangeOf(map)[0]);
  return linesAfter(text, contentEnd(map), indented(blockLines(entry, stepOf(text, document)), column));
}

/** Something under a key that has no value yet: `connections:`. */
function fillPair(text: string, document: Document, pair: Pair, value: unknown): Splice {
  const at = isNode(pair.key) ? rangeOf(pair.key) : ([0, 0] as const);
  const step = stepOf(text, document);
  return linesAfter(text, at[1], indented(blockLines(value, step), columnOf(text, at[0]) + step));
}

const nested = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inner, key) => ({ [key]: inner }), value);

const pairAt = (map: YAMLMap, key: string): Pair | undefined =>
  (map.items as readonly Pair[]).find((pair) => isScalar(pair.key) && pair.key.value === key);

/** `*name` and `<<` stand for text elsewhere, which is not changed for one of its uses. */
const mustBeByHand = (path: readonly string[], file: string): Refusal =>
  new Refusal('FILE_INVALID', {
    file,
    problems: [{ path: path.join('.'), reason: 'is no mapping of its own here, so it is changed by hand' }],
  });

function intoMap(text: string, document: Document, { path, value, file }: Insertion): Splice {
  let map = document.contents as YAMLMap;
  for (const [depth, key] of path.entries()) {
    const [pair, rest] = [pairAt(map, key), nested(path.slice(depth + 1), value)];
    if (pair === undefined) {
      return addPair(text, document, map, { [key]: rest });
    }
    const { value: now } = pair;
    if (now === null || (isScalar(now) && now.value === null)) {
      return isFlow(map) ? flowFill(pair, rest) : fillOrReplace(text, document, pair, rest);
    }
    if (!isMap(now)) break;
    map = now;
  }
  throw mustBeByHand(path, file);
}

function flowFill({ key, value }: Pair, rest: unknown): Splice {
  const [start, end] = isNode(value) ? rangeOf(value) : rangeOf(key as Node);
  return start === end ? { start, end, text: ` ${flowText(rest)}` } : { start, end, text: flowText(rest) };
}

/** `connections: null` and `connections: ~` give way; where nothing stands the lines follow. */
function fillOrReplace(text: string, document: Document, pair: Pair, rest: unknown): Splice {
  const [start, end] = isNode(pair.value) ? rangeOf(pair.value) : [0, 0];
  return start === end ? fillPair(text, document, pair, rest) : { start, end, text: flowText(rest) };
}

interface Insertion {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly file: string;
}

/** A value at a path where there is none. Refusal FILE_INVALID where only a hand can do it. */
export function insertValue(text: string, insertion: Insertion): Splice {
  const document = yamlDocument(text);
  const { contents } = document;
  if (isMap(contents)) return intoMap(text, document, insertion);
  const { path, value, file } = insertion;
  if (contents !== null && !(isScalar(contents) && contents.value === null)) throw mustBeByHand(path, file);
  const eol = eolOf(text);
  const apart = text === '' || text.endsWith('\n') ? '' : eol;
  return {
    start: text.length,
    end: text.length,
    text: `${apart}${blockLines(nested(path, value), DEFAULT_STEP).join(eol)}${eol}`,
  };
}

/** One more item of a list. */
export function appendItem(text: string, list: YAMLSeq, value: string): Splice {
  if (isFlow(list)) return intoFlow(list, JSON.stringify(value));
  const column = columnOf(text, rangeOf(list)[0]);
  return linesAfter(text, contentEnd(list), indented(blockLines([value], DEFAULT_STEP), column));
}

/** Whether the value is written elsewhere, and only referred to here. */
export const isReference = (node: unknown): boolean => isAlias(node);
