import type { Because } from '../roles/assignment.ts';
import { createAttributeReader } from '../roles/attribute-reader.ts';
import { roleValues } from '../roles/candidates.ts';
import { matchingRules } from '../roles/matching-rules.ts';
import type { Place, RolePolicy } from '../roles/policy.ts';
import type { CaseResult } from './config-test.ts';

/** One decision of a policy that a case can reach. */
export interface CoverageItem {
  readonly connection: string;
  readonly kind: 'rule' | 'alias' | 'default' | 'insights default';
  readonly name: string;
  readonly place?: Place;
  /** In how many cases it had a part. */
  readonly cases: number;
}

type Counted = Omit<CoverageItem, 'connection'>;

const gaveBy = (kind: Because['kind'], { explanation }: CaseResult): boolean =>
  explanation.roles.some(({ because }) => because.some((reason) => reason.kind === kind));

const refusedWith = ({ judgement }: CaseResult): { readonly code?: string; readonly evidence?: object } =>
  'refusal' in judgement.outcome ? judgement.outcome.refusal : {};

/** `default: deny` speaks where nothing gave a Flex role. */
function deniedByDefault(result: CaseResult): boolean {
  const { code, evidence } = refusedWith(result);
  return (
    code === 'ROLE_NOT_GRANTED' ||
    (code === 'ATTRIBUTE_MISSING' && evidence !== undefined && Reflect.get(evidence, 'attribute') === 'roles')
  );
}

function defaultsOf(policy: RolePolicy, results: readonly CaseResult[]): readonly Counted[] {
  const byDefault = policy.default === 'deny' ? deniedByDefault : (result: CaseResult) => gaveBy('default', result);
  const byInsights = (result: CaseResult): boolean =>
    policy.insightsDefault === 'deny'
      ? refusedWith(result).code === 'INSIGHTS_ROLE_REQUIRED'
      : gaveBy('insights-default', result);
  return [
    { kind: 'default', name: policy.default, cases: results.filter(byDefault).length },
    { kind: 'insights default', name: policy.insightsDefault, cases: results.filter(byInsights).length },
  ];
}

function rulesOf(policy: RolePolicy, results: readonly CaseResult[]): readonly Counted[] {
  const readers = results.map((result) => createAttributeReader(result.case.attributes, policy));
  const matching = readers.map((reader) => new Set(matchingRules(reader, policy).map(({ rule }) => rule)));
  const values = readers.map((reader) => new Set(roleValues(reader, policy).map(({ value }) => value)));
  const rules = policy.rules.map((rule): Counted => {
    const cases = matching.filter((matched) => matched.has(rule)).length;
    return { kind: 'rule', name: rule.name, cases, ...(rule.place !== undefined && { place: rule.place }) };
  });
  const aliases = [...policy.aliases.keys()].map((alias): Counted => ({
    kind: 'alias',
    name: alias,
    cases: values.filter((each) => each.has(alias)).length,
  }));
  return [...rules, ...aliases];
}

/** How many cases reached each rule, alias and default of every connection, also of those without any case. */
export const coverageOf = (
  policies: ReadonlyMap<string, RolePolicy>,
  results: readonly CaseResult[],
): readonly CoverageItem[] =>
  [...policies].flatMap(([connection, policy]) => {
    const own = results.filter((result) => result.case.connection === connection);
    return [...rulesOf(policy, own), ...defaultsOf(policy, own)].map((item) => ({ connection, ...item }));
  });
