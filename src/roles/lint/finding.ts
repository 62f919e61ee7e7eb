import type { Place, Rule } from '../policy.ts';

export type LintCode =
  /** `all` or `any` of nothing. */
  | 'CONDITION_EMPTY'
  | 'PATTERN_INVALID'
  | 'RULE_NEVER_MATCHES'
  | 'RULE_WITHOUT_EFFECT'
  | 'RULE_SHADOWED'
  | 'RULE_NAME_REPEATED'
  | 'GRANT_REPEATED'
  | 'GRANT_ABOVE_CEILING'
  /** wfo.* for people who can only be agents. */
  | 'INSIGHTS_ONLY_FOR_AGENTS'
  | 'ATTRIBUTE_NOT_SETTABLE'
  | 'ALIAS_TO_ITSELF'
  | 'ALIAS_NEVER_MATCHES'
  | 'DEFAULT_ABOVE_CEILING'
  | 'NOBODY_GETS_IN'
  | 'CONSOLE_ROLES_ONLY'
  | 'INVISIBLE_CHARACTER';

/** `error`: certain to be a mistake. `warning`: does nothing, or less than it says. */
export interface LintFinding {
  readonly severity: 'error' | 'warning';
  readonly code: LintCode;
  /** Below the connection, such as `roles.rules[2].when`. */
  readonly path: string;
  readonly rule?: string;
  readonly place?: Place;
  readonly message: string;
}

type Told = Pick<LintFinding, 'severity' | 'code' | 'message'>;

/** A finding at a rule. @param within the part of the rule, such as `.when` */
export const atRule = (rule: Rule, index: number, within: string, told: Told): LintFinding => ({
  ...told,
  path: `roles.rules[${index}]${within}`,
  rule: rule.name,
  ...(rule.place !== undefined && { place: rule.place }),
});

export const atAlias = (alias: string, told: Told): LintFinding => ({
  ...told,
  path: `roles.aliases[${JSON.stringify(alias)}]`,
});
