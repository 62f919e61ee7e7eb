import { quoted } from '../../kernel/printable.ts';
import { compareFlexRoles, FLEX_ROLES, isFlexRole } from '../flex-role.ts';
import type { FlexRole } from '../flex-role.ts';
import { isInsightsRole, mayUseInsights } from '../insights-role.ts';
import type { RolePolicy } from '../policy.ts';
import { atAlias, atRule } from './finding.ts';
import type { LintFinding } from './finding.ts';
import { whyNeverHolds } from './never-holds.ts';

/** Flex roles that somebody can come to have. */
function reachableRoles(policy: RolePolicy): ReadonlySet<FlexRole> {
  const named = [
    ...(policy.direct ? FLEX_ROLES : []),
    ...policy.aliases.values(),
    ...policy.rules.filter(({ when }) => whyNeverHolds(when, policy) === undefined).flatMap(({ grant }) => grant),
    ...(policy.default === 'deny' ? [] : [policy.default]),
  ];
  return new Set(
    named.filter((role) => isFlexRole(role)).filter((role) => compareFlexRoles(role, policy.ceiling) <= 0),
  );
}

export const lintReach = (policy: RolePolicy): readonly LintFinding[] => {
  const reachable = reachableRoles(policy);
  return [
    ...nobodyGetsIn(reachable),
    ...defaultAboveCeiling(policy),
    ...([...reachable].some(mayUseInsights) ? [] : insightsForAgents(policy)),
  ];
};

function nobodyGetsIn(reachable: ReadonlySet<FlexRole>): readonly LintFinding[] {
  if (reachable.size > 0) return [];
  const message = 'Nothing gives a Flex role to anybody: allow roles.direct, or add an alias, a rule or a default.';
  return [{ severity: 'error', code: 'NOBODY_GETS_IN', path: 'roles', message }];
}

function defaultAboveCeiling({ default: role, ceiling }: RolePolicy): readonly LintFinding[] {
  if (role === 'deny' || compareFlexRoles(role, ceiling) <= 0) return [];
  const message = `The default ${role} is above the ceiling ${ceiling}, which refuses it to everybody.`;
  return [{ severity: 'error', code: 'DEFAULT_ABOVE_CEILING', path: 'roles.default', message }];
}

const WHY_NOT = 'but nobody can become more than an agent here, and Insights is closed to agents';
const forAgents = (message: string) => ({ severity: 'warning', code: 'INSIGHTS_ONLY_FOR_AGENTS', message }) as const;

function insightsForAgents({ rules, aliases }: RolePolicy): readonly LintFinding[] {
  const inRules = rules.flatMap((rule, index) => {
    const roles = rule.grant.filter((role) => isInsightsRole(role));
    const message = `${quoted([rule.name])} grants ${quoted(roles)}, ${WHY_NOT}.`;
    return roles.length === 0 ? [] : [atRule(rule, index, '.grant', forAgents(message))];
  });
  const inAliases = [...aliases].flatMap(([alias, role]) => {
    const message = `The alias ${quoted([alias])} stands for ${role}, ${WHY_NOT}.`;
    return isInsightsRole(role) ? [atAlias(alias, forAgents(message))] : [];
  });
  return [...inRules, ...inAliases];
}
