import { lintPolicy } from '../roles/lint.ts';
import type { Connection } from '../saml/connection.ts';
import type { Finding, Path } from './problem.ts';
import type { YamlDocument } from './yaml-document.ts';

const ALIAS = /^roles\.aliases\[(".*")\]$/;

/** Of what is at no rule: rules know their place themselves. */
function pathOf(path: string): Path {
  const [, alias] = ALIAS.exec(path) ?? [];
  return alias === undefined ? path.split('.') : ['roles', 'aliases', JSON.parse(alias) as string];
}

/** What is wrong, or pointless, in the rules of a connection, with its place in the file. */
export const lintProblems = (
  { name, policy }: Pick<Connection, 'name' | 'policy'>,
  placeOf: YamlDocument['placeOf'],
): readonly Finding[] =>
  lintPolicy(policy).map(({ severity, path, place, message }) => {
    const line = (place ?? placeOf(['connections', name, ...pathOf(path)]))?.line;
    return { severity, path: `connections.${name}.${path}`, reason: message, ...(line !== undefined && { line }) };
  });
