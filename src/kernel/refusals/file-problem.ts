import { sentence } from '../printable.ts';

/** A thing wrong in a file: where, why, and where it helps, the line with a caret under the place. */
export interface FileProblem {
  readonly path: string;
  readonly reason: string;
  readonly excerpt?: readonly string[];
}

/** A sentence in a line of its own, and the excerpt under it. */
export const problemText = ({ path, reason, excerpt = [] }: FileProblem): string =>
  [sentence(`${path}: ${reason}`), ...excerpt.map((line) => `    ${line}`)].join('\n');
