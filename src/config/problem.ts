/** One thing wrong in the configuration file. `path` is dotted, as in connections.okta.idp.ssoUrl. */
export interface ConfigProblem {
  readonly path: string;
  readonly reason: string;
  /** Counts from 1, where the place is known. */
  readonly line?: number;
}

export type Path = readonly (string | number)[];

/** connections.okta.roles.rules[2].when */
export const dotted = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');

/** A problem found after the schema: an error stops the start, a warning is told. */
export interface Finding extends ConfigProblem {
  readonly severity: 'error' | 'warning';
}

/** Problems as a refusal tells them: `file:line path`. */
export const toldIn = (
  file: string,
  problems: readonly ConfigProblem[],
): readonly { readonly path: string; readonly reason: string }[] =>
  problems.map(({ path, reason, line }) => ({
    path: line === undefined ? path || file : `${file}:${line}${path === '' ? '' : ` ${path}`}`,
    reason,
  }));
