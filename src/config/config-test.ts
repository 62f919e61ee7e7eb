import { Refusal } from '../kernel/refusal.ts';
import { sameJson } from '../kernel/canonical-json.ts';
import type { Assignment, Explanation } from '../roles/assignment.ts';
import { READ_ONLY_ADMIN } from '../roles/console-roles.ts';
import { judge } from '../roles/decide.ts';
import type { Judgement } from '../roles/decide.ts';
import type { RolePolicy } from '../roles/policy.ts';
import type { ConfigTestCase, Expectation } from './config-test-file.ts';
import { suggest } from '../kernel/suggest.ts';

/** One thing that came out otherwise. `undefined`: nothing is written. */
export interface Difference {
  readonly what: string;
  readonly expected: unknown;
  readonly received: unknown;
}

export interface CaseResult {
  readonly case: ConfigTestCase;
  readonly differences: readonly Difference[];
  readonly explanation: Explanation;
  readonly judgement: Judgement;
}

export const passed = ({ differences }: CaseResult): boolean => differences.length === 0;

const difference = (what: string, expected: unknown, received: unknown): readonly Difference[] =>
  sameJson(expected, received) ? [] : [{ what, expected, received }];

type Granted = Exclude<Expectation, { refused: unknown }>;

function differencesOf(expected: Granted, assignment: Assignment): readonly Difference[] {
  const attributes = Object.entries(expected.attributes ?? {}).flatMap(([name, value]) => {
    const written = Object.hasOwn(assignment.workerAttributes, name) ? assignment.workerAttributes[name] : undefined;
    return difference(`attributes.${name}`, value ?? undefined, written);
  });
  return [
    ...difference('flex_role', expected.flex_role, assignment.readOnlyAdmin ? READ_ONLY_ADMIN : assignment.flexRole),
    ...difference('insights_roles', expected.insights_roles.toSorted(), assignment.insightsRoles.toSorted()),
    ...(expected.roles === undefined ? [] : difference('roles', expected.roles, assignment.roles)),
    ...attributes,
  ];
}

function compare(expected: Expectation, { outcome }: Judgement): readonly Difference[] {
  const refusal = 'refusal' in outcome ? outcome.refusal.code : undefined;
  if ('refused' in expected) return difference('refused', expected.refused, refusal);
  return 'assignment' in outcome
    ? differencesOf(expected, outcome.assignment)
    : difference('refused', undefined, refusal);
}

function policyFor({ connection, file, line }: ConfigTestCase, policies: ReadonlyMap<string, RolePolicy>): RolePolicy {
  const policy = policies.get(connection);
  if (policy !== undefined) return policy;
  const meant = suggest(connection, [...policies.keys()]);
  const reason = `there is no connection “${connection}”${meant === undefined ? '' : `; did you mean “${meant}”?`}`;
  throw new Refusal('FILE_INVALID', { file, problems: [{ path: `${file}:${line} connection`, reason }] });
}

/** Decides every case by the policy of its connection. Refusal FILE_INVALID for a connection that is not there. */
export const runConfigTests = (
  cases: readonly ConfigTestCase[],
  policies: ReadonlyMap<string, RolePolicy>,
): readonly CaseResult[] =>
  cases.map((each) => {
    const judgement = judge({
      username: each.username,
      attributes: each.attributes,
      policy: policyFor(each, policies),
    });
    return {
      case: each,
      differences: compare(each.expect, judgement),
      explanation: judgement.explanation,
      judgement,
    };
  });
