import { quoted } from '../../kernel/printable.ts';
import { testsOf } from '../condition.ts';
import { compareFlexRoles, isFlexRole } from '../flex-role.ts';
import type { FlexRole } from '../flex-role.ts';
import { patternProblem } from '../pattern.ts';
import type { Condition, RolePolicy, Rule } from '../policy.ts';
import { isSettable } from '../rule-attributes.ts';
import { atRule } from './finding.ts';
import type { LintFinding } from './finding.ts';
import { implies } from './implies.ts';
import { whyNeverHolds } from './never-holds.ts';

type RuleCheck = (rule: Rule, index: number, policy: RolePolicy) => readonly LintFinding[];

/** Every rule by itself and against those before it. */
export const lintRules = (policy: RolePolicy): readonly LintFinding[] =>
  policy.rules.flatMap((rule, index) => CHECKS.flatMap((check) => check(rule, index, policy)));

function emptyConditions(rule: Rule, index: number): readonly LintFinding[] {
  if (!holdsEmptyList(rule.when)) return [];
  const message = `${quoted([rule.name])} holds an \`all\` or \`any\` of nothing: it never holds. For everybody, set roles.default.`;
  return [atRule(rule, index, '.when', { severity: 'error', code: 'CONDITION_EMPTY', message })];
}

function holdsEmptyList(condition: Condition): boolean {
  if ('all' in condition) return condition.all.length === 0 || condition.all.some(holdsEmptyList);
  if ('any' in condition) return condition.any.length === 0 || condition.any.some(holdsEmptyList);
  return 'not' in condition && holdsEmptyList(condition.not);
}

function patterns(rule: Rule, index: number): readonly LintFinding[] {
  return testsOf(rule.when).flatMap((test) => {
    const problem = 'matches' in test ? patternProblem(test.matches) : undefined;
    if (problem === undefined) return [];
    const message = `The pattern of ${quoted([rule.name])} cannot be used: ${problem}.`;
    return [atRule(rule, index, '.when', { severity: 'error', code: 'PATTERN_INVALID', message })];
  });
}

function neverMatches(rule: Rule, index: number, policy: RolePolicy): readonly LintFinding[] {
  const why = whyNeverHolds(rule.when, policy);
  if (why === undefined || holdsEmptyList(rule.when) || patterns(rule, index).length > 0) return [];
  const message = `${quoted([rule.name])} never matches: ${why}.`;
  return [atRule(rule, index, '.when', { severity: 'error', code: 'RULE_NEVER_MATCHES', message })];
}

function withoutEffect(rule: Rule, index: number): readonly LintFinding[] {
  if (rule.grant.length > 0 || rule.set.size > 0) return [];
  const message = `${quoted([rule.name])} neither grants nor sets anything.`;
  return [atRule(rule, index, '', { severity: 'warning', code: 'RULE_WITHOUT_EFFECT', message })];
}

function repeatedName(rule: Rule, index: number, { rules }: RolePolicy): readonly LintFinding[] {
  if (rules.findIndex(({ name }) => name === rule.name) === index) return [];
  const message = `Another rule is called ${quoted([rule.name])}: explanations cannot tell them apart.`;
  return [atRule(rule, index, '.name', { severity: 'warning', code: 'RULE_NAME_REPEATED', message })];
}

function repeatedGrants(rule: Rule, index: number): readonly LintFinding[] {
  const repeated = [...new Set(rule.grant.filter((role, at) => rule.grant.indexOf(role) !== at))];
  if (repeated.length === 0) return [];
  const message = `${quoted([rule.name])} grants ${quoted(repeated)} more than once.`;
  return [atRule(rule, index, '.grant', { severity: 'warning', code: 'GRANT_REPEATED', message })];
}

function aboveCeiling(rule: Rule, index: number, { ceiling }: RolePolicy): readonly LintFinding[] {
  const flexRoles = rule.grant.filter((role) => isFlexRole(role));
  if (flexRoles.length === 0 || flexRoles.some((role) => compareFlexRoles(role, ceiling) <= 0)) return [];
  const message = `${quoted([rule.name])} grants ${quoted(flexRoles)}, which the ceiling ${ceiling} refuses to everybody.`;
  return [atRule(rule, index, '.grant', { severity: 'warning', code: 'GRANT_ABOVE_CEILING', message })];
}

function unsettable(rule: Rule, index: number): readonly LintFinding[] {
  return [...rule.set.keys()]
    .filter((name) => !isSettable(name))
    .map((name) => {
      const message = `${quoted([rule.name])} sets ${quoted([name])}, which no rule can set; it is left out.`;
      return atRule(rule, index, '.set', { severity: 'error', code: 'ATTRIBUTE_NOT_SETTABLE', message });
    });
}

/** All rules that match count, so a later one shadows as well; of two of one condition, the later is told. */
function shadowed(rule: Rule, index: number, { rules, ceiling }: RolePolicy): readonly LintFinding[] {
  if (rule.grant.length === 0 || rule.set.size > 0) return [];
  const other = rules.find(
    ({ when, grant }, at) =>
      at !== index &&
      coversAll(grant, rule.grant, ceiling) &&
      implies(rule.when, when) &&
      (at < index || !implies(when, rule.when)),
  );
  if (other === undefined) return [];
  const how = implies(other.when, rule.when) ? 'has the same condition' : 'matches whenever it does';
  const message = `${quoted([rule.name])} adds nothing: ${quoted([other.name])} ${how} and grants as much.`;
  return [atRule(rule, index, '', { severity: 'warning', code: 'RULE_SHADOWED', message })];
}

/** Only a role that the ceiling lets through outdoes a lower one. */
function coversAll(given: Rule['grant'], wanted: Rule['grant'], ceiling: FlexRole): boolean {
  const effective = given.filter((role) => isFlexRole(role)).filter((role) => compareFlexRoles(role, ceiling) <= 0);
  return wanted.every(
    (role) => given.includes(role) || (isFlexRole(role) && effective.some((own) => compareFlexRoles(own, role) >= 0)),
  );
}

const CHECKS: readonly RuleCheck[] = [
  emptyConditions,
  patterns,
  neverMatches,
  withoutEffect,
  repeatedName,
  repeatedGrants,
  aboveCeiling,
  unsettable,
  shadowed,
];
