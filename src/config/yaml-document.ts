import { isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { Place } from '../roles/policy.ts';
import { dotted } from './problem.ts';
import type { ConfigProblem, Path } from './problem.ts';
import { excerptOf, mistakeOf } from './yaml-mistake.ts';

/** A YAML file whose values know their place. */
export interface YamlDocument {
  readonly problems: readonly ConfigProblem[];
  /** Plain data. */
  readonly value: unknown;
  /** Place of the nearest enclosing node of `path`. */
  readonly placeOf: (path: Path) => Place | undefined;
}

export type Substitute = (text: string) => { readonly text: string } | { readonly reason: string };

function placeIn(document: Document, lines: LineCounter, file: string) {
  return (path: Path): Place | undefined => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (!isNode(node) || !node.range) continue;
      const { line, col } = lines.linePos(node.range[0]);
      return { file, line, column: col };
    }
    return undefined;
  };
}

/** Puts secrets in place, scalar by scalar, so that a secret can never add structure to the file. */
function substituteScalars(document: Document, lines: LineCounter, substitute: Substitute): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Scalar(_, node) {
      if (!isScalar(node) || typeof node.value !== 'string') return;
      const result = substitute(node.value);
      if ('text' in result) node.value = result.text;
      else problems.push({ path: '', reason: result.reason, line: lines.linePos(node.range?.[0] ?? 0).line });
    },
  });
  return problems;
}

type Ancestor = Document | Node | Pair;

const keyOf = ({ key }: Pair): unknown => (isScalar(key) ? key.value : key);

/** Of a node, by what stands above it. */
const pathOf = (ancestors: readonly Ancestor[], last: Ancestor): Path =>
  [...ancestors, last].flatMap<string | number>((node, index, all) => {
    if (isPair(node)) return [String(keyOf(node))];
    const inner = all[index + 1];
    return isSeq(node) && inner !== undefined ? [node.items.indexOf(inner)] : [];
  });

/** Plain data cannot hold this key, so it would get lost without a word. */
function lostKeys(document: Document, lines: LineCounter): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Pair(_, pair, ancestors) {
      if (keyOf(pair) !== '__proto__') return;
      const at = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
      const path = dotted(pathOf(ancestors, pair));
      problems.push({ path, reason: 'unknown key “__proto__”', line: lines.linePos(at).line });
    },
  });
  return problems;
}

/** One for each line: what follows in it comes of the first. */
function syntaxProblems({ errors }: Document, lines: LineCounter, text: string): ConfigProblem[] {
  const written = text.split(/\r?\n/);
  const problems = errors.map((error) => {
    const at = lines.linePos(error.pos[0]);
    return { path: '', line: at.line, column: at.col, ...mistakeOf(error, written, at) };
  });
  return problems.filter(({ line }, index) => problems.findIndex((other) => other.line === line) === index);
}

/** A `*` that was meant as itself, as in a host name. */
function unknownAliases(document: Document, lines: LineCounter, text: string): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document) !== undefined) return;
      const at = lines.linePos(node.range?.[0] ?? 0);
      const reason = `“*” begins an alias, and there is no anchor of this name: put the value into quotes`;
      problems.push({
        path: '',
        reason,
        line: at.line,
        column: at.col,
        excerpt: excerptOf(text.split(/\r?\n/), at),
      });
    },
  });
  return problems;
}

const MOST_ALIASES = 100;

/** Aliases of aliases can make a small file larger than any memory. */
function plainDataOf(document: Document): { readonly value: unknown } | { readonly problem: ConfigProblem } {
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { problem: { path: '', reason: `aliases (“*”) stand for more than ${MOST_ALIASES} values` } };
  }
}

/** Parses YAML 1.2; duplicate keys, bad aliases and syntax errors are problems with their place. */
export function readYaml(text: string, file: string, substitute: Substitute): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const placeOf = placeIn(document, lines, file);
  const mistakes = [...syntaxProblems(document, lines, text), ...unknownAliases(document, lines, text)];
  if (mistakes.length > 0) return { problems: mistakes, value: undefined, placeOf };
  const problems = [...lostKeys(document, lines), ...substituteScalars(document, lines, substitute)];
  const data = plainDataOf(document);
  if ('problem' in data) return { problems: [...problems, data.problem], value: undefined, placeOf };
  return { problems, value: data.value, placeOf };
}
