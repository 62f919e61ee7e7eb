import { isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair, YAMLParseError } from 'yaml';
import { quoted } from '../kernel/printable.ts';
import type { Place } from '../roles/policy.ts';
import { dotted } from './problem.ts';
import type { ConfigProblem, Path } from './problem.ts';

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

/** In words that name what is to be changed; keys are no secrets. */
function reasonOf({ code, message, pos }: YAMLParseError, text: string): string {
  if (code === 'DUPLICATE_KEY') {
    const key = /^(?:"[^"]*"|'[^']*'|[^\s:,}]+)/.exec(text.slice(pos[0]))?.[0] ?? '';
    return `the key ${quoted([key])} is here a second time; only one can count`;
  }
  return message.includes('call stack') ? 'is nested too deeply' : message;
}

/** Parses YAML 1.2; duplicate keys, bad aliases and syntax errors are problems with their line. */
export function readYaml(text: string, file: string, substitute: Substitute): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const placeOf = placeIn(document, lines, file);
  const syntax = document.errors.map((error) => ({
    path: '',
    reason: reasonOf(error, text),
    line: lines.linePos(error.pos[0]).line,
  }));
  if (syntax.length > 0) return { problems: syntax, value: undefined, placeOf };
  const problems = [...lostKeys(document, lines), ...substituteScalars(document, lines, substitute)];
  return { problems, value: document.toJS({ maxAliasCount: 100 }) as unknown, placeOf };
}
