import { lintPolicy } from '../roles/lint.ts';
import type { Connection } from '../saml/connection.ts';
import type { Finding } from './problem.ts';

/** What is wrong, or pointless, in the rules of a connection, with its place in the file. */
export const lintProblems = ({ name, policy }: Pick<Connection, 'name' | 'policy'>): readonly Finding[] =>
  lintPolicy(policy).map(({ severity, path, place, message }) => ({
    severity,
    path: `connections.${name}.${path}`,
    reason: message,
    ...(place !== undefined && { line: place.line }),
  }));
