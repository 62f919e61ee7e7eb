import { z } from 'zod';
import type { RolePolicy } from '../roles/policy.ts';
import { buildPolicy } from './build-policy.ts';
import { lintProblems } from './lint-problems.ts';
import { readLeniently, refuseConfig } from './load-sections.ts';
import type { LenientDocument, SectionSources } from './load-sections.ts';
import type { ConfigProblem } from './problem.ts';
import { connectionSchema } from './schema-connection.ts';
import { configSchema } from './schema.ts';
import { checkAgainst } from './validate.ts';

export interface LoadedPolicies {
  /** By the name of the connection. */
  readonly policies: ReadonlyMap<string, RolePolicy>;
  /** Connections by which nobody logs in: `enabled: false`. */
  readonly disabled: ReadonlySet<string>;
  readonly warnings: readonly ConfigProblem[];
}

/** A connection as far as roles are decided: what its IdP is, and our keys, do not matter. */
const anything = z.unknown().optional();
const policiesSchema = z.object({
  connections: z.record(z.string(), connectionSchema.extend({ idp: anything, sp: anything })),
});

const POLICY_PARTS = ['attributes', 'roles', 'worker'] as const;

/** What is wrong anywhere in the file, but for values whose secret is not known here. */
function problemsOf(document: LenientDocument): readonly ConfigProblem[] {
  const checked = checkAgainst(configSchema, document);
  const problems = 'problems' in checked ? checked.problems : [];
  return problems.filter(({ at }) => document.unresolvedAt(at).length === 0);
}

/**
 * The role policies alone, of a file that is otherwise checked as far as that goes without its secrets and without asking
 * an IdP for its metadata. Refusal CONFIG_INVALID with every problem found.
 */
export function loadPolicies(text: string, sources: SectionSources): LoadedPolicies {
  const document = readLeniently(text, sources);
  const wrong = problemsOf(document);
  const checked = checkAgainst(policiesSchema, document);
  if (wrong.length > 0) return refuseConfig(sources.file, wrong);
  if ('problems' in checked) return refuseConfig(sources.file, checked.problems);
  const { connections } = checked.value;
  const unknown = Object.keys(connections).flatMap((name) =>
    POLICY_PARTS.flatMap((part) => document.unresolvedAt(['connections', name, part])),
  );
  if (unknown.length > 0) return refuseConfig(sources.file, unknown);
  const policies = new Map(
    Object.entries(connections).map(([connection, input]) => [
      connection,
      buildPolicy(input, { connection, placeOf: document.placeOf }),
    ]),
  );
  const found = [...policies].flatMap(([name, policy]) => lintProblems({ name, policy }, document.placeOf));
  const errors = found.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return refuseConfig(sources.file, errors);
  const disabled = new Set(Object.keys(connections).filter((name) => connections[name]?.enabled === false));
  return { policies, disabled, warnings: found };
}
