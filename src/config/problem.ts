import type { FileProblem } from '../kernel/refusals/file-problem.ts';

/** A line of the file, and under it a caret at the place. */
export type Excerpt = readonly [line: string, caret: string];

/** One thing wrong in the configuration file. `path` is dotted, as in connections.okta.idp.ssoUrl. */
export interface ConfigProblem {
  readonly path: string;
  readonly reason: string;
  /** Counts from 1, where the place is known. */
  readonly line?: number;
  /** Counts from 1. */
  readonly column?: number;
  readonly excerpt?: Excerpt;
}

export type Path = readonly (string | number)[];

/** connections.okta.roles.rules[2].when */
export const dotted = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');

/** A problem found after the schema: an error stops the start, a warning is told. */
export interface Finding extends ConfigProblem {
  readonly severity: 'error' | 'warning';
}

function placeOf(file: string, { path, line, column }: ConfigProblem): string {
  if (line === undefined) return path || file;
  return [`${file}:${line}${column === undefined ? '' : `:${column}`}`, path].filter((part) => part !== '').join(' ');
}

/** As a refusal tells it: `file:line path`, or `file:line:column`. */
export const toldIn = (file: string, problems: readonly ConfigProblem[]): readonly FileProblem[] =>
  problems.map((problem) => ({
    path: placeOf(file, problem),
    reason: problem.reason,
    ...(problem.excerpt !== undefined && { excerpt: problem.excerpt }),
  }));
